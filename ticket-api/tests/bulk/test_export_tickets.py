"""`manage.py export_tickets`: everything of every ticket, and `import_tickets` reads it back."""

import json
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from accounts.roles import Role, give_role
from bulk import export_records, ticket_export, ticket_import
from bulk.import_files import Row
from bulk.ticket_import import TicketImport
from common.statements import execute
from conversations.models import Macro, Message, TimeCount
from conversations.services import Author
from people.models import Requester
from people.requesters import Person
from tests.conversations.writing import write
from tests.people import Browser, browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.audit.trail import Writer
from tickets.models import Ticket, TicketSuggestion
from tickets.services.ticket_service import ticket_create, ticket_update
from tickets.times import TicketTimes

pytestmark = pytest.mark.django_db(transaction=True)


def export(file: Path) -> list[Any]:
    """All lines."""
    call_command("export_tickets", str(file), stderr=StringIO())
    return [json.loads(line) for line in file.read_text().splitlines()]


def tickets_of(lines: list[Any]) -> list[Any]:
    return [line for line in lines if "id" in line]


def load(file: Path, **options: Any) -> str:
    """What the command says in the end."""
    said = StringIO()
    call_command("import_tickets", str(file), stdout=said, verbosity=0, **options)
    return said.getvalue()


def without_ids(lines: list[Any]) -> list[Any]:
    """Lines that name tickets by their place in the file."""
    places = {str(line["id"]): place for place, line in enumerate(tickets_of(lines))}

    def place(number: Any) -> Any:
        return places.get(str(number), number)

    for line in tickets_of(lines):
        line["id"], line["duplicate_of"] = None, place(line["duplicate_of"])
        for change in line["history"]:
            if change["field"] == "duplicate_of":
                change |= {side: place(change[side]) for side in ("old_value", "new_value")}
    return lines


def start_anew() -> None:
    """As another installation, where the account `anna` has another id."""
    anna = User.objects.get(username="anna")
    for model in (Ticket, Requester, Macro):
        model.objects.all().delete()
    execute("TRUNCATE ticket_times", "TRUNCATE ticket_suggestion")
    User.objects.all().delete()
    anna.pk = None
    anna.save()
    give_role(anna, Role.AGENT)


def _suggest(ticket: Ticket, **sent: str) -> None:
    """Store a suggestion, which was taken over, or `sent` instead."""
    ticket.refresh_from_db()
    labels = {"category": ticket.category, "priority": ticket.priority}
    TicketSuggestion.objects.create(
        ticket=ticket,
        token_id=bytes([ticket.pk % 256] * 16),
        origin="form",
        stale=False,
        provider="gemini",
        model="flash",
        prompt_version="1",
        confidence=0.75,
        priority_corrected_at=timezone.now() if sent else None,
        **{f"suggested_{name}": label for name, label in labels.items()},
        **{f"final_{name}": label for name, label in labels.items()},
        **{"sent_category": ticket.category, "sent_priority": ticket.priority, **sent},
    )


@pytest.fixture
def tickets() -> list[Ticket]:
    """One of each kind; the first is a duplicate of the last, and the account `bo` is gone."""
    anna = new_account("anna", first_name="Anna", last_name="Ek")
    bo = new_account("bo", first_name="Bo")
    writer = Writer("a-request", anna.pk)
    people = (
        Person("Rita", "rita@example.com"),
        Person("", "RITA@example.com"),
        Person("Bo", None),
    )
    rows = [ticket_create(fields={**NEW_TICKET, "requester": person}) for person in people]
    rows += [ticket_create(fields={**NEW_TICKET, "title": f"Plain {n}"}) for n in range(3)]
    stored = [Ticket.objects.get(pk=row["id"]) for row in rows]
    author = Author("Anna Ek", anna.pk)
    write(stored[0], "note", 'A "note"\nin two lines\t\\ ü', author=author)
    write(stored[0], "reply", "How are you?", author=author)
    write(stored[0], "request", "Better.")
    write(stored[1], "reply", "Done.", author=author, status="resolved")
    # Its requester does not wait.
    ticket_update(ticket_id=stored[1].pk, changes={"status": "open"})
    ticket_update(ticket_id=stored[2].pk, changes={"assignee_id": anna.pk, "priority": "low"})
    ticket_update(ticket_id=stored[0].pk, changes={"duplicate_of_id": stored[5].pk})
    ticket_update(ticket_id=stored[1].pk, changes={"priority": "critical"}, writer=writer)
    ticket_update(ticket_id=stored[3].pk, changes={"assignee_id": bo.pk}, writer=writer)
    bo.delete()
    _suggest(stored[1], sent_priority="high")
    _suggest(stored[4])
    Macro.objects.create(title="Solved", body="Dear {{requester.name}}\n")
    return list(Ticket.objects.order_by("id"))


