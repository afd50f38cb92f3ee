"""Many people who ask for a suggestion at the same moment, of the containers as they come."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from running import Stack

PEOPLE = 20


@pytest.fixture
def slow_model(stack: Stack) -> Iterator[Stack]:
    """A model that thinks for so long that all people wait together."""
    stack.direct_model({"default": "slow:2", "forget": True})
    yield stack
    stack.direct_model({"default": "good", "forget": True})


def test_twenty_people_at_once_all_get_a_suggestion(slow_model: Stack) -> None:
    def classify(number: int) -> requests.Response:
        text = {"description": f"Invoice {number} was charged twice."}
        return requests.post(f"{slow_model.url}/api/tickets/classify/", json=text, timeout=30)

    with ThreadPoolExecutor(PEOPLE) as people:
        answers = list(people.map(classify, range(PEOPLE)))

    assert sum("suggestion" in answer.json() for answer in answers) == PEOPLE
    assert slow_model.model_calls()["count"] == PEOPLE
