"""`manage.py classify_tickets` with a classifier on a real socket."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from suggestions.backlog import Backlog
from suggestions.classifier_batches import BODY_BYTES, ClassifierBatches, packed
from tests.scripted_server import (
    Request,
    ScriptedServer,
    problem,
    raw,
    refuses_with,
    says,
    suggestion,
)
from tests.suggestions.test_ledger import send, token
from tickets.models import Ticket, TicketSuggestion

pytestmark = pytest.mark.django_db

FOUND = suggestion(labels={"category": "technical", "priority": "high"})
DEFAULTS = {"category": "general", "priority": "medium"}


def texts_of(request: Request) -> list[str]:
    return [item["description"] for item in json.loads(request.body)["items"]]


def answers_each(answer: Callable[[str], dict[str, Any]]) -> Any:
    """One result for each text of the batch."""

    def behave(connection: socket.socket, request: Request, stopping: threading.Event) -> None:
        results = [answer(text) for text in texts_of(request)]
        says({"results": results})(connection, request, stopping)

    return behave


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        running.always(answers_each(lambda _: {"result": FOUND, "error": None}))
        settings.CLASSIFIER_URL, settings.CLASSIFIER_TOKEN = running.url, "ours"
        yield running


def classify(**options: Any) -> str:
    said = StringIO()
    call_command("classify_tickets", stdout=said, verbosity=0, per_minute=10**6, **options)
    return said.getvalue()


def asked(server: ScriptedServer) -> list[str]:
    return [text for request in server.requests for text in texts_of(request)]


def test_unclassified_tickets_are_classified_and_recorded(
    server: ScriptedServer, new_ticket: Callable[..., Ticket]
) -> None:
    ticket = new_ticket(**DEFAULTS)
    assert "1 sorted" in classify()
    ticket.refresh_from_db()
    assert (ticket.category, ticket.priority) == ("technical", "high")
    row = TicketSuggestion.objects.get()
    assert (row.origin, row.suggested_category, row.final_category) == (
        "backlog",
        "technical",
        "technical",
    )
    assert server.requests[0].line.startswith("POST /v1/classify/batch ")
    assert server.requests[0].headers["authorization"] == "Bearer ours"


def test_what_a_person_decided_is_never_touched(
    api: Client, server: ScriptedServer, new_ticket: Callable[..., Ticket]
) -> None:
    new_ticket(category="general", priority="high")
    new_ticket(category="billing", priority="medium")
    send(api, **DEFAULTS, suggestion_token=token())
    changed = new_ticket()
    api.patch(f"/api/tickets/{changed.pk}/", DEFAULTS, "application/json")
    assert "0 sorted" in classify()
    assert asked(server) == []


def test_a_person_who_is_faster_wins(
    api: Client, server: ScriptedServer, new_ticket: Callable[..., Ticket]
) -> None:
    """Between the reading of a ticket and the answer of the classifier."""
    ticket = new_ticket(**DEFAULTS)

    class Slow(ClassifierBatches):
        def classify(self, descriptions: list[str]) -> Any:
            api.patch(f"/api/tickets/{ticket.pk}/", {"status": "closed"}, "application/json")
            return super().classify(descriptions)

    backlog = Backlog(
        Slow(),
        per_minute=60,
        limit=None,
        dry_run=False,
        tell=lambda *_: None,
        sleep=lambda _: None,
        clock=lambda: 0.0,
    )
    backlog.run(progress=lambda _: None)
    ticket.refresh_from_db()
    assert (ticket.category, backlog.done.left_alone) == ("general", 1)
    assert not TicketSuggestion.objects.exists()


def test_a_dry_run_prints_and_changes_nothing(
    server: ScriptedServer, new_ticket: Callable[..., Ticket]
) -> None:
    ticket = new_ticket(**DEFAULTS)
    said = classify(dry_run=True)
    assert f"#{ticket.pk}: general, medium → technical, high" in said
    assert "1 would be sorted" in said
    assert Ticket.objects.get().category == "general"
    assert not TicketSuggestion.objects.exists()


def test_it_goes_on_where_it_was(server: ScriptedServer, new_ticket: Callable[..., Ticket]) -> None:
    """Also past those that the classifier left at the defaults."""
    server.always(answers_each(lambda _: {"result": suggestion(labels=DEFAULTS), "error": None}))
    for number in range(25):
        new_ticket(**DEFAULTS, description=f"text {number}")
    server.enqueue(server._then, refuses_with("overloaded", 503))
    with pytest.raises(CommandError, match=r"answered 503\. .* Run the same command again"):
        classify()
    assert TicketSuggestion.objects.count() == 20
    assert "5 sorted" in classify()
    assert asked(server)[-5:] == [f"text {number}" for number in range(20, 25)]
    assert "0 sorted" in classify()


def test_one_that_fails_is_reported_and_does_not_stop_the_others(
    server: ScriptedServer, new_ticket: Callable[..., Ticket]
) -> None:
    def answer(text: str) -> dict[str, Any]:
        if text == "bad":
            return {"result": None, "error": problem("provider_bad_reply", 502)}
        return {"result": FOUND, "error": None}

    server.always(answers_each(answer))
    for text in ("good", "bad", "good"):
        new_ticket(**DEFAULTS, description=text)
    with pytest.raises(CommandError, match=r"2 sorted.*failed: 1 provider_bad_reply"):
        classify()
    assert len(asked(server)) == 3


def test_only_so_many(server: ScriptedServer, new_ticket: Callable[..., Ticket]) -> None:
    for _ in range(3):
        new_ticket(**DEFAULTS)
    assert "2 sorted" in classify(limit=2)


def test_the_rate_is_kept(server: ScriptedServer, new_ticket: Callable[..., Ticket]) -> None:
    for _ in range(45):
        new_ticket(**DEFAULTS)
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    backlog = Backlog(
        ClassifierBatches(),
        per_minute=60,
        limit=None,
        dry_run=True,
        tell=lambda *_: None,
        sleep=sleep,
        clock=lambda: now[0],
    )
    backlog.run(progress=lambda _: None)
    assert backlog.done.sorted == 45
    assert now[0] == pytest.approx(40)  # 40 of 45 at one a second, then the last five.


def test_a_used_up_quota_is_waited_for(
    server: ScriptedServer, new_ticket: Callable[..., Ticket]
) -> None:
    new_ticket(**DEFAULTS)
    server.enqueue(refuses_with("quota_exceeded", 429))
    waited: list[float] = []
    found = ClassifierBatches(sleep=waited.append).classify(["text"])
    assert len(found) == 1
    assert waited == [15.0]


@pytest.mark.parametrize("body", [b"[]", b"no JSON", b'{"results": []}', b'{"results": 7}'])
def test_an_answer_of_another_program_changes_nothing(
    server: ScriptedServer, new_ticket: Callable[..., Ticket], body: bytes
) -> None:
    new_ticket(**DEFAULTS)
    server.always(raw(body))
    with pytest.raises(CommandError):
        classify()
    assert Ticket.objects.get().category == "general"


def test_without_a_classifier_it_says_what_to_set(settings: Any) -> None:
    settings.CLASSIFIER_URL = ""
    with pytest.raises(CommandError, match="Set CLASSIFIER_URL"):
        classify()


def test_batches_fit_one_body() -> None:
    texts = ["é" * 20_000, "a", "b" * 20_000, "\n" * 20_000, *["c"] * 50]
    batches = list(packed(texts, most=20, text=str))
    assert [text for batch in batches for text in batch] == texts
    assert max(len(batch) for batch in batches) == 20
    for batch in batches:
        assert (
            sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in batch) <= BODY_BYTES
        )
