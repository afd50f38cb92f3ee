"""`make manage ARGS="…"`: a command of ticket-api's manage.py in the portal that runs.

    python3 local manage load_tickets 1000
    python3 local manage account --role admin -- anna     (`make admin USERNAME=anna`)

Finds `make run`, `make dev` or `make demo` of this clone, else the containers of `make up`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from commands import is_held
from paths import CLONE, TICKET_API, SetupError
from run.data import data_folder
from run.environments import Environment
from run.stack import Installation

SUBFOLDERS = {"make run": "", "make dev": "dev", "make demo": "demo"}
MANAGE: tuple[str, ...] = (f"{TICKET_API}/.venv/bin/python", f"{TICKET_API}/manage.py")


def running_here(variables: Mapping[str, str]) -> Path | None:
    """The data folder of the portal that runs on this machine; None when containers have it.

    SetupError when there are several here or none at all.
    """
    data = data_folder(variables)
    running = {name: data / below for name, below in SUBFOLDERS.items()}
    running = {name: folder for name, folder in running.items() if is_held(folder / "in-use")}
    if len(running) > 1:
        raise SetupError(
            f"{' and '.join(running)} are running. End all but the one that you mean, or run this "
            f"with its LOCAL_DATA_DIR: {', '.join(map(str, running.values()))}"
        )
    if not running and not has_containers():
        raise SetupError("No portal runs. Start it (make run or make up), then repeat this.", 2)
    return next(iter(running.values()), None)


def environments_of(data: Path, variables: Mapping[str, str]) -> dict[str, Environment]:
    """Each part's environment in the stack of this folder; SetupError while it has no database."""
    file = data / "run" / "ports.json"
    ports = json.loads(file.read_text()) if file.exists() else {}
    installation = Installation(variables, {}, ports, data)
    if not ports or not (variables.get("DATABASE_URL") or installation.cluster.is_ready()):
        raise SetupError(
            "The database is not up yet. Wait for `Portal ready`, or set DATABASE_URL to the "
            "server that the portal was started with."
        )
    return installation.environments()


def call(data: Path, variables: Mapping[str, str], words: Sequence[str]) -> int:
    """Run manage.py in the caller's folder, so that paths of files mean what the caller meant."""
    environment = environments_of(data, variables)["ticket-api"]
    return subprocess.call([*MANAGE, *words], env=environment)


def in_container(*options: str) -> tuple[str, ...]:
    """The command that runs manage.py in ticket-api's container."""
    return ("docker", "compose", "exec", *options, "ticket-api", "python", "manage.py")


def has_containers() -> bool:
    """Whether ticket-api runs in a container of this clone."""
    if not shutil.which("docker"):
        return False
    listing = ["docker", "compose", "ps", "--status", "running", "--services"]
    seen = subprocess.run(listing, cwd=CLONE, capture_output=True, text=True, check=False)
    return "ticket-api" in seen.stdout.split()


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if not arguments or not arguments[-1]:
        raise SetupError('Name a command: make manage ARGS="check", make admin USERNAME=anna', 2)
    if data := running_here(os.environ):
        return call(data, os.environ, arguments)
    # A terminal for questions, unless the answers come through a pipe.
    terminal = [] if sys.stdin.isatty() else ["-T"]
    return subprocess.call([*in_container(*terminal), *arguments], cwd=CLONE)
