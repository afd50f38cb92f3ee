"""`GET /metrics`: the counted requests, calls and states."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from classifier.api.clients import parse_clients
from classifier.config import Settings
from fake_gemini.server import FakeServer
from tests.conftest import TOKEN, contract, load, serving

REQUEST = contract("classifier-api/classify-request.json")


def samples(page: str) -> dict[tuple[str, ...], float]:
    """Return the samples by name and the values of their labels, in the order of these."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def test_requests_failures_tokens_and_states_are_counted(
    gemini: Settings, fake: FakeServer
) -> None:
    fake.script.direct({"queue": ["good", "unavailable", "bad_key"]})
    async with serving(gemini) as client:
        for description in ("Write to a@b.example", "Write to a@b.example", "b", "c", "d"):
            body = {**REQUEST, "description": description}
            await client.post("/v1/classify", json=body)
        page = await client.get("/metrics", headers={"Authorization": ""})
    found = samples(page.text)

    assert page.headers["content-type"].startswith("text/plain")
    assert found["classifier_requests_total", "tests", "", "200"] == 2
    assert found["classifier_requests_total", "tests", "provider_unreachable", "503"] == 1
    assert found["classifier_requests_total", "tests", "circuit_open", "503"] == 1
    name = "classifier_classifications_total"
    assert found[name, "tests", "answered", "support-tickets"] == 2
    assert found[name, "tests", "provider_misconfigured", "support-tickets"] == 1
    assert found["classifier_cache_total", "hit"] == 1
    assert found["classifier_cache_total", "miss"] == 4
    assert found["classifier_redactions_total", "email"] == 2
    assert found["classifier_provider_seconds_count", "answered", "gemini"] == 1
    assert found["classifier_provider_seconds_count", "provider_unreachable", "gemini"] == 1
    assert found["classifier_tokens_total", "tests", "input", "gemini"] > 100
    assert found["classifier_tokens_total", "tests", "output", "gemini"] > 1
    assert not [name for name, *_ in found if name == "classifier_cost_total"]
    assert found["classifier_breaker_state", "gemini"] == 2
    assert found["classifier_provider_running", "gemini"] == 0


async def test_tokens_and_costs_are_those_of_the_client_that_asked(
    gemini: Settings, fake: FakeServer
) -> None:
    """Of each call once: a cached answer costs nothing, a reply that cannot be used does."""
    fake.script.direct({"queue": ["good", "good", "wrong_choice"]})
    settings = gemini.model_copy(
        update={
            "clients": parse_clients(f"tests:{TOKEN}, other:{TOKEN}-2"),
            "provider_prices": load(PROVIDER_PRICES="gemini:0.5:2.0, openai:9:9").provider_prices,
        }
    )
    async with serving(settings) as client:
        other = {"Authorization": f"Bearer {TOKEN}-2"}
        for headers, description in (({}, "a"), ({}, "a"), (other, "a"), (other, "b")):
            body = {**REQUEST, "description": description}
            await client.post("/v1/classify", json=body, headers=headers)
        found = samples((await client.get("/metrics")).text)

    def tokens(name: str, direction: str) -> float:
        return found["classifier_tokens_total", name, direction, "gemini"]

    assert tokens("other", "input") == 2 * tokens("tests", "input") > 100
    for name in ("tests", "other"):
        cost = (0.5 * tokens(name, "input") + 2.0 * tokens(name, "output")) / 1_000_000
        assert found["classifier_cost_total", name, "gemini"] == pytest.approx(cost)