def shown() -> dict[str, Any]:
    """What agents see of histories and figures."""
    agent = browser_of(User.objects.get(username="anna"))
    histories = [
        agent.get(f"/api/tickets/{number}/history/").json()["results"]
        for number in Ticket.objects.order_by("id").values_list("id", flat=True)
    ]
    for change in (change for history in histories for change in history):
        for name in ("id", "account_id"):
            change.pop(name)
        if change["field"] == "duplicate_of":
            change["new_value"] = "another"
    times = TimeCount.objects.values_list("day", "span", "measure", "part", "value", "step")
    times = times.exclude(part="assignee")
    return {
        "histories": histories,
        "suggestions": agent.get("/api/tickets/stats/suggestions/").json(),
        "counts": agent.get("/api/tickets/counts/").json(),
        "stats": agent.get("/api/tickets/stats/").json(),
        "times by agent": _of_agents(agent),
        "times": sorted(times.annotate(n=Sum("tickets")).exclude(n=0)),
        "answers": list(TicketTimes.objects.order_by("ticket").values_list("answers", "reopened")),
    }


def _of_agents(agent: Browser) -> list[Any]:
    """The report's rows, with names in the place of ids, without rows of accounts that are gone."""
    rows = agent.get("/api/tickets/stats/times/?group=assignee").json()["groups"]
    people = [row for row in rows if row["assignee"] is None or "Agent" not in str(row["assignee"])]
    return [{**row, "assignee": row["assignee"] and row["assignee"]["name"]} for row in people]


