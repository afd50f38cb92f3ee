"""The time for an answer covers redaction, queues and calls; beyond a bound it is `overloaded`."""

import asyncio
import time
from collections.abc import Callable

import pytest

from classifier.config import Settings
from classifier.pipeline import classification, long_texts
from classifier.pipeline.long_texts import in_thread
from classifier.pipeline.redaction import Redaction
from classifier.problems import ProblemError, Reason
from fake_gemini.server import FakeServer
from tests.conftest import contract, serving

REQUEST = contract("classifier-api/classify-request.json")
LONGEST = contract("limits.json")["description_characters"]


def long_text(number: int) -> dict[str, str]:
    return {**REQUEST, "description": (f"Text {number} is long. " * LONGEST)[:LONGEST]}


def slow_redact(seconds: float) -> Callable[[str], Redaction]:
    """A redactor that takes so long for each text, outside of the interpreter lock."""

    def redact(text: str) -> Redaction:
        time.sleep(seconds)
        return Redaction(text, {})

    return redact


async def test_many_long_texts_at_once_are_answered_or_refused_in_time(
    gemini: Settings, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as 220; a text takes 0.03 s to redact, and then the provider hangs."""
    monkeypatch.setattr(classification, "redact", slow_redact(0.03))
    fake.script.direct({"default": "hang"})
    reasons: list[str] = []  # In the order of the answers.

    async with serving(gemini, provider_timeout=2.0, answer_timeout=2.2) as client:

        async def ask(number: int) -> None:
            response = await client.post("/v1/classify", json=long_text(number))
            reasons.append(response.json()["reason"])

        started = time.perf_counter()
        await asyncio.gather(*(ask(number) for number in range(220)))
        seconds = time.perf_counter() - started

    # Those that find the queue full are refused before the first has its answer.
    assert set(reasons[:100]) == {"overloaded"}
    assert set(reasons[100:]) == {"overloaded", "provider_timeout"}
    assert seconds < 2.2 + 2.5  # A busy machine takes a while to send 220 answers.


async def test_redaction_is_taken_from_the_time_for_the_call(
    gemini: Settings, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classification, "redact", slow_redact(0.2))
    fake.script.direct({"default": "hang"})
    async with serving(gemini, provider_timeout=0.6, answer_timeout=5.0) as client:
        response = await client.post("/v1/classify", json=long_text(1))

    assert response.json()["reason"] == "provider_timeout"
    seconds = float(response.json()["detail"].split("within ")[1].split(" s")[0])
    assert seconds < 0.41


async def test_redaction_that_takes_half_of_the_time_is_overloaded(
    gemini: Settings, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classification, "redact", slow_redact(0.2))
    async with serving(gemini, provider_timeout=0.2, answer_timeout=0.3) as client:
        response = await client.post("/v1/classify", json=long_text(1))

    assert (response.status_code, response.json()["reason"]) == (503, "overloaded")
    assert response.headers["retry-after"] == "2"
    assert fake.script.calls()["count"] == 0


async def test_queue_of_the_thread_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is longer than the bound is read all the same when no other waits."""
    monkeypatch.setattr(long_texts, "QUEUED_CHARACTERS_MAX", 10)
    running = asyncio.create_task(in_thread(lambda _: time.sleep(0.05), "x" * 11))
    await asyncio.sleep(0)

    with pytest.raises(ProblemError) as refusal:
        await in_thread(len, "x")
    await running

    assert refusal.value.reason is Reason.OVERLOADED
    assert await in_thread(len, "x" * 9) == 9
