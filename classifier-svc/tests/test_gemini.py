"""The provider `gemini`: the real SDK against the fake, over real sockets."""

import asyncio
import time

from classifier.config import Settings
from fake_gemini.server import FakeServer
from tests.conftest import contract, serving

REQUEST = contract("classifier-api/classify-request.json")


async def test_answer_comes_from_the_model(gemini: Settings, fake: FakeServer) -> None:
    async with serving(gemini) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["labels"] == {"category": "account", "priority": "high"}
    assert answer["provider"] == "gemini"
    assert answer["model"] == "gemini-flash-latest"
    assert answer["confidence"] == 0.9
    (call,) = fake.script.calls()["calls"]
    assert call["path"].startswith("/v1beta/models/gemini-flash-latest:generateContent")
    assert call["headers"]["x-goog-api-key"] == "AIza-key-of-the-tests"


async def test_request_asks_for_json_of_the_allowed_choices(
    gemini: Settings, fake: FakeServer
) -> None:
    text = "The printer of room 4 sends parcels."
    async with serving(gemini) as client:
        await client.post("/v1/classify", json={**REQUEST, "description": text})

    body = fake.script.calls()["calls"][0]["body"]
    config = body["generationConfig"]
    assert config["temperature"] == 0
    assert config["responseMimeType"] == "application/json"
    choices = contract("choices.json")
    properties = config["responseSchema"]["properties"]
    assert properties["category"]["enum"] == choices["category"]
    assert properties["priority"]["enum"] == choices["priority"]
    assert text not in body["systemInstruction"]["parts"][0]["text"]
    assert text in body["contents"][0]["parts"][0]["text"]


async def test_dripping_calls_do_not_keep_their_threads(gemini: Settings, fake: FakeServer) -> None:
    """A server that drips must not use the threads up: each call is ended when its time is up."""
    fake.script.direct({"queue": ["drip:0.1"] * 8})
    async with serving(
        gemini, provider_timeout=0.5, answer_timeout=1.0, provider_concurrency=4, provider_queue=0,
        breaker_failures=100,
    ) as client:  # fmt: skip
        for _ in range(2):
            answers = await asyncio.gather(
                *(
                    client.post("/v1/classify", json={**REQUEST, "description": f"Text {number}"})
                    for number in range(4)
                )
            )
            assert {answer.json()["reason"] for answer in answers} == {"provider_timeout"}
        threads = client._transport.app.state.parts.classifier.backends[0].provider._threads
        deadline = time.monotonic() + 5
        while threads.alive and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        assert threads.alive == 0
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.status_code == 200
