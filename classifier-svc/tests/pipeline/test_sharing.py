"""Answers are shared: equal texts in flight, the cache, and who gets to see what."""

import asyncio
import logging

import pytest

from classifier.api.clients import parse_clients
from classifier.config import Settings
from classifier.metrics import Metrics
from classifier.pipeline.backend import Backend
from classifier.pipeline.classification import Classifier
from classifier.pipeline.prompt import Question
from classifier.pipeline.taxonomy import load_taxonomies
from classifier.problems import ProblemError, Reason
from classifier.providers import ProviderReply
from fake_gemini.server import FakeServer
from tests.conftest import TOKEN, contract, serving

REQUEST = contract("classifier-api/classify-request.json")
REPLY = ProviderReply('{"category": "billing", "priority": "high", "confidence": 1, "reason": "x"}')


class GatedProvider:
    """A provider that answers when the test says so, and counts its questions."""

    name, model, remote = "gated", "gated-1", True

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.asked = 0
        self.fails: Reason | None = None
        self.reply = REPLY

    problem = None

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        self.asked += 1
        await self.open.wait()
        if self.fails:
            raise ProblemError(self.fails, "down")
        return self.reply

    async def close(self) -> None:
        pass


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def create(settings: Settings, provider: GatedProvider, clock: Clock) -> Classifier:
    metrics = Metrics()
    return Classifier(settings, [Backend(provider, settings, metrics, clock)], metrics, clock)


async def test_equal_texts_in_flight_share_one_call(settings: Settings) -> None:
    taxonomy = load_taxonomies(settings.taxonomies_dir).usable["support-tickets"]
    provider = GatedProvider()
    classifier = create(settings, provider, Clock())

    waiting = [asyncio.create_task(classifier.classify("same", taxonomy)) for _ in range(20)]
    other = asyncio.create_task(classifier.classify("another", taxonomy))
    await asyncio.sleep(0)
    waiting[0].cancel()
    provider.open.set()
    answers = await asyncio.gather(*waiting[1:], other)

    assert provider.asked == 2
    assert all(answer.verdict.labels["category"] == "billing" for answer in answers)


async def test_failure_is_shared_and_not_kept(settings: Settings) -> None:
    taxonomy = load_taxonomies(settings.taxonomies_dir).usable["support-tickets"]
    provider = GatedProvider()
    provider.fails = Reason.PROVIDER_UNREACHABLE
    provider.open.set()
    classifier = create(settings, provider, Clock())

    both = await asyncio.gather(
        *(classifier.classify("same", taxonomy) for _ in range(2)), return_exceptions=True
    )
    provider.fails = None
    then = await classifier.classify("same", taxonomy)

    assert [error.reason for error in both] == [Reason.PROVIDER_UNREACHABLE] * 2
    assert provider.asked == 2
    assert not then.cached


async def test_cache_forgets_by_age_and_by_size(settings: Settings) -> None:
    taxonomy = load_taxonomies(settings.taxonomies_dir).usable["support-tickets"]
    provider, clock = GatedProvider(), Clock()
    provider.open.set()
    classifier = create(
        settings.model_copy(update={"cache_size": 2, "cache_seconds": 60}), provider, clock
    )

    async def cached(text: str) -> bool:
        return (await classifier.classify(text, taxonomy)).cached

    assert [await cached("a"), await cached("a")] == [False, True]
    clock.now = 61
    assert [await cached("a"), await cached("b"), await cached("c")] == [False] * 3
    assert await cached("a") is False


async def test_answer_says_that_it_comes_from_the_cache(gemini: Settings, fake: FakeServer) -> None:
    async with serving(gemini) as client:
        first, second = [(await client.post("/v1/classify", json=REQUEST)).json() for _ in "ab"]

    assert (first["cached"], second["cached"]) == (False, True)
    assert second["labels"] == first["labels"]
    assert fake.script.calls()["count"] == 1


async def test_answer_of_local_is_cached_too(settings: Settings) -> None:
    async with serving(settings) as client:
        answers = [(await client.post("/v1/classify", json=REQUEST)).json() for _ in "ab"]

    assert [answer["cached"] for answer in answers] == [False, True]
    assert answers[1]["labels"] == answers[0]["labels"]


async def test_texts_that_differ_only_in_what_is_redacted_share_an_answer(
    gemini: Settings, fake: FakeServer
) -> None:
    async with serving(gemini) as client:
        for address in ("anna@mail.example", "ben@mail.example"):
            body = {**REQUEST, "description": f"Locked out, write to {address}"}
            await client.post("/v1/classify", json=body)

    assert fake.script.calls()["count"] == 1


