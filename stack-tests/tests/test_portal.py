"""The portal through its one published port."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import smoke
from running import PARTS, Stack

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts" / "public-api"
# Above the 15 s between two pings on a quiet stream.
PATIENCE_SECONDS = 20
SUCCESS = json.loads((CONTRACTS / "classify-success.json").read_text())


def test_every_part_is_healthy(stack: Stack) -> None:
    containers = stack.containers()
    assert {part: containers[part]["Health"] for part in PARTS} == dict.fromkeys(PARTS, "healthy")


def test_only_the_gateway_has_a_published_port(stack: Stack) -> None:
    published = {
        service: {port["PublishedPort"] for port in container["Publishers"] or []} - {0}
        for service, container in stack.containers().items()
    }
    assert {service: ports for service, ports in published.items() if ports} == {
        "gateway": {stack.port}
    }


@pytest.mark.parametrize("check", smoke.CHECKS, ids=lambda check: check.__name__)
def test_one_of_everything(stack: Stack, check: Callable[[smoke.Portal], None]) -> None:
    check(smoke.Portal(stack.url))


def test_a_suggestion_comes_from_the_model_through_the_real_sdk(stack: Stack) -> None:
    stack.direct_model({"default": "good", "forget": True})
    text = "I was charged twice on my invoice and would like a refund, please."
    reply = requests.post(
        f"{stack.url}/api/tickets/classify/", json={"description": text}, timeout=20
    )
    assert reply.status_code == 200
    body = reply.json()
    assert body.keys() == SUCCESS.keys()
    assert body["suggestion"].keys() == SUCCESS["suggestion"].keys()
    assert body["suggested_category"] == "billing"
    assert body["suggestion"]["provider"] == "gemini"
    (call,) = stack.model_calls()["calls"]
    assert call["headers"]["x-goog-api-key"] == stack.gemini_key


def test_an_open_page_hears_of_a_new_ticket(stack: Stack) -> None:
    ticket = {
        "title": "Heard of at once",
        "description": "An open page shows this without being asked.",
        "category": "general",
        "priority": "low",
    }
    events = f"{stack.url}/api/tickets/events/"
    with requests.get(events, stream=True, timeout=PATIENCE_SECONDS) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        # The first line shows that the stream is open, so nothing that follows is missed.
        lines = stream.iter_lines(chunk_size=1)
        next(lines)
        requests.post(f"{stack.url}/api/tickets/", json=ticket, timeout=10)
        # `ping` comes every 15 s, so a stream without the event ends in the deadline.
        deadline = time.monotonic() + PATIENCE_SECONDS
        while ticket["title"].encode() not in next(lines):
            assert time.monotonic() < deadline, "the ticket was made, and no event followed"
