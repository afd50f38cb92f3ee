"""Servers that answer with bodies that no model API describes: the reply is unusable, no 500."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from classifier.config import Settings
from tests.conftest import REMOTE, at_port, contract, load, serving

REQUEST = contract("classifier-api/classify-request.json")
LABELS = '{"category": "billing", "priority": "high"}'


class _Server(ThreadingHTTPServer):
    """Answers each POST with `body`."""

    status = 200
    body = b""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.fixture(params=REMOTE)
def odd(request: pytest.FixtureRequest, server: _Server) -> Settings:
    """Settings of a service whose provider asks the server."""
    return at_port(load(CLASSIFIER_PROVIDER=request.param), server.server_port)


@pytest.mark.parametrize(
    "body",
    [
        b"5",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"candidates": 5, "choices": 5}',
        b'{"candidates": [5], "choices": [5]}',
        b'{"candidates": [null], "choices": [null]}',
        b'{"candidates": [{"content": null}], "choices": [{"message": null}]}',
        (
            b'{"candidates": [{"content": {"parts": [{"text": 5}]}}],'
            b' "choices": [{"message": {"content": 5}}]}'
        ),
        (
            b'{"candidates": [{"content": {"parts": [{"text": ["a"]}]}}],'
            b' "choices": [{"message": {"content": ["a"]}}]}'
        ),
        b'{"candidates": [], "choices": []}',
        b'{"candidates": [{"content": {}}], "choices": [{"message": {}}]}',
        (
            b'{"candidates": [{"content": {"parts": [{"text": {"category": "billing"}}]}}],'
            b' "choices": [{"message": {"content": [{"type": "text", "text": "{}"}]}}]}'
        ),
        (
            b'{"candidates": [{"content": {"parts": []}, "finishReason": 77}],'
            b' "choices": [{"message": {"content": ""}, "finish_reason": 77}]}'
        ),
        b'{"usageMetadata": NaN, "usage": NaN}',
    ],
    ids=lambda body: body[:60].decode("latin-1"),
)
async def test_reply_of_another_form_is_unusable(
    odd: Settings, server: _Server, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    server.body = body
    async with serving(odd) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert (response.status_code, response.json()["reason"]) == (502, "provider_bad_reply")
    assert "unexpected_error" not in caplog.messages


@pytest.mark.parametrize("status", [400, 429, 500])
@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"error": 5}', b"\xff"], ids=["nested", "number", "no text"]
)
async def test_error_body_of_another_form_is_the_providers_problem(
    odd: Settings, server: _Server, status: int, body: bytes
) -> None:
    server.status, server.body = status, body
    async with serving(odd) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.json()["reason"].startswith("provider_")


@pytest.mark.parametrize("end", [1, 2**70, "OTHER", None, []])
async def test_odd_reason_of_the_end_is_passed_over_or_unusable(
    odd: Settings, server: _Server, end: object, caplog: pytest.LogCaptureFixture
) -> None:
    content = {"content": {"parts": [{"text": LABELS}]}, "finishReason": end}
    message = {"role": "assistant", "content": LABELS}
    choice = {"index": 0, "message": message, "finish_reason": end}
    server.body = json.dumps({"candidates": [content], "choices": [choice]}).encode()
    async with serving(odd) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.status_code == 200 or response.json()["reason"] == "provider_bad_reply"
    assert "unexpected_error" not in caplog.messages


@pytest.mark.parametrize("count", [float("nan"), -5, 2**60, True, "12", 1.5, [], None])
async def test_unusable_token_count_is_left_out(
    odd: Settings, server: _Server, count: object
) -> None:
    """The deprecated SDK parses the body into fixed types, so it refuses some of these."""
    message = {"role": "assistant", "content": LABELS}
    usage = {"prompt_tokens": count, "completion_tokens": count}
    counts = {"promptTokenCount": count, "candidatesTokenCount": count}
    answer = {
        "candidates": [{"content": {"parts": [{"text": LABELS}]}, "finishReason": "STOP"}],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usageMetadata": counts,
        "usage": usage,
    }
    server.body = json.dumps(answer).encode()
    async with serving(odd) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.status_code == 200 or response.json()["reason"] == "provider_bad_reply"


async def test_odd_reply_spoils_its_item_of_a_batch_alone(odd: Settings, server: _Server) -> None:
    server.body = b'{"candidates": [5], "choices": [{"message": null}]}'
    items = [{**REQUEST, "description": f"Text {number}"} for number in range(3)]
    async with serving(odd) as client:
        response = await client.post("/v1/classify/batch", json={"items": [*items, REQUEST]})
        ready = (await client.get("/readyz")).json()

    reasons = [result["error"]["reason"] for result in response.json()["results"]]
    assert reasons == ["provider_bad_reply"] * 4
    assert ready["breaker"] == "closed"


async def test_failed_reply_passes_to_the_next_provider(server: _Server) -> None:
    server.body = b"[" * 100_000
    chain = at_port(load(CLASSIFIER_PROVIDERS="openai,local"), server.server_port)
    async with serving(chain) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.json()["provider"] == "local"
