"""Starts the servers that are compared."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

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
_START_SECONDS = 60
LIFTED = {"RATE_LIMITS": "off"}
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
    ticket_api: int,
    folder: Path,
    limits: Mapping[str, str] = LIFTED,
    *,
    events: int | None = None,
) -> Iterator[tuple[int, int]]:
    """The gateway's nginx in front of the server at port `ticket_api`; gives its port and process.

    As an installation has it, but for the rate limits; `events` is the port of ticket-events, if
    there is one. It writes in `folder`.
    """
    ports = {"gateway": free_port(), "ticket-api": ticket_api}
    # No benchmark requests the portal.
    ports |= {"ticket-events": events or free_port(), "frontend": free_port()}
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx.gateway_configuration(limits, ports))
    # As root, nginx's workers are `nobody`.
    folder.chmod(0o755)
    command = nginx.command(folder, configuration)
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
    patience: float = _START_SECONDS,
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
        end = time.monotonic() + patience
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
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 (our own server)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def origin() -> dict[str, str]:
    """When and where this is measured, for the head of the results."""
    return {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}


def machine() -> str:
    """What this machine has to calculate with."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return f"{os.cpu_count()} processors ({models[0] if models else 'unknown'})"


def postmaster(url: str) -> int:
    """The first process of the PostgreSQL at `url`, if it runs on this machine."""
    with psycopg.connect(url) as connection:
        backend = connection.info.backend_pid
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1])
