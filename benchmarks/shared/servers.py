"""Starts the servers that are compared."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import requests

HERE = Path(__file__).resolve().parents[1]
TICKET_API = HERE.parent / "ticket-api"
sys.path.append(str(HERE.parent / "local"))

from run import nginx  # noqa: E402
from run.ports import free_port  # noqa: E402

WORKERS = 2
# Two settings differ from an installation, for all that are compared: no worker is replaced after a
# thousand requests, which would happen twice a second here, and each worker has its own socket, so
# that a few connections spread over all of them.
COMPARED = ("--max-requests", "0", "--reuse-port")
_START_SECONDS = 600  # The first `make run` installs and builds what it needs.
# Every reader comes from one address.
MANY_STREAMS = {"STREAMS_IN_ALL": "10000", "STREAMS_PER_ADDRESS": "10000"}


@contextmanager
def gunicorn(
    application: str, log: Path, switches: Sequence[str] = COMPARED, **environment: str
) -> Iterator[tuple[int, int]]:
    """`application` under ticket-api's own gunicorn settings; gives its port and process id."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(TICKET_API / "gunicorn.conf.py")]
    command += [*switches, "--pythonpath", f"{TICKET_API},{HERE.parent}", application]
    own = {"GUNICORN_WORKERS": str(WORKERS), "BIND": f"127.0.0.1:{port}", **environment}
    with started(command, TICKET_API, log, port, environment={**os.environ, **own}) as pid:
        yield port, pid


@contextmanager
def gateway(
    ticket_api: int, folder: Path, *, events: int | None = None
) -> Iterator[tuple[int, int]]:
    """The gateway's nginx in front of the server at port `ticket_api`; gives its port and process.

    As an installation has it, but for the rate limits; `events` is the port of ticket-events, if
    there is one. It writes in `folder`.
    """
    ports = {"gateway": free_port(), "ticket-api": ticket_api}
    # No benchmark requests the portal.
    ports |= {"ticket-events": events or free_port(), "frontend": free_port()}
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx.gateway_configuration({"RATE_LIMITS": "off"}, ports))
    # As root, nginx's workers are `nobody`.
    folder.chmod(0o755)
    command = [*nginx.command(folder), "-c", configuration.name]
    log = folder / "nginx.log"
    with started(command, folder, log, ports["gateway"], "/gateway-health") as pid:
        yield ports["gateway"], pid


@contextmanager
def started(
    command: Sequence[str | Path],
    folder: Path,
    log: Path,
    port: int,
    path: str = "/",
    *,
    environment: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """The process of `command`, run in `folder`; entered when `port` answers a GET of `path`.

    Its environment is the caller's unless given.
    """
    with log.open("ab") as output:
        server = subprocess.Popen(  # noqa: S603 (our own servers)
            command,
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        end = time.monotonic() + _START_SECONDS
        while not _answers(f"http://127.0.0.1:{port}{path}"):
            if time.monotonic() > end or server.poll() is not None:
                raise RuntimeError(f"A server did not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.005)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _answers(address: str) -> bool:
    """Whether a server answers, and not that it cannot."""
    try:
        return requests.get(address, timeout=5).status_code < 500
    except requests.RequestException:
        return False


def use_production_settings() -> None:
    """For every server and command of ticket-api that this process starts from now on."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    os.environ["DJANGO_SECRET_KEY"] = secrets.token_urlsafe(50)


def manage(database: str, *words: str) -> bool:
    """Run a command of ticket-api's manage.py on `database`; whether it ends with 0."""
    command = [sys.executable, "manage.py", *words, "--verbosity=0"]
    environment = {**os.environ, "DATABASE_URL": database}
    return subprocess.run(command, cwd=TICKET_API, env=environment, check=False).returncode == 0  # noqa: S603 (ours)


def origin() -> dict[str, str]:
    """When and on what machine this is measured, for the head of the results."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    machine = f"{os.cpu_count()} processors ({model[1] if model else 'unknown'})"
    return {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine}


def postmaster(url: str) -> int:
    """The first process of the PostgreSQL at `url`, if it runs on this machine."""
    with psycopg.connect(url) as connection:
        backend = Path(f"/proc/{connection.info.backend_pid}/stat").read_text()
    return int(backend.rpartition(")")[2].split()[1])
