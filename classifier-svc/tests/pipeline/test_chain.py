"""A chain of providers: the next is asked when one fails, all within the time of one."""

from classifier.config import Settings
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
