"""Quotas: each client has its own, here and across replicas."""

import socket
import threading
import time
from collections.abc import Iterator
from importlib.resources import files

import httpx
import pytest
from fakeredis import FakeStrictRedis, TcpFakeServer
from pydantic import SecretStr

from classifier.api.clients import parse_clients
from classifier.api.quotas import seconds_to_wait
from classifier.config import Settings
from tests.conftest import TOKEN, contract, free_port, serving

REQUEST = contract("classifier-api/classify-request.json")
OTHER = "token-of-another-0123456789"


@pytest.fixture
def narrow(settings: Settings) -> Settings:
    """Two clients; the first may ask for three classifications a minute."""
    return settings.model_copy(update={"clients": parse_clients(f"tests:{TOKEN}:3,other:{OTHER}")})


@pytest.fixture
def redis() -> Iterator[str]:
    """Start a server that speaks Redis on a free port."""
    port = free_port()
    server = TcpFakeServer(("127.0.0.1", port))
    # It hangs up when asked for a script that it does not know, where Redis says so; so it is
    # told the scripts of `limits` beforehand.
    scripts = FakeStrictRedis(server=server.fake_server)
    for script in (files("limits") / "resources" / "redis" / "lua_scripts").iterdir():
        scripts.script_load(script.read_text())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{port}/0"
    server.shutdown()
    server.server_close()


async def ask(client: httpx.AsyncClient, times: int) -> list[int]:
    return [(await client.post("/v1/classify", json=REQUEST)).status_code for _ in range(times)]


async def test_quota_is_refused_with_the_time_to_wait(narrow: Settings) -> None:
    async with serving(narrow) as client:
        statuses = await ask(client, 3)
        refused = await client.post("/v1/classify", json=REQUEST)
        listing = await client.get("/v1/taxonomies")
        other = await client.post(
            "/v1/classify", json=REQUEST, headers={"Authorization": f"Bearer {OTHER}"}
        )

    assert statuses == [200, 200, 200]
    assert refused.status_code == 429
    assert refused.json()["reason"] == "quota_exceeded"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "3 classifications a minute" in refused.json()["detail"]
    assert listing.status_code == 200
    assert other.status_code == 200


async def test_batch_counts_each_text(narrow: Settings) -> None:
    async with serving(narrow) as client:
        fits = await client.post("/v1/classify/batch", json={"items": [REQUEST] * 3})
        refused = await client.post("/v1/classify/batch", json={"items": [REQUEST]})

    assert fits.status_code == 200
    assert refused.status_code == 429


async def test_replicas_share_a_quota_through_redis(narrow: Settings, redis: str) -> None:
    shared = narrow.model_copy(update={"quota_storage": SecretStr(redis)})
    async with serving(shared) as first, serving(shared) as second:
        statuses = await ask(first, 2) + await ask(second, 2)

    assert statuses == [200, 200, 200, 429]


async def test_failing_storage_refuses_no_client(
    narrow: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    unreachable = narrow.model_copy(
        update={"quota_storage": SecretStr(f"redis://127.0.0.1:{free_port()}/0")}
    )
    async with serving(unreachable) as client:
        statuses = await ask(client, 5)

    assert statuses == [200] * 5
    assert "quota_storage_failed" in caplog.messages


async def test_storage_that_hangs_delays_no_answer(
    narrow: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        hanging = narrow.model_copy(update={"quota_storage": SecretStr(address)})
        async with serving(hanging) as client:
            started = time.perf_counter()
            statuses = await ask(client, 1)
            seconds = time.perf_counter() - started

    assert statuses == [200]
    assert "quota_storage_failed" in caplog.messages
    assert seconds < 0.25 + 0.5


@pytest.mark.parametrize(
    ("path", "field", "text"),
    [("classify/batch", "items", REQUEST), ("redact", "texts", "a text"), ("redact", "texts", "")],
)
async def test_more_texts_than_the_quota_are_refused_for_good(
    narrow: Settings, path: str, field: str, text: object
) -> None:
    """Waiting would not help, so there is no Retry-After; and nothing is counted."""
    async with serving(narrow) as client:
        refused = await client.post(f"/v1/{path}", json={field: [text] * 4})
        fits = await client.post(f"/v1/{path}", json={field: [text] * 3})
        used_up = await client.post(f"/v1/{path}", json={field: [text]})

    assert (refused.status_code, refused.json()["reason"]) == (422, "invalid_request")
    assert "at most 3 at a time" in refused.json()["detail"]
    assert refused.json()["errors"][0]["field"] == field
    assert "retry-after" not in refused.headers
    assert fits.status_code == 200
    assert (used_up.status_code, used_up.json()["reason"]) == (429, "quota_exceeded")


@pytest.mark.parametrize("before", [0, 1, 40, 100])
@pytest.mark.parametrize("now", [0, 1, 40, 100])
@pytest.mark.parametrize("cost", [1, 50, 100])
@pytest.mark.parametrize("passed", [0.5, 30.0, 59.5])
def test_wait_is_as_long_as_the_window_counts_too_many(
    before: int, now: int, cost: int, passed: float
) -> None:
    """The window of `limits`: the minute before counts by the part of it that is within."""

    def fits(seconds: float) -> bool:
        elapsed = passed + seconds
        old, new = (before, now) if elapsed < 60 else (now, 0)
        return old * (1 - elapsed % 60 / 60) + new + cost <= 100 + 1e-6

    wait = seconds_to_wait(100 - cost, before, 60 - passed, now, 120 - passed)

    assert 1 <= wait <= 60
    assert wait == 60 or fits(wait)
    assert wait == 1 or not fits(wait - 0.5)
