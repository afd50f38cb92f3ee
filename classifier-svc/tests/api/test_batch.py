"""`POST /v1/classify/batch`: many texts, each with its own result or error, in order."""

import pytest

from classifier.config import Settings
from fake_gemini.server import FakeServer
from tests.conftest import contract, serving

REQUEST = contract("classifier-api/classify-request.json")


def item(description: object) -> dict[str, object]:
    return {**REQUEST, "description": description}


async def test_results_and_errors_stand_in_order(settings: Settings) -> None:
    items = [
        item("I was charged twice, refund one payment"),
        item(""),
        item("The server shows an error"),
        {**REQUEST, "taxonomy": "nowhere"},
        "no object",
    ]
    async with serving(settings) as client:
        response = await client.post("/v1/classify/batch", json={"items": items})

    results = response.json()["results"]
    assert response.status_code == 200
    outcomes = [
        result["result"]["labels"]["category"] if result["result"] else result["error"]["reason"]
        for result in results
    ]
    assert outcomes == [
        "billing",
        "invalid_request",
        "technical",
        "unknown_taxonomy",
        "invalid_request",
    ]
    assert results[1]["error"]["errors"][0]["field"] == "description"
    assert results[0]["result"].keys() == contract("classifier-api/classify-response.json").keys()


@pytest.mark.parametrize("items", [[], [REQUEST] * 101, None, {}])
async def test_number_of_items_is_bounded(settings: Settings, items: object) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/classify/batch", json={"items": items})

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "items"


async def test_largest_batch_passes(settings: Settings) -> None:
    limits = contract("limits.json")
    longest = "ä" * limits["description_characters"]
    async with serving(settings) as client:
        response = await client.post(
            "/v1/classify/batch", json={"items": [item(longest)] * limits["batch_items_max"]}
        )

    assert [result["error"] for result in response.json()["results"]] == [None] * 100


async def test_batch_stays_within_the_limits_of_the_provider(
    gemini: Settings, fake: FakeServer
) -> None:
    """A batch larger than calls and queue together waits for itself instead of failing."""
    fake.script.direct({"default": "slow:0.02"})
    async with serving(gemini, provider_concurrency=8, provider_queue=1) as client:
        response = await client.post(
            "/v1/classify/batch",
            json={"items": [item(f"Invoice {number} is wrong") for number in range(20)]},
        )

    assert [result["error"] for result in response.json()["results"]] == [None] * 20
    assert fake.script.calls()["count"] == 20


async def test_equal_texts_of_a_batch_cost_one_call(gemini: Settings, fake: FakeServer) -> None:
    async with serving(gemini) as client:
        response = await client.post("/v1/classify/batch", json={"items": [REQUEST] * 20})

    assert all(result["result"] for result in response.json()["results"])
    assert fake.script.calls()["count"] == 1
