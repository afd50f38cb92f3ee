"""Classification under trouble: breaker, limit and time limits, through HTTP and the real SDK."""

import asyncio
import re
import threading
from contextlib import suppress

import httpx
import pytest

from classifier.config import Settings
from classifier.pipeline.backend import Backend
from classifier.pipeline.concurrency_limit import ConcurrencyLimit
from classifier.problems import ProblemError, Reason
from classifier.providers.daemon_threads import DaemonThreads
from fake_gemini.server import FakeServer
from tests.conftest import contract, serving

REQUEST = contract("classifier-api/classify-request.json")


def text(number: int) -> dict[str, str]:
    """Return a request that is unlike the others, for equal ones share a call."""
    return {**REQUEST, "description": f"{REQUEST['description']}, attempt {number}"}


async def test_after_three_failures_the_provider_is_left_alone(
    gemini: Settings, fake: FakeServer
) -> None:
    fake.script.direct({"default": "unavailable"})
    async with serving(gemini) as client:
        answers = [await client.post("/v1/classify", json=REQUEST) for _ in range(5)]
        ready = await client.get("/readyz")

    reasons = [answer.json()["reason"] for answer in answers]
    assert reasons == ["provider_unreachable"] * 3 + ["circuit_open"] * 2
    assert fake.script.calls()["count"] == 3
    assert answers[-1].status_code == 503
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    assert ready.json()["breaker"] == "open"


async def test_answers_are_back_when_the_provider_is(gemini: Settings, fake: FakeServer) -> None:
    fake.script.direct({"queue": ["error"] * 3})
    async with serving(gemini, provider_breaker_open_seconds=0.001) as client:
        for _ in range(3):
            await client.post("/v1/classify", json=REQUEST)
        backend = client._transport.app.state.parts.classifier.backends[0]
        while backend.breaker.state == "open":
            await asyncio.sleep(0.001)
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.status_code == 200


async def test_more_than_the_queue_holds_is_refused_at_once(
    gemini: Settings, fake: FakeServer
) -> None:
    """Who is refused knows it while the others still run and wait."""
    fake.script.direct({"default": "hang"})
    async with serving(
        gemini, provider_timeout=3, answer_timeout=3.5, provider_concurrency=2, provider_queue=3
    ) as client:
        calls = [
            asyncio.create_task(client.post("/v1/classify", json=text(number)))
            for number in range(12)
        ]
        refused: set[asyncio.Task[httpx.Response]] = set()
        while len(refused) < 7:
            done, _ = await asyncio.wait(set(calls) - refused, return_when=asyncio.FIRST_COMPLETED)
            refused |= done
        limit = client._transport.app.state.parts.classifier.backends[0].limit
        assert (limit.running, limit.waiting) == (2, 3)
        answers = {(r.status_code, r.json()["reason"]) for r in map(asyncio.Task.result, refused)}
        assert answers == {(503, "overloaded")}
        assert {call.result().headers["retry-after"] for call in refused} == {"2"}
        await asyncio.wait(calls)


async def test_queue_leaves_time_for_the_call(gemini: Settings, fake: FakeServer) -> None:
    fake.script.direct({"default": "hang"})
    async with serving(
        gemini, provider_timeout=0.5, answer_timeout=0.8, provider_concurrency=2, provider_queue=3
    ) as client:
        answers = await asyncio.gather(
            *(client.post("/v1/classify", json=text(number)) for number in range(12))
        )

    reasons = [answer.json()["reason"] for answer in answers]
    assert reasons.count("overloaded") == 7 + 3  # Of those in the queue none got a place in time.
    assert reasons.count("provider_timeout") == 2


async def test_gate_lets_waiting_calls_pass_in_order() -> None:
    limit = ConcurrencyLimit(running_max=1, waiting_max=2)
    order: list[int] = []

    async def call(number: int) -> None:
        async with limit.slot(wait_max=60):
            order.append(number)

    async with limit.slot(wait_max=60):
        waiting = [asyncio.create_task(call(number)) for number in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ProblemError) as refusal:
            await call(2)
    await asyncio.gather(*waiting)

    assert refusal.value.reason is Reason.OVERLOADED
    assert order == [0, 1]
    assert (limit.running, limit.waiting) == (0, 0)


async def test_time_in_the_queue_is_taken_from_the_time_for_the_call(
    gemini: Settings, fake: FakeServer
) -> None:
    """Who waited half a second for a place is not kept waiting for a whole call after that."""
    fake.script.direct({"queue": ["slow:0.5"], "default": "hang"})
    async with serving(
        gemini, provider_timeout=1.5, answer_timeout=20, provider_concurrency=1, provider_queue=1
    ) as client:
        first = asyncio.create_task(client.post("/v1/classify", json=text(1)))
        while fake.script.calls()["count"] == 0:
            await asyncio.sleep(0.01)
        waited = await client.post("/v1/classify", json=text(2))

    assert (await first).status_code == 200
    assert waited.json()["reason"] == "provider_timeout"
    seconds = float(re.search(r"within ([\d.]+) s", waited.json()["detail"])[1])
    assert seconds < 1.1


async def test_answer_ends_in_its_own_time_when_the_call_does_not_end(
    gemini: Settings, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never_ends(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(Backend, "ask", never_ends)
    async with serving(gemini, provider_timeout=0.1, answer_timeout=0.2) as client:
        async with asyncio.timeout(8):
            answer = await client.post("/v1/classify", json=REQUEST)

    assert (answer.status_code, answer.json()["reason"]) == (504, "provider_timeout")


async def test_hung_threads_are_counted_until_they_end() -> None:
    threads = DaemonThreads(alive_max=1)
    release = threading.Event()
    hung = asyncio.create_task(threads.run(release.wait))
    await asyncio.sleep(0)
    hung.cancel()

    with pytest.raises(ProblemError) as refusal:
        await threads.run(release.wait)
    release.set()
    async with asyncio.timeout(10):
        while (answer := await _seventeen(threads)) is None:
            await asyncio.sleep(0.001)

    assert refusal.value.reason is Reason.OVERLOADED
    assert answer == 17


async def _seventeen(threads: DaemonThreads) -> int | None:
    """Return 17, or None while every thread is taken."""
    with suppress(ProblemError):
        return await threads.run(lambda: 17)
    return None


async def test_error_in_a_thread_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        await DaemonThreads(alive_max=1).run(lambda: 1 // 0)