async def test_client_can_ask_past_the_cache(gemini: Settings, fake: FakeServer) -> None:
    async with serving(gemini) as client:
        await client.post("/v1/classify", json=REQUEST)
        fake.script.direct({"queue": ["unavailable"]})
        fresh = await client.post(
            "/v1/classify", json=REQUEST, headers={"Cache-Control": "no-cache"}
        )
        usual = await client.post("/v1/classify", json=REQUEST)

    assert fresh.json()["reason"] == "provider_unreachable"
    assert usual.json()["cached"] is True


async def test_cache_can_be_turned_off(gemini: Settings, fake: FakeServer) -> None:
    async with serving(gemini, cache_size=0) as client:
        for _ in range(2):
            await client.post("/v1/classify", json=REQUEST)

    assert fake.script.calls()["count"] == 2


async def test_client_does_not_learn_what_another_asked(
    gemini: Settings, fake: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    other = {"Authorization": "Bearer another-token-0123456789"}
    both = parse_clients(f"tests:{TOKEN},other:another-token-0123456789")
    async with serving(gemini, clients=both) as client:
        first, again = [(await client.post("/v1/classify", json=REQUEST)).json() for _ in "ab"]
        others = (await client.post("/v1/classify", json=REQUEST, headers=other)).json()

    assert [answer["cached"] for answer in (first, again, others)] == [False, True, False]
    assert fake.script.calls()["count"] == 2
    lines = [record.fields for record in caplog.records if record.message == "request"]
    asked, cached, _ = lines
    assert min(asked["tokens"]) > 0
    assert (cached["tokens"], cached["provider_ms"]) == ((0, 0), 0)


async def test_cost_of_a_shared_call_belongs_to_one_request(
    gemini: Settings, fake: FakeServer
) -> None:
    taxonomy = load_taxonomies(gemini.taxonomies_dir).usable["support-tickets"]
    provider = GatedProvider()
    provider.reply = ProviderReply(REPLY.text, 100, 10)
    classifier = create(gemini, provider, Clock())
    waiting = [asyncio.create_task(classifier.classify("same", taxonomy)) for _ in range(3)]
    await asyncio.sleep(0)
    provider.open.set()

    tokens = [answer.tokens for answer in await asyncio.gather(*waiting)]

    assert sorted(tokens) == [(0, 0), (0, 0), (100, 10)]


@pytest.mark.parametrize(("seconds_later", "calls"), [(7.0, 2), (1.0, 1)])
async def test_request_that_joins_late_asks_again_after_the_others_timeout(
    settings: Settings, seconds_later: float, calls: int
) -> None:
    """With less than a quarter of its time left, it has the timeout as well."""
    taxonomy = load_taxonomies(settings.taxonomies_dir).usable["support-tickets"]
    provider, clock = GatedProvider(), Clock()
    provider.fails = Reason.PROVIDER_TIMEOUT
    classifier = create(settings, provider, clock)
    early = asyncio.create_task(classifier.classify("same", taxonomy))
    await asyncio.sleep(0.01)
    clock.now = seconds_later
    late = asyncio.create_task(classifier.classify("same", taxonomy))
    await asyncio.sleep(0.01)
    clock.now = 10.0
    provider.open.set()
    with pytest.raises(ProblemError):
        await early
    provider.fails = None if calls == 2 else provider.fails

    outcome = (await asyncio.gather(late, return_exceptions=True))[0]

    assert provider.asked == calls
    assert isinstance(outcome, ProblemError) is (calls == 1)


async def test_call_ends_when_the_last_request_gives_up(settings: Settings) -> None:
    """A request that comes then begins another call."""
    taxonomy = load_taxonomies(settings.taxonomies_dir).usable["support-tickets"]
    provider = GatedProvider()
    classifier = create(settings, provider, Clock())
    both = [asyncio.create_task(classifier.classify("same", taxonomy)) for _ in range(2)]
    await asyncio.sleep(0.01)
    for task in both:
        task.cancel()
    await asyncio.gather(*both, return_exceptions=True)
    provider.open.set()
    then = await classifier.classify("same", taxonomy)

    assert provider.asked == 2
    assert classifier.backends[0].limit.running == 0
    assert then.verdict.labels["category"] == "billing"
