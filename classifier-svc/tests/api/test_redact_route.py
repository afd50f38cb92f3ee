"""`POST /v1/redact`: the rules of redaction for other tools."""

import asyncio
import time

import pytest

from classifier.api import redact_route
from classifier.config import Settings
from tests.conftest import contract, serving


async def test_the_contract(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post(
            "/v1/redact", json=contract("classifier-api/redact-request.json")
        )

    assert response.status_code == 200
    assert response.json() == contract("classifier-api/redact-response.json")


async def test_it_needs_a_token(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post(
            "/v1/redact", json={"texts": ["a"]}, headers={"Authorization": "Bearer another"}
        )

    assert response.status_code == 401
    assert response.json()["reason"] == "unauthorized"


@pytest.mark.parametrize("body", [{}, {"texts": []}, {"texts": ["a"] * 101}, {"texts": [7]}, []])
async def test_what_is_no_list_of_texts_is_refused(settings: Settings, body: object) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/redact", json=body)

    assert response.status_code == 422
    assert response.json()["reason"] == "invalid_request"


LONG = ("GB82 WEST " * 2000)[:20_000]


async def test_other_requests_are_answered_meanwhile(settings: Settings) -> None:
    """Six requests have six of the longest texts each, of a kind that takes long to read."""
    async with serving(settings) as client:
        redacting = [
            asyncio.create_task(client.post("/v1/redact", json={"texts": [LONG] * 6}))
            for _ in range(6)
        ]
        waits = []
        while not all(task.done() for task in redacting):
            started = time.perf_counter()
            assert (await client.get("/healthz")).status_code == 200
            waits.append(time.perf_counter() - started)
            await asyncio.sleep(0.02)

    statuses = {task.result().status_code for task in redacting}
    assert statuses <= {200, 503}
    assert len(waits) > 10
    assert max(waits) < 1.0


async def test_longest_time_is_that_of_an_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redact_route, "redact_text", lambda _: time.sleep(0.1))
    async with serving(settings, provider_timeout=0.1, answer_timeout=0.15) as client:
        response = await client.post("/v1/redact", json={"texts": ["a"] * 50})

    assert (response.status_code, response.json()["reason"]) == (503, "overloaded")
    assert "retry-after" in response.headers
