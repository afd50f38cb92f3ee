"""A throwaway PostgreSQL for the time of one command.

    python3 local with-database -- COMMAND ARGUMENTS…

COMMAND finds the server in DATABASE_URL and may do anything there, such as making roles, which the
role of `make run` may not. The server and its data are gone when COMMAND ends, however it ends; its
exit code is handed on. A signal ends both. A DATABASE_URL that is set already is left alone and no
server is started.
"""

import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from commands import end_at_signals, run_logged
from paths import SetupError, complain, is_root, others_can_enter
from run.cluster import (
    STOP_SECONDS,
    Cluster,
    as_account,
    binaries_for_account,
    server_account,
)
from run.ports import Ports

START_SECONDS = "30"
# The data are thrown away, so nothing has to survive a crash of the machine.
THROWAWAY_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if len(arguments) < 2 or arguments[0] != "--":
        complain("Usage: python3 local with-database -- COMMAND ARGUMENTS…")
        return 2
    end_at_signals()
    with ExitStack() as database:
        url = os.environ.get("DATABASE_URL") or database.enter_context(throwaway_database())
        code = run_logged(arguments[1:], Path.cwd(), None, {**os.environ, "DATABASE_URL": url})
    return code if code >= 0 else 128 - code


@contextmanager
def throwaway_database() -> Iterator[str]:
    """The DATABASE_URL of a server that is started now and gone afterwards."""
    with temporary_folder() as folder, Ports() as ports:
        cluster = Cluster(binaries_for_account(folder), folder / "data", ports.take())
        password = secrets.token_hex(16)
        cluster.create(password, role_options="SUPERUSER", sync=False)
        with running_server(cluster, folder / "server.log"):
            yield cluster.url(password)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that the server's account can enter, removed afterwards."""
    candidates = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108
    parent = next((place for place in candidates if not is_root() or others_can_enter(place)), None)
    folder = Path(tempfile.mkdtemp(prefix="tickets-postgres-", dir=parent))
    if server_account():
        folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_server(cluster: Cluster, log: Path) -> Iterator[None]:
    """A server that accepts connections; SetupError with its log when it does not come up."""
    pg_ctl = [str(cluster.binaries / "bin" / "pg_ctl"), "-D", str(cluster.data), "-w"]
    options = shlex.join(cluster.server_command(*THROWAWAY_SETTINGS)[3:])
    start = [*pg_ctl, "-t", START_SECONDS, "-o", options, "start"]
    stop = [*pg_ctl, "-t", str(STOP_SECONDS), "-m", "immediate", "stop"]
    try:
        with log.open("wb") as output:
            # It starts the server in another session, which Ctrl-C at the terminal does not reach.
            started = subprocess.run(
                start, stdout=output, stderr=output, check=False, **as_account()
            )
        if started.returncode != 0:
            raise SetupError(f"PostgreSQL did not start:\n{log.read_text()}")
        yield
    finally:
        subprocess.run(stop, capture_output=True, check=False, **as_account())
