"""A chain of providers: the next is asked when one fails, all within the time of one."""

import pytest

from classifier.config import Settings
from classifier.metrics import Metrics
from classifier.pipeline.backend import Backend
from classifier.pipeline.chain import Chain
from classifier.pipeline.prompt import Question, build_question
from classifier.pipeline.taxonomy import load_taxonomies
from classifier.problems import ProblemError, Reason
from classifier.providers import ProviderReply
from fake_gemini.server import FakeServer
from tests.conftest import contract, load, serving

REQUEST = contract("classifier-api/classify-request.json")


async def test_next_provider_answers_when_one_fails(gemini: Settings, fake: FakeServer) -> None:
    fake.script.direct({"default": "unavailable"})
    async with serving(gemini, providers=("gemini", "local"), cache_size=0) as client:
        answers = [(await client.post("/v1/classify", json=REQUEST)).json() for _ in range(5)]
        ready = (await client.get("/readyz")).json()

    assert {answer["provider"] for answer in answers} == {"local"}
    assert fake.script.calls()["count"] == 3  # Then its breaker opened.
    assert [provider["breaker"] for provider in ready["providers"]] == ["open", "closed"]
    assert ready["status"] == "ready"


async def test_unusable_reply_passes_to_the_next(gemini: Settings, fake: FakeServer) -> None:
    fake.script.direct({"default": "wrong_choice"})
    async with serving(gemini, providers=("gemini", "local")) as client:
        answer = (await client.post("/v1/classify", json=REQUEST)).json()

    assert answer["provider"] == "local"


async def test_answer_of_a_stand_in_is_not_remembered(gemini: Settings, fake: FakeServer) -> None:
    fake.script.direct({"queue": ["wrong_choice"], "default": "good"})
    async with serving(gemini, providers=("gemini", "local"), cache_size=10) as client:
        answers = [(await client.post("/v1/classify", json=REQUEST)).json() for _ in range(3)]

    assert [answer["provider"] for answer in answers] == ["local", "gemini", "gemini"]
    assert [answer["cached"] for answer in answers] == [False, False, True]


async def test_hanging_provider_leaves_time_for_the_next(
    gemini: Settings, fake: FakeServer
) -> None:
    fake.script.direct({"default": "hang"})
    chain = {"providers": ("gemini", "local"), "provider_timeout": 1.0, "answer_timeout": 1.2}
    async with serving(gemini, **chain) as client:
        answer = await client.post("/v1/classify", json=REQUEST)

    assert answer.json()["provider"] == "local"


async def test_when_all_fail_the_first_problem_is_returned(
    gemini: Settings, fake: FakeServer
) -> None:
    fake.script.direct({"default": "bad_key"})
    async with serving(gemini) as client:
        answer = await client.post("/v1/classify", json=REQUEST)

    assert answer.json()["reason"] == "provider_misconfigured"


def test_chain_is_read_from_the_environment() -> None:
    single = {"CLASSIFIER_PROVIDER": "local"}

    assert load(**single).providers == ("local",)
    assert load(**single, CLASSIFIER_PROVIDERS="").providers == ("local",)
    chain = load(**single, CLASSIFIER_PROVIDERS="gemini, local")
    assert chain.providers == ("gemini", "local")


@pytest.mark.parametrize(
    ("chain", "unusable", "share"),
    [
        (("gemini",), (), 1.0),
        (("gemini", "local"), (), 0.95),
        (("gemini", "openai"), (), 0.5),
        (("gemini", "openai", "local"), (), 0.475),
        # A provider that would refuse at once needs no time.
        (("gemini", "openai", "local"), ("openai",), 0.95),
    ],
)
async def test_first_provider_has_the_time_that_the_others_do_not_need(
    settings: Settings, chain: tuple[str, ...], unusable: tuple[str, ...], share: float
) -> None:
    given: dict[str, float] = {}

    class Failing:
        model = ""

        def __init__(self, name: str) -> None:
            self.name, self.remote = name, name != "local"
            self.problem = "no key" if name in unusable else None

        async def ask(self, question: Question, timeout: float) -> ProviderReply:
            given[self.name] = timeout
            raise ProblemError(Reason.PROVIDER_UNREACHABLE, "down")

    metrics = Metrics()
    backends = [Backend(Failing(name), settings, metrics, lambda: 0.0) for name in chain]
    taxonomy = load_taxonomies(settings.taxonomies_dir).usable["support-tickets"]
    with pytest.raises(ProblemError):
        await Chain(backends, lambda: 0.0).ask(build_question("A text", taxonomy), 10.0)

    assert given["gemini"] == pytest.approx(10 * share)
    assert given.keys() == set(chain) - set(unusable)


async def test_slow_first_provider_answers_before_local_has_to(
    gemini: Settings, fake: FakeServer
) -> None:
    fake.script.direct({"default": "slow:0.8"})
    chain = {"providers": ("gemini", "local"), "provider_timeout": 1.4, "answer_timeout": 2.0}
    async with serving(gemini, **chain) as client:
        answer = await client.post("/v1/classify", json=REQUEST)

    assert answer.json()["provider"] == "gemini"
