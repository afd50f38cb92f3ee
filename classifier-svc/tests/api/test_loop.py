"""The event loop stays free for others, whatever one request asks for.

Its lag is compared with what would hold it up, so that a slow machine does not fail the tests.
"""

import asyncio
import time
from collections.abc import Awaitable

import pytest

from classifier.config import Settings
from classifier.pipeline.redaction import redact
from fake_gemini.server import FakeServer
from tests.conftest import contract, serving

REQUEST = contract("classifier-api/classify-request.json")
LONGEST = contract("limits.json")["description_characters"]


async def longest_lag(work: Awaitable[object]) -> float:
    """Do the work and return the longest time (seconds) for which the loop was blocked."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, time.perf_counter() - before)
            await asyncio.sleep(0.002)

    watching = asyncio.create_task(watch())
    await work
    watching.cancel()
    return longest


async def test_calls_that_hang(gemini: Settings, fake: FakeServer) -> None:
    fake.script.direct({"default": "hang"})
    async with serving(gemini, provider_timeout=1.5, answer_timeout=2.0) as client:
        calls = [
            client.post("/v1/classify", json={**REQUEST, "description": f"Text {number}"})
            for number in range(30)
        ]
        lag = await longest_lag(asyncio.gather(*calls))

    assert lag < 1.0  # A blocked loop would show the whole time of a call.


@pytest.mark.parametrize("provider", ["local", "gemini"])
async def test_text_that_takes_long_to_read(
    gemini: Settings, fake: FakeServer, provider: str
) -> None:
    text = ("600 100 278 " * LONGEST)[:LONGEST]  # Every number is looked up.
    started = time.perf_counter()
    redact(text)
    alone = time.perf_counter() - started
    async with serving(gemini, providers=(provider,)) as client:
        await client.post("/v1/classify", json=REQUEST)  # Whatever happens only once.
        lag = await longest_lag(client.post("/v1/classify", json={**REQUEST, "description": text}))

    assert lag < alone / 2


async def test_batch_of_long_texts(settings: Settings) -> None:
    texts = [(f"Invoice {number} is wrong. " * LONGEST)[:LONGEST] for number in range(50)]
    items = [{**REQUEST, "description": text} for text in texts]
    async with serving(settings) as client:
        started = time.perf_counter()
        lag = await longest_lag(client.post("/v1/classify/batch", json={"items": items}))
        whole = time.perf_counter() - started

    assert lag < whole / 2
