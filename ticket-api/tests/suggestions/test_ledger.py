"""What a ticket sent with a suggestion leaves in the ledger, and what becomes of it later."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suggestions import token as suggestion
from tests.conversations.writing import write
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import SuggestionCount, Ticket, TicketSuggestion
from tickets.services.classifier_answer import Suggestion

pytestmark = pytest.mark.django_db

SHOWN = Suggestion(
    category="billing",
    priority="high",
    confidence=0.87,
    reason="",
    provider="gemini",
    model="gemini-flash-latest",
    prompt_version="9f2c41d7",
)


def token(description: str = NEW_TICKET["description"], **changes: Any) -> str:
    return suggestion.sign(replace(SHOWN, **changes), description=description)


def send(api: Client, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    return api.post(
        "/api/tickets/", {**NEW_TICKET, **fields}, "application/json", headers=headers or {}
    )


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def counted(field: str) -> dict[tuple[str, str, str], int]:
    """(suggested, sent, final) of what the counters say there is."""
    found: dict[tuple[str, str, str], int] = {}
    for row in SuggestionCount.objects.filter(field=field):
        key = (row.suggested, row.sent, row.final)
        found[key] = found.get(key, 0) + row.suggestions
    return {key: number for key, number in found.items() if number}


def ignored(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.reason for r in caplog.records if r.message == "suggestion.token_ignored"]


def test_what_was_suggested_and_what_was_sent(api: Client) -> None:
    answer = send(api, suggestion_token=token())
    assert answer.status_code == 201
    row = TicketSuggestion.objects.get(ticket_id=answer.json()["id"])
    assert (row.provider, row.model, row.prompt_version) == (
        SHOWN.provider,
        SHOWN.model,
        SHOWN.prompt_version,
    )
    assert (row.suggested_category, row.sent_category) == ("billing", "account")
    assert (row.suggested_priority, row.sent_priority) == ("high", "high")
    assert (row.origin, row.stale, row.confidence) == ("form", False, 0.87)
    assert row.category_corrected_at is None
    assert counted("category") == {("billing", "account", "account"): 1}
    assert counted("priority") == {("high", "high", "high"): 1}


def test_without_a_token_a_ticket_is_one_statement_and_with_one_two(api: Client) -> None:
    with CaptureQueriesContext(connection) as without:
        send(api)
    assert len(without) == 1
    with CaptureQueriesContext(connection) as with_token:
        send(api, suggestion_token=token())
    written = [q["sql"] for q in with_token if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(written) == 2
    assert not TicketSuggestion.objects.exclude(pk=Ticket.objects.first().pk).exists()


def test_a_correction_of_typing_keeps_the_suggestion_and_another_text_makes_it_stale(
    api: Client,
) -> None:
    text = "I was charged twice in March."
    slip = token(text.replace("charged", "chraged"))
    kept = send(api, description=text, suggestion_token=slip).json()
    other = send(api, description=f"{text} And in April.", suggestion_token=token(text)).json()
    stale = TicketSuggestion.objects.values_list("stale", flat=True)
    assert stale.get(pk=kept["id"]) is False
    assert stale.get(pk=other["id"]) is True


def test_a_token_counts_for_one_ticket(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    same = token()
    first, second = send(api, suggestion_token=same), send(api, suggestion_token=same)
    assert (first.status_code, second.status_code) == (201, 201)
    assert list(TicketSuggestion.objects.values_list("pk", flat=True)) == [first.json()["id"]]
    assert ignored(caplog) == ["used"]


def test_a_token_of_another_secret_leaves_a_ticket_and_no_row(
    api: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = token()
    settings.SECRET_KEY = "another secret, as long as a real one would have to be, surely"
    assert send(api, suggestion_token=foreign).status_code == 201
    assert not TicketSuggestion.objects.exists()
    assert ignored(caplog) == ["forged"]


def test_a_replayed_ticket_has_one_row(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    body, key = {"suggestion_token": token()}, {"Idempotency-Key": "one"}
    first, again = send(api, headers=key, **body), send(api, headers=key, **body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.json()["id"] == again.json()["id"] == TicketSuggestion.objects.get().pk
    assert ignored(caplog) == []


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_of_one_token_and_key_leave_one_row(api: Client) -> None:
    body = token()

    def post(_: int) -> int:
        try:
            sent = send(api, headers={"Idempotency-Key": "one"}, suggestion_token=body)
            return int(sent.status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(post, range(8))) == [201] * 8
    assert Ticket.objects.count() == TicketSuggestion.objects.count() == 1
    assert counted("category") == {("billing", "account", "account"): 1}


@pytest.mark.parametrize("name", ["x" * 300, "a\x00b", "line\nbreak", "模型 🤖"])
def test_whatever_a_model_calls_itself_the_ticket_is_created(api: Client, name: str) -> None:
    sent = send(api, suggestion_token=token(model=name, provider=name, prompt_version=name))
    assert sent.status_code == 201
    assert TicketSuggestion.objects.get().model


def test_a_later_change_is_a_correction_until_it_is_taken_back(api: Client) -> None:
    ticket = send(api, category="billing", suggestion_token=token()).json()
    address = f"/api/tickets/{ticket['id']}/"
    api.patch(address, {"category": "technical"}, "application/json")
    row = TicketSuggestion.objects.get()
    assert (row.sent_category, row.final_category) == ("billing", "technical")
    assert row.category_corrected_at >= row.created_at
    assert (row.final_priority, row.priority_corrected_at) == ("high", None)
    assert counted("category") == {("billing", "billing", "technical"): 1}
    api.patch(address, {"category": "billing"}, "application/json")
    row.refresh_from_db()
    assert (row.final_category, row.category_corrected_at) == ("billing", None)
    assert counted("category") == {("billing", "billing", "billing"): 1}


@pytest.mark.parametrize("way", ["ticket", "bulk"])
def test_an_agent_corrects_a_suggestion_on_the_tickets_page(api: Client, way: str) -> None:
    """As in the list: also with If-Match, in a conversation, and among many tickets."""
    number = send(api, category="billing", suggestion_token=token()).json()["id"]
    write(Ticket.objects.get(pk=number), "request", "It is no bill after all.")
    agent = browser_of(new_account("anna"))
    state = agent.get(f"/api/tickets/{number}/")["ETag"]
    changes = {"category": "technical", "priority": "critical", "assignee": "me"}
    if way == "ticket":
        headers = {"If-Match": state}
        answer = agent.change("PATCH", f"/api/tickets/{number}/", changes, **headers)
    else:
        items = [{"id": number, "changes": changes, "if_match": state}]
        answer = agent.change("POST", "/api/tickets/bulk/", {"items": items})
    assert answer.status_code == 200
    row = TicketSuggestion.objects.get()
    assert (row.final_category, row.final_priority) == ("technical", "critical")
    assert row.category_corrected_at
    assert row.priority_corrected_at
    assert counted("category") == {("billing", "billing", "technical"): 1}
    assert counted("priority") == {("high", "high", "critical"): 1}
    figures = agent.get("/api/tickets/stats/suggestions/").json()
    assert [figures[field]["corrected"] for field in ("category", "priority")] == [1, 1]


def test_messages_and_persons_correct_nothing(api: Client) -> None:
    number = send(api, suggestion_token=token()).json()["id"]
    before = list(SuggestionCount.objects.order_by("pk").values())
    agent = browser_of(new_account("anna"))
    assert before
    for kind in ("reply", "note", "request"):
        write(Ticket.objects.get(pk=number), kind)
    agent.change("PATCH", f"/api/tickets/{number}/", {"assignee": "me"})
    agent.change("PATCH", f"/api/tickets/{number}/", {"requester": {"name": "Rea"}})
    assert list(SuggestionCount.objects.order_by("pk").values()) == before


def test_a_change_by_sql_is_noted_as_well(api: Client) -> None:
    for _ in range(3):
        send(api, suggestion_token=token())
    run("UPDATE tickets_ticket SET priority = 'low', updated_at = now()")
    assert set(TicketSuggestion.objects.values_list("final_priority", flat=True)) == {"low"}
    assert counted("priority") == {("high", "high", "low"): 3}


def test_the_time_to_a_correction_is_counted(api: Client) -> None:
    ticket = send(api, suggestion_token=token()).json()
    run("UPDATE ticket_suggestion SET created_at = now() - interval '3 hours'")
    run("UPDATE tickets_ticket SET priority = 'low' WHERE id = %s", ticket["id"])
    found = SuggestionCount.objects.filter(field="priority", final="low")
    assert sum(row.seconds for row in found) == 3 * 3600


def test_a_change_of_the_status_corrects_nothing(api: Client) -> None:
    ticket = send(api, suggestion_token=token()).json()
    before = SuggestionCount.objects.count()
    api.patch(f"/api/tickets/{ticket['id']}/", {"status": "closed"}, "application/json")
    assert SuggestionCount.objects.count() == before


def test_a_deleted_ticket_is_counted_no_longer(api: Client) -> None:
    send(api, suggestion_token=token())
    run("DELETE FROM tickets_ticket")
    assert not TicketSuggestion.objects.exists()
    assert counted("category") == {}


def test_the_counters_stay_short_and_exact(api: Client) -> None:
    run(
        """
        INSERT INTO tickets_ticket (title, description, category, priority)
        SELECT 'a', 'b', 'general', 'low' FROM generate_series(1, 400)
        """
    )
    for ticket in Ticket.objects.values_list("pk", flat=True):
        run(
            """
            INSERT INTO ticket_suggestion SELECT %s, NULL, 'form', false, 'p', 'm', 'v', 0.5,
                'general', 'general', 'general', NULL, 'low', 'low', 'low', NULL
            """,
            ticket,
        )
    run("UPDATE tickets_ticket SET category = 'billing' WHERE id %% 4 = 0")
    assert sum(counted("category").values()) == 400
    assert counted("category")["general", "general", "billing"] == 100
    assert SuggestionCount.objects.count() < 510  # More than a thousand deltas were written.
