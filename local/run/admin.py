"""`make admin USERNAME=…`: an admin's account in the portal that runs (`make run` or `make up`).

    python3 local admin USERNAME

Asks for the password. An account that is there already becomes an admin and gets that password.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from paths import CLONE, TICKET_API, SetupError, complain, data_folder
from run import keys as installation
from run.cluster import Cluster
from run.environments import events_environment
from run.parts import Folders
from run.portal import in_use_by_another

_COMMAND = ("manage.py", "account", "--role", "admin")


def of_one_machine(variables: Mapping[str, str], username: str) -> int | None:
    """Make the account in a `make run`; None when none is under way, else the exit code."""
    folders = Folders(data_folder(variables))
    if not in_use_by_another(folders.data):
        return None
    keys = installation.load_or_make(folders.data / "keys.json")
    url = variables.get("DATABASE_URL") or _url_of_cluster(folders.data, keys.database_password)
    environment = events_environment(variables, keys, port=0, database_url=url)
    python = str(TICKET_API / ".venv" / "bin" / "python")
    command = [python, *_COMMAND, "--", username]
    return subprocess.run(command, cwd=TICKET_API, env=environment, check=False).returncode


def of_containers(username: str) -> int | None:
    """Make the account in the containers; None when none of ticket-api runs, else the exit code."""
    listing = ["docker", "compose", "ps", "--status", "running", "--services"]
    try:
        seen = subprocess.run(listing, cwd=CLONE, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    if "ticket-api" not in seen.stdout.split():
        return None
    # A terminal for the password, unless it comes through a pipe.
    terminal = [] if sys.stdin.isatty() else ["-T"]
    inside = ["ticket-api", "python", *_COMMAND, "--", username]
    command = ["docker", "compose", "exec", *terminal, *inside]
    return subprocess.run(command, cwd=CLONE, check=False).returncode


def _url_of_cluster(data: Path, password: str) -> str:
    """The address of the running PostgreSQL, whose port stands in the fourth line of its file."""
    try:
        port = int((data / "postgresql" / "postmaster.pid").read_text().splitlines()[3])
    except (OSError, IndexError, ValueError) as error:
        raise SetupError("The database is not up yet. Wait for `Portal ready`.") from error
    return Cluster(data, data, port).url(password)


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if len(arguments) != 1 or not arguments[0]:
        complain("Say whose account it is: make admin USERNAME=anna")
        return 2
    try:
        code = of_one_machine(os.environ, arguments[0])
        if code is None:
            code = of_containers(arguments[0])
    except SetupError as error:
        complain(str(error))
        return 1
    if code is None:
        complain("Nothing runs. Start the portal first (make run or make up), then do this again.")
        return 1
    return code
