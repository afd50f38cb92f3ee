"""What agents see when a requester's later message makes a ticket look more urgent."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.roles import Role
from conversations.models import LaterSuggestion
from tests import scripted_server as scripted
from tests.conversations.writing import write
from tests.people import Browser, browser_of, new_account
from tests.scripted_server import ScriptedServer, says, suggestion
from tickets.models import Ticket, TicketSuggestion
from tickets.services import llm_service

pytestmark = pytest.mark.django_db

Tickets = Callable[..., Ticket]
NOTHING = {"suggestion": None}


@pytest.fixture
def classifier(settings: Any) -> Iterator[ScriptedServer]:
    """It says `critical` unless a test says otherwise."""
    with ScriptedServer() as running:
        settings.CLASSIFIER_URL = running.url
        settings.CLASSIFIER_TOKEN = "a-token"
        settings.CLASSIFIER_CONNECT_TIMEOUT = settings.CLASSIFIER_READ_TIMEOUT = 0.5
        settings.CLASSIFIER_TOTAL_TIMEOUT = 1.0
        running.always(says(looks("critical")))
        llm_service.forget_service()
        yield running
        llm_service.forget_service()


def looks(priority: str, **more: Any) -> dict[str, object]:
    labels = {"category": "technical", "priority": priority}
    said = {"confidence": 0.93, "reason": "Everybody is locked out.", **more}
    return suggestion(labels=labels, **said)


@pytest.fixture
def agent() -> Browser:
    return browser_of(new_account("anna"))


@pytest.fixture
def ticket(new_ticket: Tickets) -> Ticket:
    """A reply, and a request that waits for the next one."""
    stored = new_ticket(description="The door is stuck.", priority="medium")
    write(stored, "request", "It is about the first floor.")
    write(stored, "reply", "We look into it.")
    write(stored, "request", "Now nobody gets out!")
    return stored


def ask(browser: Browser, ticket: Ticket) -> Any:
    return browser.get(f"/api/tickets/{ticket.pk}/suggestion/")


def sent(classifier: ScriptedServer) -> list[str]:
    """The texts that the classifier has got."""
    return [json.loads(request.body)["description"] for request in classifier.requests]


# The answer ---------------------------------------------------------------------------------------


def test_a_later_message_may_make_a_ticket_look_critical(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    before = agent.get(f"/api/tickets/{ticket.pk}/")
    shown = ask(agent, ticket)
    assert shown.status_code == 200
    assert shown.json() == {
        "suggestion": {
            "priority": "critical",
            "confidence": 0.93,
            "reason": "Everybody is locked out.",
        }
    }
    # Nothing is applied, and nothing is written into the ledger or the history.
    after = agent.get(f"/api/tickets/{ticket.pk}/")
    assert (after.json(), after["ETag"]) == (before.json(), before["ETag"])
    assert agent.get(f"/api/tickets/{ticket.pk}/history/").json()["results"][2:] == []
    assert not TicketSuggestion.objects.exists()


def test_the_model_gets_the_description_and_what_has_no_answer_yet(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    write(ticket, "note", "A secret of the team.")
    write(ticket, "request", "Please!")
    ask(agent, ticket)
    assert sent(classifier) == ["The door is stuck.\n\nNow nobody gets out!\n\nPlease!"]


def test_a_long_conversation_is_cut_at_the_description(
    agent: Browser, new_ticket: Tickets, classifier: ScriptedServer
) -> None:
    stored = new_ticket(description="d" * 20_000, priority="low")
    write(stored, "request", "r" * 15_000)
    ask(agent, stored)
    write(stored, "request", "s" * 15_000)
    ask(agent, stored)
    first, second = sent(classifier)
    assert first == "d" * 4_998 + "\n\n" + "r" * 15_000
    assert second == "r" * 4_998 + "\n\n" + "s" * 15_000


@pytest.mark.parametrize("priority", ["low", "medium"])
def test_a_priority_that_is_not_higher_is_not_shown(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer, priority: str
) -> None:
    classifier.always(says(looks(priority)))
    assert ask(agent, ticket).json() == NOTHING


def test_a_higher_priority_that_the_classifier_is_unsure_of_is_not_shown(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    classifier.always(says(looks("critical", unsure=["priority"])))
    assert ask(agent, ticket).json() == NOTHING
    classifier.always(says(looks("critical", unsure=["category"])))
    assert ask(agent, ticket).json() == NOTHING  # Asked once for a message.


def test_high_is_shown_for_medium(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    classifier.always(says(looks("high", confidence=None, reason="")))
    assert ask(agent, ticket).json()["suggestion"] == {
        "priority": "high",
        "confidence": None,
        "reason": "",
    }


def test_the_suggestion_ends_when_an_agent_sets_the_priority(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    assert ask(agent, ticket).json() != NOTHING
    agent.change("PATCH", f"/api/tickets/{ticket.pk}/", {"priority": "critical"})
    assert ask(agent, ticket).json() == NOTHING
    change = agent.get(f"/api/tickets/{ticket.pk}/history/").json()["results"][-1]
    assert (change["field"], change["new_value"]) == ("priority", "critical")
    assert len(classifier.requests) == 1


def test_without_a_message_that_waits_the_model_is_not_asked(
    agent: Browser, ticket: Ticket, new_ticket: Tickets, classifier: ScriptedServer
) -> None:
    write(ticket, "reply", "We are on our way.")
    noted = new_ticket()
    write(noted, "note", "A note is no request.")
    finished = new_ticket()
    write(finished, "request", "Please!")
    Ticket.objects.filter(pk=finished.pk).update(status="resolved")
    for each in (ticket, noted, finished, new_ticket()):
        assert ask(agent, each).json() == NOTHING
    assert classifier.requests == []


def test_it_can_be_switched_off(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer, settings: Any
) -> None:
    settings.CLASSIFY_LATER_MESSAGES = False
    assert ask(agent, ticket).json() == NOTHING
    assert classifier.requests == []


# How often the model is asked ---------------------------------------------------------------------


def test_the_model_is_asked_once_for_a_message(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    first = ask(agent, ticket).json()
    write(ticket, "note", "Called them.")
    assert ask(browser_of(new_account("bo")), ticket).json() == first
    assert len(classifier.requests) == 1
    classifier.always(says(looks("high")))
    write(ticket, "request", "One got out.")
    assert ask(agent, ticket).json()["suggestion"]["priority"] == "high"
    assert len(classifier.requests) == 2


def test_writing_a_message_asks_nothing(ticket: Ticket, classifier: ScriptedServer) -> None:
    write(ticket, "request", "Please!")
    assert classifier.requests == []
    assert not LaterSuggestion.objects.exists()


@pytest.mark.parametrize(
    "failure",
    [scripted.hang, scripted.hang_up, scripted.refuses_with("provider_timeout", 504), says({})],
)
def test_a_failure_shows_nothing_and_is_not_remembered(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer, failure: scripted.Behaviour
) -> None:
    classifier.always(failure)
    answer = ask(agent, ticket)
    assert (answer.status_code, answer.json()) == (200, NOTHING)
    llm_service.forget_service()  # Closes the breaker.
    classifier.always(says(looks("critical")))
    assert ask(agent, ticket).json() != NOTHING


def test_the_breaker_holds(agent: Browser, new_ticket: Tickets, classifier: ScriptedServer) -> None:
    classifier.always(scripted.refuses_with("provider_timeout", 504))
    for _ in range(6):
        stored = new_ticket()
        write(stored, "request", "Please!")
        assert ask(agent, stored).json() == NOTHING
    assert len(classifier.requests) == 3


def test_a_reason_that_cannot_be_stored_is_shown_without_it(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    classifier.always(says(looks("critical", reason="All\x00 are\nout. " + "x" * 1_000)))
    reason = ask(agent, ticket).json()["suggestion"]["reason"]
    assert reason.startswith("All are out. xxx")
    assert len(reason) == 500


@pytest.mark.django_db(transaction=True)
def test_no_connection_waits_for_the_model(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    """A message can come and the ticket can be deleted meanwhile."""
    seen: list[Any] = []

    def delete_meanwhile(*arguments: Any) -> None:
        try:
            seen.append(Ticket.objects.filter(pk=ticket.pk).delete())
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT state FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND state IS NOT NULL"
                )
                seen.append({state for (state,) in cursor.fetchall()})
        finally:
            connection.close()
        says(looks("critical"))(*arguments)

    classifier.always(delete_meanwhile)
    assert ask(agent, ticket).status_code == 404
    assert seen[0][0] == 1
    assert seen[1] <= {"idle"}
    assert not LaterSuggestion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_see_the_same(ticket: Ticket, classifier: ScriptedServer) -> None:
    browsers = [browser_of(new_account(f"a{number}")) for number in range(4)]

    def asked(browser: Browser) -> Any:
        try:
            return ask(browser, ticket).json()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(asked, browsers))
    assert NOTHING not in answers
    assert all(answer == answers[0] for answer in answers)
    assert LaterSuggestion.objects.count() == 1


# Who sees it --------------------------------------------------------------------------------------


def test_roles_see_it_and_no_other_caller(
    ticket: Ticket, classifier: ScriptedServer, settings: Any
) -> None:
    viewer = browser_of(new_account("vera", Role.VIEWER))
    assert ask(viewer, ticket).json() != NOTHING
    for access in ("open", "agents"):
        settings.PORTAL_ACCESS = access
        stranger = Browser()
        stranger.open_portal()
        refused = ask(stranger, ticket)
        assert refused.status_code == 401
        assert refused.json()["details"]["detail"] == ["Sign in to see suggestions."]
        assert ask(browser_of(new_account(f"ola-{access}", None)), ticket).status_code == 403
    assert len(classifier.requests) == 1


def test_no_ticket_no_suggestion(agent: Browser, classifier: ScriptedServer) -> None:
    assert agent.get("/api/tickets/4711/suggestion/").status_code == 404


def test_it_goes_with_its_ticket(
    agent: Browser, ticket: Ticket, classifier: ScriptedServer
) -> None:
    ask(agent, ticket)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tickets_ticket WHERE id = %s", [ticket.pk])
    assert not LaterSuggestion.objects.exists()
