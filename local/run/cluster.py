"""PostgreSQL from the embedded binaries: that of `make run`, and throwaway ones.

    python3 local with-database -- COMMAND ARGUMENTS…

COMMAND finds a server in DATABASE_URL and may do anything there, such as making roles, which the
role of `make run` may not. The server and its data are gone when COMMAND ends, however it ends; its
exit code is handed on. A signal ends both. A DATABASE_URL that is set already is left alone and no
server is started.

`@embedded-postgres/*` ships initdb, pg_ctl and postgres alone: roles and databases are made in
single-user mode, and readiness is read from the last line of postmaster.pid, as pg_ctl does.
"""

import contextlib
import locale
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from commands import end_at_signals, run_logged
from packages import once
from paths import CLONE, LOCAL, SetupError, is_root
from run.data import data_folder, make_data_folder, others_can_enter
from run.ports import free_port

ROLE = "tickets_user"
DATABASE = "tickets_db"
CHARACTER_TYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8")
# PostgreSQL gets nothing of the caller's environment, least of all keys.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
# What npm installed (prepare.py), with `bin`, `lib` and `share`.
PROGRAMS = LOCAL / "node_modules" / "postgresql"
# The data are thrown away, so nothing has to survive a crash of the machine.
THROWAWAY_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
LOG_SETTINGS = CLONE / "contracts" / "postgresql-log.conf"


def copy_for_everyone(source: Path, copy: Path) -> None:
    """A copy that any account may read: root's `nobody` may not enter a private clone."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", copy], check=True)


def programs() -> Path:
    """The folder of PostgreSQL's programs: for root, the copy that the server's account may run."""
    return data_folder({}) / "postgresql-programs" if is_root() else PROGRAMS


def share_programs() -> None:
    """As root, copy the programs once to where the server's account may run them."""
    copy = programs()
    if copy != PROGRAMS:
        make_data_folder(copy.parent)
        make = partial(copy_for_everyone, PROGRAMS, copy)
        once(copy, copy / "copied-from", [LOCAL / "package-lock.json"], make)


def log_settings() -> list[str]:
    """The settings that keep texts out of PostgreSQL's log, as `name=value`."""
    lines = LOG_SETTINGS.read_text(encoding="utf-8").splitlines()
    return [line.replace(" = ", "=") for line in lines if line and not line.startswith("#")]


def server_account() -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs as when it may not run as the caller, who is root."""
    return pwd.getpwnam("nobody") if is_root() else None


def as_account() -> dict[str, Any]:
    """How to run PostgreSQL's programs: as their account, without the caller's environment."""
    options: dict[str, Any] = {"cwd": "/", "env": ENVIRONMENT}
    if account := server_account():
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return options


@dataclass(frozen=True)
class Cluster:
    """A data folder, and the loopback port that its server listens on."""

    data: Path
    port: int

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(programs() / "bin" / name)

    def url(self, password: str) -> str:
        """The DATABASE_URL of the application's role. Passwords are hexadecimal."""
        return f"postgres://{ROLE}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def server_command(self, *settings: str) -> list[str]:
        """The server in the foreground.

        It listens on loopback alone and has no Unix socket, whose path may have 107 characters at
        most. Its log holds no value of any statement.
        """
        fixed = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC"]
        fixed += [f"port={self.port}", *log_settings()]
        options = [part for setting in (*fixed, *settings) for part in ("-c", setting)]
        return [self.program("postgres"), "-D", str(self.data), *options]

    def create(self, password: str, *, anew: bool = False, throwaway: bool = False) -> None:
        """Make the cluster with the application's role and database; keep one, unless `anew`.

        It is made beside its place and moved there when complete, so a run that was cut short
        leaves nothing half made. The caller holds the folder. In a throwaway one the role may do
        anything.
        """
        if self.data.exists():
            self._end_former()
            if not anew:
                return
            shutil.rmtree(self.data)
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if account := server_account():
            os.chown(unfinished, account.pw_uid, account.pw_gid)
        # ICU's root locale gives the same case rules on every system; musl, macOS and glibc differ.
        # The character type decides which letters the search's trigram index knows.
        # The superuser has no password and there is no socket: no client can sign in as postgres.
        command = [self.program("initdb"), "-D", str(unfinished), "-U", "postgres"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=und"]
        command += [f"--lc-ctype={character_type()}"]
        command += ["--auth-local=reject", "--auth-host=scram-sha-256", "--no-instructions"]
        _run_as_account([*command, *(["--no-sync"] if throwaway else [])])
        single_user = [self.program("postgres"), "--single", "-D", str(unfinished)]
        single_user += ["-c", "exit_on_error=on", "-c", "log_checkpoints=off"]
        _run_as_account(
            [*single_user, "-c", "log_min_error_statement=panic", "postgres"],
            f"CREATE ROLE {ROLE} LOGIN {'SUPERUSER' if throwaway else ''} PASSWORD '{password}'\n"
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}\n",
        )
        unfinished.rename(self.data)

    def _end_former(self) -> None:
        """End the server of a run whose launcher and manager were killed together."""
        lock = self.data / "postmaster.pid"
        if lock.exists():
            # The number may be another program's by now. A small Linux has no ps, macOS no /proc.
            look = 'tr "\\0" " " < "/proc/$0/cmdline" || ps -o args= -p "$0"'
            ask = ["sh", "-c", look, lock.read_text().partition("\n")[0]]
            seen = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
            if f"postgres -D {self.data} " in seen:
                print("Ending the database server of a run that was killed …")
                _run_as_account([self.program("pg_ctl"), "stop", "-D", str(self.data)])
            lock.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Whether the server accepts connections; postmaster.pid's eighth line says so."""
        with contextlib.suppress(FileNotFoundError, IndexError):
            return (self.data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
        return False


def character_type() -> str:
    """A UTF-8 locale that this machine has, for letters beyond ASCII; C where there is none."""
    for name in CHARACTER_TYPES:
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            return name
    return "C"


def _run_as_account(command: list[str], stdin: str = "") -> None:
    subprocess.run(
        command, input=stdin, stdout=subprocess.DEVNULL, text=True, check=True, **as_account()
    )


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if len(arguments) < 2 or arguments[0] != "--":
        raise SetupError("Usage: python3 local with-database -- COMMAND ARGUMENTS…", 2)
    end_at_signals()
    with contextlib.ExitStack() as server:
        url = os.environ.get("DATABASE_URL") or server.enter_context(throwaway_server())[0]
        code = run_logged(arguments[1:], Path.cwd(), None, {**os.environ, "DATABASE_URL": url})
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
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
        cluster.create(password, throwaway=True)
        command = cluster.server_command(*THROWAWAY_SETTINGS)
        with log.open("wb") as output:
            # In another session, which Ctrl-C at the terminal does not reach.
            server = subprocess.Popen(
                command, stdout=output, stderr=output, start_new_session=True, **as_account()
            )
        try:
            while not cluster.is_ready():
                if server.poll() is not None:
                    raise SetupError(f"PostgreSQL did not start:\n{log.read_text()}")
                time.sleep(0.1)
            yield cluster.url(password), log
        finally:
            server.send_signal(signal.SIGQUIT)  # At once: nothing has to be kept.
            server.wait()
