"""`GET /metrics`: the counted requests, calls and states."""

from prometheus_client.parser import text_string_to_metric_families

from classifier.config import Settings
from fake_gemini.server import FakeServer
from tests.conftest import contract, serving

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
    assert found["classifier_tokens_total", "input", "gemini"] > 100
    assert found["classifier_tokens_total", "output", "gemini"] > 1
    assert found["classifier_breaker_state", "gemini"] == 2
    assert found["classifier_provider_running", "gemini"] == 0
