"""`make manage ARGS="…"`: a command of ticket-api's manage.py in the portal that runs.

    python3 local manage load_tickets 1000
    python3 local manage account --role admin -- anna     (`make admin USERNAME=anna`)

Finds `make run`, `make dev` or `make demo` of this clone, else the containers of `make up`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from paths import CLONE, TICKET_API, Folders, SetupError, complain, data_folder
from run import keys as installation
from run.cluster import Cluster
from run.environments import Environment, environments
from run.portal import in_use_by_another

SUBFOLDERS = {"make run": "", "make dev": "dev", "make demo": "demo"}


def of_one_machine(variables: Mapping[str, str], words: Sequence[str]) -> int | None:
    """Run the command here; gives its exit code, None when no portal runs on this machine."""
    data = data_folder(variables)
    running = {name: data / below for name, below in SUBFOLDERS.items()}
    running = {name: folder for name, folder in running.items() if in_use_by_another(folder)}
    if len(running) > 1:
        raise SetupError(
            f"{' and '.join(running)} are running. End all but the one that you mean, or run this "
            f"with its LOCAL_DATA_DIR: {', '.join(map(str, running.values()))}"
        )
    for folder in running.values():
        return call(Folders(folder), variables, words).returncode
    return None


def call(
    folders: Folders, variables: Mapping[str, str], words: Sequence[str], *, capture: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run manage.py in the caller's folder, so that paths of files mean what the caller meant."""
    python = str(TICKET_API / ".venv" / "bin" / "python")
    return subprocess.run(
        [python, str(TICKET_API / "manage.py"), *words],
        env=environment_of(folders, variables),
        check=False,
        text=True,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.STDOUT if capture else None,
    )


def environment_of(folders: Folders, variables: Mapping[str, str]) -> Environment:
    """ticket-api's environment in the stack of this folder; SetupError while it has no database."""
    keys = installation.load_or_make(folders.data / "keys.json")
    ports = json.loads(folders.ports.read_text()) if folders.ports.exists() else {}
    cluster = Cluster(Path(), folders.data / "postgresql", ports.get("postgresql", 0))
    given = variables.get("DATABASE_URL")
    if not ports or not (given or cluster.is_ready()):
        raise SetupError(
            "The database is not up yet. Wait for `Portal ready`, or set DATABASE_URL to the "
            "server that the portal was started with."
        )
    url = given or cluster.url(keys.database_password)
    return environments(variables, {}, keys, ports, url)["ticket-api"]


def of_containers(words: Sequence[str]) -> int | None:
    """Run the command in ticket-api's container; None when there is none, else the exit code."""
    listing = ["docker", "compose", "ps", "--status", "running", "--services"]
    try:
        seen = subprocess.run(listing, cwd=CLONE, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    if "ticket-api" not in seen.stdout.split():
        return None
    # A terminal for questions, unless the answers come through a pipe.
    terminal = [] if sys.stdin.isatty() else ["-T"]
    command = ["docker", "compose", "exec", *terminal, "ticket-api", "python", "manage.py", *words]
    return subprocess.run(command, cwd=CLONE, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if not arguments or not arguments[-1]:
        complain('Name a command: make manage ARGS="load_tickets 1000", make admin USERNAME=anna')
        return 2
    code = of_one_machine(os.environ, arguments)
    if code is None:
        code = of_containers(arguments)
    if code is None:
        complain("No portal runs. Start it first (make run or make up), then repeat this command.")
        return 1
    return code
