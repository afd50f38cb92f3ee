"""Starts what the classifier is measured with: the service, the fake Gemini, a bare endpoint."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks.shared.processes import memory_of
from benchmarks.shared.servers import HERE, free_port, started

CLASSIFIER = HERE.parent / "classifier-svc"
PYTHON = CLASSIFIER / ".venv" / "bin" / "python"
TOKEN = "token-of-the-benchmark-0123456789"  # noqa: S105 (of servers that live for minutes)
KEY = "AIza-key-of-the-benchmark"


@dataclass(frozen=True)
class Process:
    """A server that runs; `start_seconds` is how long it took from nothing to its first answer."""

    port: int
    pid: int
    start_seconds: float

    def megabytes(self) -> float:
        """Memory that it holds now."""
        return memory_of(self.pid) / 2**20


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
    port, folder = free_port(), str(HERE / "classifier")
    # As in classifier/__main__.py.
    options = ["--no-access-log", "--no-server-header", "--timeout-keep-alive", "75"]
    command = [PYTHON, "-m", "uvicorn", "bare_endpoint:app", "--port", str(port), *options]
    with _running(command, port, "/openapi.json", log, {"PYTHONPATH": folder}) as process:
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
        address = f"http://127.0.0.1:{self.port}/_script"
        order = {"default": scenario, "forget": True}
        requests.post(address, json=order, timeout=10).raise_for_status()

    def last_call(self) -> dict[str, Any]:
        """The last call that came: its path, headers and body."""
        answer = requests.get(f"http://127.0.0.1:{self.port}/_calls", timeout=10)
        call: dict[str, Any] = answer.json()["calls"][-1]
        return call


@contextmanager
def running_stack(folder: Path, fake_port: int) -> Iterator[int]:
    """Everything, as `make run` starts it, with the fake as its Gemini; gives the portal's port.

    One setting differs from an installation: a caller may ask as often as it likes.
    """
    port, data = free_port(), folder / "stack"
    data.mkdir()
    folder.chmod(0o755)  # As root PostgreSQL and nginx run as another account.
    variables = {
        **os.environ,
        "PORTAL_PORT": str(port),
        "LOCAL_DATA_DIR": str(data),
        "GEMINI_API_KEY": KEY,
        "GEMINI_API_ENDPOINT": f"http://127.0.0.1:{fake_port}",
        "RATE_LIMITS": "off",
    }
    command = [HERE.parent / "local" / "python", HERE.parent / "local", "run"]
    log, path = folder / "stack.log", "/api/health/"
    with started(command, HERE.parent, log, port, path, environment=variables):
        yield port


@contextmanager
def _running(
    command: Sequence[str | Path], port: int, path: str, log: Path, variables: dict[str, str]
) -> Iterator[Process]:
    """A server in classifier-svc that inherits nothing of the caller's settings."""
    began = time.perf_counter()
    environment = {"PATH": os.environ["PATH"], **variables}
    with started(command, CLASSIFIER, log, port, path, environment=environment) as pid:
        yield Process(port, pid, time.perf_counter() - began)
