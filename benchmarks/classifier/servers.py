"""Starts what the classifier is measured with: the service, the fake Gemini, a bare endpoint."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.shared.processes import cpu_seconds
from benchmarks.shared.servers import HERE, free_port

CLASSIFIER = HERE.parent / "classifier-svc"
PYTHON = CLASSIFIER / ".venv" / "bin" / "python"
TOKEN = "token-of-the-benchmark-0123456789"  # noqa: S105 (of servers that live for minutes)
KEY = "AIza-key-of-the-benchmark"
_START_SECONDS = 60
_STACK_SECONDS = 600  # The first time it installs and builds what it needs.


@dataclass(frozen=True)
class Process:
    """A server that runs; `start_seconds` is how long it took from nothing to its first answer."""

    port: int
    pid: int
    start_seconds: float

    def cpu(self) -> float:
        """Processor seconds used so far."""
        return cpu_seconds(self.pid)

    def megabytes(self) -> float:
        """Memory that it holds now (resident)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"process {self.pid} has ended")


@contextmanager
def classifier(log: Path, fake_port: int = 0, **settings: str) -> Iterator[Process]:
    """The service as it is installed, on a free port; its Gemini is the fake."""
    port = free_port()
    variables = {
        "BIND": f"127.0.0.1:{port}",
        "CLASSIFIER_CLIENTS": f"benchmark:{TOKEN}:100000000",
        "GEMINI_API_KEY": KEY,
        "GEMINI_API_ENDPOINT": f"http://127.0.0.1:{fake_port}",
        "OPENAI_MODEL": "small-1",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{fake_port}/v1",
        **settings,
    }
    with _running([PYTHON, "-m", "classifier"], port, "/healthz", log, variables) as process:
        yield process


@contextmanager
def bare_endpoint(log: Path) -> Iterator[Process]:
    """What the service is compared with."""
    port = free_port()
    command = [PYTHON, HERE / "classifier" / "bare_endpoint.py", str(port)]
    with _running(command, port, "/openapi.json", log, {"PYTHONPATH": str(CLASSIFIER)}) as process:
        yield process


@contextmanager
def fake_gemini(log: Path) -> Iterator["Fake"]:
    """A scripted Gemini."""
    port = free_port()
    command = [PYTHON, "-m", "fake_gemini", "--port", str(port)]
    with _running(command, port, "/_calls", log, {}) as process:
        yield Fake(process.port, process.pid, process.start_seconds)


class Fake(Process):
    """The fake Gemini."""

    def direct(self, scenario: str) -> None:
        """Answer like this from now on; see `python -m fake_gemini --help`."""
        order = json.dumps({"default": scenario, "forget": True}).encode()
        address = f"http://127.0.0.1:{self.port}/_script"
        urllib.request.urlopen(urllib.request.Request(address, order), timeout=10).close()

    def last_call(self) -> dict[str, Any]:
        """The last call that came: its path, headers and body."""
        address = f"http://127.0.0.1:{self.port}/_calls"
        with urllib.request.urlopen(address, timeout=10) as answer:
            call: dict[str, Any] = json.load(answer)["calls"][-1]
        return call


@contextmanager
def running_stack(folder: Path, fake_port: int) -> Iterator[int]:
    """Everything, as `make run` starts it, with the fake as its Gemini; gives the portal's port.

    One setting differs from an installation: a caller may ask as often as it likes.
    """
    port, data = free_port(), folder / "stack"
    data.mkdir()
    folder.chmod(0o755)  # As root PostgreSQL and nginx run as somebody else.
    variables = {
        "PORTAL_PORT": str(port),
        "LOCAL_DATA_DIR": str(data),
        "GEMINI_API_KEY": KEY,
        "GEMINI_API_ENDPOINT": f"http://127.0.0.1:{fake_port}",
        "RATE_LIMITS": "off",
    }
    command = [HERE.parent / "local" / "python", HERE.parent / "local", "run"]
    log = folder / "stack.log"
    with log.open("wb") as output:
        stack = subprocess.Popen(  # noqa: S603 (our own stack)
            command,
            cwd=HERE.parent,
            env={**os.environ, **variables},
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/health/", stack, log, _STACK_SECONDS)
        yield port
    finally:
        stack.send_signal(signal.SIGTERM)
        stack.wait()


@contextmanager
def _running(
    command: Sequence[str | Path], port: int, path: str, log: Path, variables: dict[str, str]
) -> Iterator[Process]:
    started = time.perf_counter()
    with log.open("ab") as output:
        server = subprocess.Popen(  # noqa: S603 (our own servers)
            command,
            cwd=CLASSIFIER,
            env={"PATH": os.environ["PATH"], **variables},
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}{path}", server, log)
        yield Process(port, server.pid, time.perf_counter() - started)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _wait_for(
    address: str, server: subprocess.Popen[bytes], log: Path, seconds: float = _START_SECONDS
) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 (our own server)
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise RuntimeError(f"A server did not start:\n{log.read_text()[-3000:]}")
