"""HEAD, and clients that hang up before they have their answer, over real sockets."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from classifier.api.app import create_app
from classifier.config import Settings
from fake_gemini.server import FakeServer
from tests.conftest import REMOTE, TOKEN, contract, free_port, serving

REQUEST = contract("classifier-api/classify-request.json")
LONG = ("GB82 WEST " * 2000)[:20_000]


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[tuple[int, httpx.AsyncClient]]:
    """Run the service on a port of this machine; yield the port and a client."""
    port = free_port()
    config = uvicorn.Config(
        create_app(settings), host="127.0.0.1", port=port, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    address, headers = f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client:
        yield port, client
    server.should_exit = True
    await running


async def send(port: int, path: str, body: object) -> asyncio.StreamWriter:
    """Send a request and leave its answer unread."""
    payload = json.dumps(body).encode()
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST {path} HTTP/1.1\r\nHost: classifier\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n".encode()
        + payload
    )
    await writer.drain()
    return writer


async def until(condition: object, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("provider", "batch"), [*((name, False) for name in REMOTE), ("gemini", True)]
)
async def test_client_that_hangs_up_frees_its_place(
    gemini: Settings,
    fake: FakeServer,
    provider: str,
    batch: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    fake.script.direct({"default": "hang"})
    remote = gemini.model_copy(update={"providers": (provider,)})
    one_place = remote.model_copy(update={"provider_concurrency": 1, "provider_queue": 0})
    body = {"items": [REQUEST] * 3} if batch else REQUEST
    async with listening(one_place) as (port, client):
        impatient = await send(port, f"/v1/classify{'/batch' if batch else ''}", body)
        await until(lambda: fake.script.calls()["count"])
        other = {**REQUEST, "description": "Another text"}
        refused = await client.post("/v1/classify", json=other)
        impatient.close()
        fake.script.direct({"default": "good"})
        async with asyncio.timeout(5):
            while (answer := await client.post("/v1/classify", json=other)).status_code == 503:
                await asyncio.sleep(0.01)

    assert refused.json()["reason"] == "overloaded"
    assert answer.status_code == 200
    assert fake.script.calls()["count"] == 2
    reasons = [getattr(record, "fields", {}).get("reason") for record in caplog.records]
    assert "client_hung_up" in reasons
    assert "unexpected_error" not in caplog.messages


async def test_client_that_shares_a_call_keeps_it_when_the_other_hangs_up(
    gemini: Settings, fake: FakeServer
) -> None:
    fake.script.direct({"default": "slow:0.3"})
    async with listening(gemini) as (port, client):
        impatient = await send(port, "/v1/classify", REQUEST)
        await until(lambda: fake.script.calls()["count"])
        patient = asyncio.create_task(client.post("/v1/classify", json=REQUEST))
        await asyncio.sleep(0.1)
        impatient.close()
        answer = await patient

    assert answer.status_code == 200
    assert fake.script.calls()["count"] == 1


async def test_client_that_hangs_up_takes_its_long_texts_out_of_the_queue(
    settings: Settings,
) -> None:
    async with listening(settings) as (port, client):
        body = {"items": [{**REQUEST, "description": f"{n} {LONG[:-9]}"} for n in range(100)]}
        impatient = await send(port, "/v1/classify/batch", body)
        await asyncio.sleep(0.3)
        impatient.close()
        async with asyncio.timeout(3):
            answer = await client.post("/v1/classify", json={**REQUEST, "description": LONG})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/taxonomies", "/docs"]
)
async def test_head_is_get_without_the_body(settings: Settings, path: str) -> None:
    async with serving(settings) as client:
        got, head = await client.get(path), await client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


async def test_head_of_a_route_for_post_names_the_method(settings: Settings) -> None:
    async with serving(settings) as client:
        head = await client.head("/v1/classify")
        unknown = await client.head("/nowhere")

    assert (head.status_code, head.headers["allow"]) == (405, "POST")
    assert unknown.status_code == 404