def test_what_is_exported_can_be_imported(
    tickets: list[Ticket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_export, "BATCH", 2)
    monkeypatch.setattr(ticket_import, "BATCH", 2)
    file = tmp_path / "before.jsonl"
    before, seen = export(file), shown()
    assert [row["id"] for row in tickets_of(before)] == [ticket.pk for ticket in tickets]
    assert [one["kind"] for one in before[0]["messages"]] == ["note", "reply", "request"]
    assert [one["new_value"] for one in before[3]["history"]] == [f"Agent {gone(before)}", ""]
    assert before[1]["suggestion"]["sent_priority"] == "high"
    assert before[1]["times"]["reopened"]
    assert [next(iter(line)) for line in before[6:]] == ["macro", "figures"]
    start_anew()
    said = load(file)
    assert said.startswith("8 imported, 0 were there already, 0 bad.")
    after = export(tmp_path / "after.jsonl")
    assert shown() == seen
    assert {row["id"] for row in tickets_of(after)}.isdisjoint(ticket.pk for ticket in tickets)
    numbers = Message.objects.filter(ticket_id=after[0]["id"]).order_by("number")
    assert list(numbers.values_list("number", "public_number")) == [(1, None), (2, 1), (3, 2)]
    assert without_ids(after) == without_ids(before)
    assert list(User.objects.values_list("username", flat=True)) == ["anna"]
    # Once more adds nothing.
    assert load(file).startswith("0 imported, 8 were there already, 0 bad.")
    assert without_ids(export(tmp_path / "again.jsonl")) == after
    assert Requester.objects.filter(email_key="rita@example.com").count() == 1


def gone(lines: list[Any]) -> str:
    """The former id of the account `bo`."""
    return str(lines[3]["history"][0]["new_value"]).removeprefix("Agent ")


@pytest.mark.parametrize("lines", range(1, 9))
def test_an_interrupted_import_goes_on_where_it_stopped(
    tickets: list[Ticket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    """Also when the histories that name other tickets were still to come."""
    monkeypatch.setattr(ticket_import, "BATCH", 1)
    file = tmp_path / "before.jsonl"
    before = export(file)
    start_anew()

    def interrupted() -> Iterator[Row]:
        for number, line in enumerate(before[:lines], start=1):
            yield Row(number, json.loads(json.dumps(line)))
        raise KeyboardInterrupt

    source = str(file.resolve())
    with pytest.raises(KeyboardInterrupt):
        TicketImport(source, tell=print).run(interrupted())
    load(file)
    assert without_ids(export(tmp_path / "after.jsonl")) == without_ids(before)


def test_a_line_is_of_one_moment(
    tickets: list[Ticket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply that comes while the export reads is there with all it changes, or not at all."""
    read = export_records._messages

    def after_a_reply(*arguments: Any) -> Any:
        with ThreadPoolExecutor(1) as threads:
            threads.submit(reply).result()
        return read(*arguments)

    def reply() -> None:
        write(tickets[4], "reply", "Meanwhile.")
        connection.close()

    monkeypatch.setattr(export_records, "_messages", after_a_reply)
    line = export(tmp_path / "tickets.jsonl")[4]
    assert (line["status"], line["messages"], line["history"]) == ("open", [], [])
    assert Ticket.objects.get(pk=tickets[4].pk).status == "in_progress"


def test_a_file_of_an_earlier_version_leaves_no_trail(
    tickets: list[Ticket], tmp_path: Path
) -> None:
    file = tmp_path / "before.jsonl"
    rows = tickets_of(export(file))
    for row in rows:
        for name in ("history", "suggestion", "times"):
            del row[name]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    start_anew()
    load(file)
    after = tickets_of(export(tmp_path / "after.jsonl"))
    assert [row["history"] for row in after] == [[]] * 6
    assert after[0]["duplicate_of"] == after[5]["id"]


def test_changes_that_name_tickets_beyond_the_file_are_left_out(
    tickets: list[Ticket], tmp_path: Path
) -> None:
    """Another ticket may have the number here."""
    file = tmp_path / "before.jsonl"
    rows = export(file)
    file.write_text(json.dumps(rows[0]) + "\n")
    start_anew()
    load(file)
    (after,) = export(tmp_path / "after.jsonl")
    assert [change["field"] for change in after["history"]] == ["status", "assignee", "status"]


def test_a_macro_with_a_title_that_is_taken_stays(tickets: list[Ticket], tmp_path: Path) -> None:
    file = tmp_path / "before.jsonl"
    export(file)
    Macro.objects.update(body="Ours")
    assert load(file).startswith("7 imported, 1 were there already, 0 bad.")
    assert list(Macro.objects.values_list("title", "body")) == [("Solved", "Ours")]


def test_an_interrupted_export_goes_on_behind_its_last_whole_line(
    tickets: list[Ticket], tmp_path: Path, new_ticket: Callable[..., Ticket]
) -> None:
    file = tmp_path / "tickets.jsonl"
    whole = export(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_bytes()
    for cut in (0, 1, 10, len(text) // 2, text.index(b'{"macro"') + 4, len(text) - 1):
        file.write_bytes(text[:cut])
        assert export(file) == whole
    added = new_ticket()
    again = export(file)
    assert again[:6] == whole[:6]
    assert again[6]["id"] == added.pk
    assert again[7:] == whole[6:]


@pytest.mark.parametrize(
    "text", ["not an export\n", "x", '{"id":1}\nnot an export\n', '{"id":"a"}\n', '{"title":1}']
)
def test_another_file_is_left_alone(tickets: list[Ticket], tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.txt"
    file.write_text(text)
    with pytest.raises(CommandError, match="is no export"):
        call_command("export_tickets", str(file))
    assert file.read_text() == text


def test_columns_of_a_csv_name_the_requester(tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(
        "title,description,category,priority,Requester Name,requester email\n"
        "a,b,billing,low,Rita Lund,Rita@example.com\n"
        "c,d,billing,low,,rita@example.com\n"
        "e,f,billing,low,,\n"
    )
    load(file)
    rita = Requester.objects.get()
    assert (rita.name, rita.email) == ("Rita Lund", "Rita@example.com")
    owners = list(Ticket.objects.order_by("id").values_list("requester_id", flat=True))
    assert owners == [rita.pk, rita.pk, None]


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"kind": "mail", "body": "a", "created_at": "2026-01-01T00:00:00Z"}, "messages.0.kind"),
        ({"kind": "note", "body": " ", "created_at": "2026-01-01T00:00:00Z"}, "messages.0.body"),
        ({"kind": "note", "body": "a"}, "messages.0.created_at"),
    ],
)
def test_a_wrong_message_refuses_its_row(tmp_path: Path, message: Any, field: str) -> None:
    file, said = tmp_path / "tickets.jsonl", StringIO()
    file.write_text(json.dumps({**NEW_TICKET, "messages": [message]}) + "\n")
    with pytest.raises(CommandError, match="line 1"):
        call_command("import_tickets", str(file), stderr=said, verbosity=0)
    assert field in said.getvalue()
    assert not Ticket.objects.exists()


TIME = "2026-01-01T00:00:00Z"
CHANGE = {"changed_at": TIME, "field": "status", "old_value": "open", "new_value": "closed"}
LABELS = {
    f"{kind}_{name}": label
    for kind in ("suggested", "sent")
    for name, label in (("category", "billing"), ("priority", "low"))
}
NAMES = {"provider": "a", "model": "b", "prompt_version": "c"}
SUGGESTION = {"origin": "form", "stale": False, "created_at": TIME, **NAMES, **LABELS}
TIMES = {"answers": 1, "reopened": False}
COUNT = {"part": "priority", "measure": "answer", "value": "low", "step": 1, "tickets": 1}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"updated_at": "0001-01-01T00:00:00Z"}, "updated_at"),
        ({"waiting_since": "2300-01-01T00:00:00Z"}, "waiting_since"),
        ({"history": {}}, "history"),
        ({"history": [CHANGE, {**CHANGE, "field": "mood"}]}, "history.1.field"),
        ({"history": [{**CHANGE, "changed_at": "1969-01-01T00:00:00Z"}]}, "history.0.changed_at"),
        ({"history": [{**CHANGE, "old_value": None}]}, "history.0.old_value"),
        ({"history": [{**CHANGE, "old_value": "a\0"}]}, "history.0.old_value"),
        ({"history": [{**CHANGE, "request_id": "a" * 65}]}, "history.0.request_id"),
        ({"history": [{**CHANGE, "field": "duplicate_of"}]}, "history.0.old_value"),
        ({"suggestion": []}, "suggestion"),
        ({"suggestion": {**SUGGESTION, "confidence": 2}}, "suggestion.confidence"),
        ({"suggestion": {**SUGGESTION, "confidence": float("nan")}}, "suggestion.confidence"),
        ({"suggestion": {**SUGGESTION, "origin": "mail"}}, "suggestion.origin"),
        ({"suggestion": {**SUGGESTION, "model": "a" * 101}}, "suggestion.model"),
        ({"times": {**TIMES, "answers": -1}}, "times.answers"),
        ({"times": {**TIMES, "answers": 2**31}}, "times.answers"),
        ({"times": {**TIMES, "resolved_category": "pets"}}, "times.resolved_category"),
    ],
)
def test_a_wrong_record_refuses_its_row(tmp_path: Path, fields: dict[str, Any], named: str) -> None:
    good = {**NEW_TICKET, "messages": [], "history": [CHANGE], "suggestion": SUGGESTION}
    lines = [{**good, "times": TIMES}, {**NEW_TICKET, "messages": [], **fields}]
    assert_named(tmp_path, lines, named)
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"macro": {"title": "a", "body": "{{who}}", "created_at": TIME}}, "macro.body"),
        ({"macro": {}}, "macro.title"),
        ({"figures": {"day": "today", "times": [], "answers": []}}, "figures.day"),
        ({"figures": {"day": "2026-01-01", "times": [{}], "answers": []}}, "figures.times.0.step"),
        (
            {"figures": {"day": "2026-01-01", "times": [{**COUNT, "step": 2**15}], "answers": []}},
            "figures.times.0.step",
        ),
        (
            {"figures": {"day": "2026-01-01", "times": [{**COUNT, "value": "a"}], "answers": []}},
            "figures.times.0.value",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: dict[str, Any], named: str) -> None:
    assert_named(tmp_path, [NEW_TICKET, line], named)
    assert not Macro.objects.exists()
    assert not TimeCount.objects.exists()


def assert_named(folder: Path, lines: list[Any], named: str) -> None:
    """The second line is refused, and its error names the field."""
    file, said = folder / "tickets.jsonl", StringIO()
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(CommandError, match=r"1 imported.*\n.*line 2"):
        call_command("import_tickets", str(file), stderr=said, verbosity=0)
    assert said.getvalue().startswith("line 2: ")
    assert f"{named}: " in said.getvalue()


def test_rows_of_other_programs_are_tickets(tmp_path: Path) -> None:
    """They may have fields of these names."""
    file = tmp_path / "tickets.jsonl"
    file.write_text(json.dumps({**NEW_TICKET, "macro": {"id": 1}, "history": "long"}) + "\n")
    assert load(file).startswith("1 imported, 0 were there already, 0 bad.")
    csv = tmp_path / "tickets.csv"
    csv.write_text("title,description,category,priority,macro\na,b,billing,low,c\n")
    assert load(csv).startswith("1 imported, 0 were there already, 0 bad.")
