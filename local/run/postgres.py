"""A throwaway PostgreSQL for the time of one command.

    python3 local with-database -- COMMAND ARGUMENTS…

COMMAND finds the server in DATABASE_URL and may do anything there, such as making roles, which the
role of `make run` may not. The server and its data are gone when COMMAND ends, however it ends; its
exit code is handed on. A signal ends both. A DATABASE_URL that is set already is left alone and no
server is started.
"""

import os
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from commands import end_at_signals, run_logged
from paths import SetupError, complain, is_root
from run.cluster import Cluster, as_account, wait_until
from run.data import others_can_enter
from run.ports import free_port

START_SECONDS = 30
# The data are thrown away, so nothing has to survive a crash of the machine.
THROWAWAY_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if len(arguments) < 2 or arguments[0] != "--":
        complain("Usage: python3 local with-database -- COMMAND ARGUMENTS…")
        return 2
    end_at_signals()
    with ExitStack() as server:
        url = os.environ.get("DATABASE_URL") or server.enter_context(throwaway_server())[0]
        code = run_logged(arguments[1:], Path.cwd(), None, {**os.environ, "DATABASE_URL": url})
    return code if code >= 0 else 128 - code


@contextmanager
def throwaway_server() -> Iterator[tuple[str, Path]]:
    """The DATABASE_URL and the log of a server that is started now and gone afterwards.

    SetupError with the log when it does not come up.
    """
    is_closed = is_root() and not others_can_enter(Path(tempfile.gettempdir()))
    parent = "/var/tmp" if is_closed else None  # noqa: S108 - the folder in it is made by mkdtemp
    with tempfile.TemporaryDirectory(prefix="tickets-postgres-", dir=parent) as name:
        folder, password = Path(name), secrets.token_hex(16)
        if is_root():
            folder.chmod(0o711)
        cluster, log = Cluster(folder / "data", free_port()), folder / "server.log"
        cluster.create(password, role_options="SUPERUSER", sync=False)
        command = cluster.server_command(*THROWAWAY_SETTINGS)
        with log.open("wb") as output:
            # In another session, which Ctrl-C at the terminal does not reach.
            server = subprocess.Popen(
                command, stdout=output, stderr=output, start_new_session=True, **as_account()
            )
        try:
            wait_until(lambda: cluster.is_ready() or server.poll() is not None, START_SECONDS)
            if not cluster.is_ready():
                raise SetupError(f"PostgreSQL did not start:\n{log.read_text()}")
            yield cluster.url(password), log
        finally:
            server.send_signal(signal.SIGQUIT)  # At once: nothing has to be kept.
            server.wait()
