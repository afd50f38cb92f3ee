"""Shared by the tests: contracts, settings, and a client of the whole service."""

import json
import os
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from pydantic import SecretStr

from classifier.api.app import create_app
from classifier.config import Settings, load_settings
from fake_gemini.server import FakeServer

REMOTE = ("gemini", "google-genai", "openai")
CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
TOKEN = "token-of-the-tests-0123456789"


@asynccontextmanager
async def serving(settings: Settings, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Run the whole application and yield a client of it."""
    app = create_app(settings.model_copy(update=changes))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://classifier",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=30,
        ) as client,
    ):
        yield client


def contract(name: str) -> Any:
    """Read a contract of ticket-api and the classifier."""
    return json.loads((CONTRACTS / name).read_text())


def load(**environ: str) -> Settings:
    """Load the settings of an environment with these variables and one client."""
    environ = {"CLASSIFIER_CLIENTS": f"tests:{TOKEN}", **environ}
    with patch.dict(os.environ, environ, clear=True):
        return load_settings()


@pytest.fixture(autouse=True)
def words_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `local` decide by words, which is fast, unless a test is about embeddings."""
    if not request.node.get_closest_marker("vectors"):
        monkeypatch.setattr("classifier.providers.local.embedder", lambda: None)


@pytest.fixture
def settings() -> Settings:
    """Settings of a service that calls no other server."""
    return load(CLASSIFIER_PROVIDER="local")


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    """Start a fake Gemini on a free port; direct it with `fake.script.direct({…})`."""
    with running_fake() as server:
        yield server


@contextmanager
def running_fake() -> Iterator[FakeServer]:
    """Run a fake Gemini in a thread."""
    server = FakeServer("127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gemini(settings: Settings, fake: FakeServer) -> Settings:
    """Settings of a service whose Gemini is the fake."""
    return at_port(settings.model_copy(update={"providers": ("gemini",)}), fake.server_port)


@pytest.fixture(params=REMOTE)
def remote(request: pytest.FixtureRequest, settings: Settings, fake: FakeServer) -> Settings:
    """Settings of a service with one provider that asks a model, whose server is the fake."""
    return at_port(settings.model_copy(update={"providers": (request.param,)}), fake.server_port)


def at_port(settings: Settings, port: int) -> Settings:
    """The same settings with every model at a port of this machine."""
    address = f"http://127.0.0.1:{port}"
    return settings.model_copy(
        update={
            "gemini_api_key": SecretStr("AIza-key-of-the-tests"),
            "gemini_api_endpoint": address,
            "openai_api_key": SecretStr("sk-key-of-the-tests"),
            "openai_model": "small-1",
            "openai_base_url": f"{address}/v1",
        }
    )


_held: deque[int] = deque()


def free_port() -> int:
    """A free port of the loopback that the kernel gives to no other program from now on.

    It stays bound here. A server with SO_REUSEADDR, as asyncio sets it, can listen on it on Linux
    all the same. The other parts' tests start servers at the same time.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    _held.append(holder.detach())
    while len(_held) > (100 if sys.platform == "linux" else 0):
        os.close(_held.popleft())
    return port


def wait_until_listens(port: int, seconds: float = 60) -> None:
    """Wait until the process listens."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, f"nothing listens on port {port}"
            time.sleep(0.02)
        else:
            return
