"""`POST /v1/embed`: texts as vectors, and a clear problem where there is no model of them."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from classifier.api import app
from classifier.api.clients import parse_clients
from classifier.config import Settings
from tests.api.test_http import assert_problem
from tests.conftest import TOKEN, contract, serving

REQUEST = contract("classifier-api/embed-request.json")

VECTORS = dict(zip(REQUEST["texts"], [(0.6000000001, 0.8), (0.8, 0.6)], strict=True))


class Vectors:
    """A model whose vectors are those of the contract; it computes until it is let go."""

    name = "embedding-model-1"
    dimensions = 2

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def embed(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        assert threading.current_thread() is not threading.main_thread()
        self.go_on.wait(60)
        self.embedded += texts
        return [VECTORS.get(text, (0.0, 1.0)) for text in texts]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Vectors:
    found = Vectors()
    monkeypatch.setattr(app, "embedder", lambda: found)
    return found


@pytest.mark.usefixtures("model")
async def test_the_contract(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/embed", json=REQUEST)

    assert response.status_code == 200
    assert response.json() == contract("classifier-api/embed-response.json")


async def test_without_a_model_there_is_a_clear_problem(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "embedder", lambda: None)
    async with serving(settings) as client:
        response = await client.post("/v1/embed", json=REQUEST)

    assert_problem(response, 501, "embeddings_unavailable")


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("body", [{}, {"texts": []}, {"texts": ["a"] * 33}, {"texts": [7]}, []])
async def test_what_is_no_list_of_texts_is_refused(settings: Settings, body: object) -> None:
    async with serving(settings) as client:
        assert_problem(await client.post("/v1/embed", json=body), 422, "invalid_request")


async def test_a_bounded_number_of_requests_wait(settings: Settings, model: Vectors) -> None:
    model.go_on.clear()
    async with serving(settings) as client:
        bodies = [{"texts": [str(number)]} for number in range(18)]
        tasks = [asyncio.create_task(client.post("/v1/embed", json=body)) for body in bodies]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        health = await client.get("/healthz")
        model.go_on.set()
        answers = await asyncio.gather(*tasks)

    (refused,) = (task.result() for task in done)
    assert_problem(refused, 503, "overloaded")
    assert health.status_code == 200
    assert sorted(answer.status_code for answer in answers) == [200] * 17 + [503]


@pytest.mark.usefixtures("model")
async def test_the_quota_counts_each_text(settings: Settings) -> None:
    async with serving(settings, clients=parse_clients(f"tests:{TOKEN}:3")) as client:
        first = await client.post("/v1/embed", json=REQUEST)
        second = await client.post("/v1/embed", json=REQUEST)

    assert first.status_code == 200
    assert_problem(second, 429, "quota_exceeded")


async def test_a_text_is_computed_once_for_a_client(settings: Settings, model: Vectors) -> None:
    one, other = REQUEST["texts"]
    clients = parse_clients(f"tests:{TOKEN}, other:{TOKEN}-2")
    async with serving(settings, clients=clients) as client:
        await client.post("/v1/embed", json={"texts": [one, one]})
        again = await client.post("/v1/embed", json={"texts": [other, one]})
        before = list(model.embedded)
        headers = {"Authorization": f"Bearer {TOKEN}-2"}
        await client.post("/v1/embed", json={"texts": [one]}, headers=headers)

    assert again.json()["vectors"] == [[0.8, 0.6], [0.6, 0.8]]
    assert before == [one, other]
    assert model.embedded == [one, other, one]


async def test_nothing_is_kept_without_a_cache(settings: Settings, model: Vectors) -> None:
    async with serving(settings, cache_size=0) as client:
        for _ in range(2):
            await client.post("/v1/embed", json={"texts": ["a"]})

    assert model.embedded == ["a", "a"]
