"""WEIGHTS_URL: weights at an address, by the digest of the file."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from classifier.config import Settings, SettingsError
from classifier.local_model import fetched
from classifier.local_model.artefact import ArtefactError
from classifier.local_model.model import FOLDER
from classifier.setting_values import WeightsAddress
from tests.conftest import load, serving
from tests.providers.test_new_weights import biased, listed, put

TEXT = {"description": "Where can I see the invoice of March?", "taxonomy": "support-tickets"}


class Files(ThreadingHTTPServer):
    """Serves `files` by path; a number is a status, a list is sent piece by piece, slowly."""

    files: dict[str, Any]
    asked = 0

    def address(self, path: str, digest: str) -> WeightsAddress:
        return WeightsAddress(f"http://127.0.0.1:{self.server_port}/{path}", digest)


class Handler(BaseHTTPRequestHandler):
    server: Files

    def do_GET(self) -> None:
        self.server.asked += 1
        found = self.server.files.get(self.path.lstrip("/"), 404)
        self.send_response(found if isinstance(found, int) else 200)
        if found == 302:
            self.send_header("Location", "/weights.json")
        self.end_headers()
        try:
            for piece in found if isinstance(found, list) else []:
                self.wfile.write(piece)
                time.sleep(0.05)
            if isinstance(found, bytes):
                self.wfile.write(found)
        except OSError:  # The service hung up.
            return

    def log_message(self, *_: Any) -> None:
        """Write nothing."""


@pytest.fixture
def server() -> Iterator[Files]:
    with Files(("127.0.0.1", 0), Handler) as running:
        running.files = {}
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def weights(tmp_path: Path) -> bytes:
    """Weights that call every text technical."""
    version = put(tmp_path, biased("technical"))
    return (tmp_path / f"support-tickets-{version}.json").read_bytes()


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


async def until(condition: Callable[[], Awaitable[Any]], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_weights_at_an_address_are_in_force_before_those_of_the_folder(
    settings: Settings, server: Files, weights: bytes, tmp_path: Path
) -> None:
    server.files["weights.json"] = weights
    folder = tmp_path / "own"
    folder.mkdir()
    put(folder, biased("account"))
    where = (server.address("weights.json", digest_of(weights)),)
    async with serving(settings, weights_url=where, weights_dir=folder) as client:
        version = json.loads(weights)["version"]

        async def is_new() -> bool:
            return await listed(client) == f"weights-{version}-words"

        await until(is_new)
        answer = (await client.post("/v1/classify", json=TEXT)).json()
    assert answer["labels"]["category"] == "technical"
    assert server.asked == 1


async def test_an_address_that_fails_is_tried_again_and_the_log_says_it_once(
    settings: Settings,
    server: Files,
    weights: bytes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(fetched, "TRY_AGAIN_SECONDS", 0.02)
    server.files["weights.json"] = weights + b" "
    where = (server.address("weights.json", digest_of(weights)),)
    with caplog.at_level(logging.INFO, "classifier"):
        async with serving(settings, weights_url=where) as client:

            async def is_asked_again() -> bool:
                return server.asked > 3

            await until(is_asked_again)
            shipped = json.loads((FOLDER / "support-tickets.json").read_text())["version"]
            assert await listed(client) == f"weights-{shipped}-words"
            server.files["weights.json"] = weights

            async def is_new() -> bool:
                return await listed(client) != f"weights-{shipped}-words"

            await until(is_new)
        refused = [one for one in caplog.records if one.getMessage() == "weights_refused"]
    assert len(refused) == 1
    said = vars(refused[0])["fields"]["problem"]
    assert "has another digest than WEIGHTS_URL says" in said
    assert "those that ship are in force" in said


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (404, "the answer is 404"),
        (302, "the answer is 302"),
        (b"x" * 2000, "larger than 1000 bytes"),
        ([b"x"] * 40, "takes longer than 0.3 seconds"),
        (b"another file", "another digest"),
    ],
)
def test_what_cannot_be_fetched_is_said_without_the_address(
    server: Files,
    weights: bytes,
    monkeypatch: pytest.MonkeyPatch,
    found: Any,
    sentence: str,
) -> None:
    monkeypatch.setattr(fetched, "BYTES_MAX", 1000)
    monkeypatch.setattr(fetched, "SECONDS_MAX", 0.3)
    monkeypatch.setattr(fetched, "_PIECE", 1)
    server.files["w.json"] = found
    server.files["w.json?token=secret"] = found
    server.files["weights.json"] = weights
    with pytest.raises(ArtefactError, match=sentence) as refused:
        fetched.fetched(server.address("w.json?token=secret", digest_of(weights)))
    assert "secret" not in str(refused.value)


def test_a_server_that_does_not_answer_is_said_without_the_address() -> None:
    with pytest.raises(ArtefactError, match="cannot be fetched") as refused:
        fetched.fetched(WeightsAddress("http://127.0.0.1:1/w.json?token=secret", "0" * 64))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("content", [b"{}", b"[]", b"{", b'{"taxonomy": "pets"}'])
async def test_a_file_that_is_no_weights_is_refused(
    settings: Settings, server: Files, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    server.files["w.json"] = content
    with caplog.at_level(logging.INFO, "classifier"):
        async with serving(
            settings, weights_url=(server.address("w.json", digest_of(content)),)
        ) as client:

            async def is_refused() -> bool:
                return "weights_refused" in caplog.messages

            await until(is_refused)
            assert (await client.post("/v1/classify", json=TEXT)).status_code == 200


GOOD = f"#sha256={'0' * 64}"


@pytest.mark.parametrize(
    "value",
    [
        f"https://weights.example.com/a/support-tickets-1a2b3c4d.json{GOOD}",
        f"http://store:9000/w.json{GOOD}",
        f"http://store.files.svc/w.json?x=1{GOOD}",
        f"http://10.1.2.3/w.json{GOOD}",
        f"https://a.example/w.json{GOOD.upper().replace('SHA256', 'sha256')}, http://[::1]/w.json{GOOD}",
    ],
)
def test_addresses_that_can_be_used(value: str) -> None:
    for one in load(WEIGHTS_URL=value).weights_url:
        assert one.digest == "0" * 64
        assert one.name.endswith(".json")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("https://a.example/w.json", "64 digits"),
        ("https://a.example/w.json#sha256=12", "64 digits"),
        (f"file:///etc/passwd{GOOD}", "address of a file"),
        (f"ftp://a.example/w.json{GOOD}", "address of a file"),
        (f"secret{GOOD}", "address of a file"),
        (f"http://a.example/w.json?token=secret{GOOD}", "Use https"),
        (f"http://93.184.216.34/w.json{GOOD}", "Use https"),
    ],
)
def test_other_addresses_are_refused_and_not_shown(value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as refused:
        load(WEIGHTS_URL=value)
    assert "secret" not in str(refused.value)
