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
from run.environments import Environment, environments, with_weights
from run.portal import in_use_by_another

SUBFOLDERS = {"make run": "", "make dev": "dev", "make demo": "demo"}
MANAGE = (str(TICKET_API / ".venv" / "bin" / "python"), str(TICKET_API / "manage.py"))
NO_PORTAL = "No portal runs. Start it first (make run or make up), then repeat this command."


def of_one_machine(variables: Mapping[str, str], words: Sequence[str]) -> int | None:
    """Run the command here; gives its exit code, None when no portal runs on this machine."""
    folders = running_here(variables)
    return call(folders, variables, words).returncode if folders else None


def running_here(variables: Mapping[str, str]) -> Folders | None:
    """The folders of the portal that runs on this machine; SetupError when there are several."""
    data = data_folder(variables)
    running = {name: data / below for name, below in SUBFOLDERS.items()}
    running = {name: folder for name, folder in running.items() if in_use_by_another(folder)}
    if len(running) > 1:
        raise SetupError(
            f"{' and '.join(running)} are running. End all but the one that you mean, or run this "
            f"with its LOCAL_DATA_DIR: {', '.join(map(str, running.values()))}"
        )
    return next(map(Folders, running.values()), None)


def call(
    folders: Folders, variables: Mapping[str, str], words: Sequence[str], *, capture: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run manage.py in the caller's folder, so that paths of files mean what the caller meant."""
    return subprocess.run(
        [*MANAGE, *words],
        env=environments_of(folders, variables)["ticket-api"],
        check=False,
        text=True,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.STDOUT if capture else None,
    )


def environments_of(folders: Folders, variables: Mapping[str, str]) -> dict[str, Environment]:
    """Each part's environment in the stack of this folder; SetupError while it has no database."""
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
    return environments(with_weights(variables, folders), {}, keys, ports, url)


def of_containers(words: Sequence[str]) -> int | None:
    """Run the command in ticket-api's container; None when there is none, else the exit code."""
    if not has_containers():
        return None
    # A terminal for questions, unless the answers come through a pipe.
    terminal = [] if sys.stdin.isatty() else ["-T"]
    command = ["docker", "compose", "exec", *terminal, "ticket-api", "python", "manage.py", *words]
    return subprocess.run(command, cwd=CLONE, check=False).returncode


def has_containers() -> bool:
    """Whether ticket-api runs in a container of this clone."""
    listing = ["docker", "compose", "ps", "--status", "running", "--services"]
    try:
        seen = subprocess.run(listing, cwd=CLONE, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return False
    return "ticket-api" in seen.stdout.split()


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if not arguments or not arguments[-1]:
        complain('Name a command: make manage ARGS="load_tickets 1000", make admin USERNAME=anna')
        return 2
    code = of_one_machine(os.environ, arguments)
    if code is None:
        code = of_containers(arguments)
    if code is None:
        complain(NO_PORTAL)
        return 1
    return code
