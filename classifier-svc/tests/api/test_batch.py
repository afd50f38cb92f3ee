"""`POST /v1/classify/batch`: many texts, each with its own result or error, in order."""

import asyncio

import pytest

from classifier.api.clients import Client, parse_clients
from classifier.api.quotas import BatchSlots
from classifier.config import Settings
from fake_gemini.server import FakeServer
from tests.conftest import TOKEN, contract, serving

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


async def test_batches_of_one_client_leave_calls_to_another(
    gemini: Settings, fake: FakeServer
) -> None:
    """However many batches a client sends, they share a quarter of the calls."""
    fake.script.direct({"default": "hang"})
    other = {"Authorization": "Bearer another-token-0123456789"}
    both = parse_clients(f"tests:{TOKEN},other:another-token-0123456789")
    items = [{**REQUEST, "description": f"Text {number}"} for number in range(10)]
    async with serving(gemini, clients=both, provider_concurrency=8, provider_queue=8) as client:
        greedy = [
            asyncio.create_task(client.post("/v1/classify/batch", json={"items": items}))
            for _ in range(10)
        ]
        while fake.script.calls()["count"] < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        hanging = fake.script.calls()["count"]
        fake.script.direct({"default": "good"})
        batch = await client.post("/v1/classify/batch", json={"items": items}, headers=other)
        one = await client.post("/v1/classify", json=REQUEST, headers=other)
        for task in greedy:
            task.cancel()

    assert hanging == 2
    assert [result["error"] for result in batch.json()["results"]] == [None] * 10
    assert one.status_code == 200


async def test_clients_with_batches_take_turns() -> None:
    """All batches together use half of the calls; one that comes later does not wait for all."""
    slots = BatchSlots(8)
    order: list[str] = []
    clients = parse_clients(",".join(f"{name}:token-of-{name}-0123456789" for name in "abc"))

    async def item(client: Client) -> None:
        async with slots.slot(client):
            order.append(client.name)
            await asyncio.sleep(0.001)

    await asyncio.gather(*(item(client) for client in clients for _ in range(10)))

    assert sorted(order[:4]) == ["a", "a", "b", "b"]
    assert sorted(order[:9].count(name) for name in "abc")[0] >= 2
