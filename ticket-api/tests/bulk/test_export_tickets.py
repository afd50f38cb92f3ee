"""`manage.py export_tickets`: everything of every ticket, and `import_tickets` reads it back."""

import json
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from conversations.models import Message, Requester
from conversations.requesters import Person
from conversations.services import Author
from tests.conversations.writing import write
from tests.people import new_account
from tests.samples import NEW_TICKET
from tickets.bulk import ticket_export, ticket_import
from tickets.models import Ticket
from tickets.services.ticket_service import ticket_create, ticket_update

pytestmark = pytest.mark.django_db


def export(file: Path) -> list[Any]:
    call_command("export_tickets", str(file), stderr=StringIO())
    return [json.loads(line) for line in file.read_text().splitlines()]


def load(file: Path) -> None:
    call_command("import_tickets", str(file), stdout=StringIO(), verbosity=0)


def without_ids(rows: list[Any]) -> list[Any]:
    """Rows that name originals by their place in the file."""
    places = {row["id"]: place for place, row in enumerate(rows)}
    return [{**row, "id": None, "duplicate_of": places.get(row["duplicate_of"])} for row in rows]


@pytest.fixture
def tickets() -> list[Ticket]:
    """One of each kind of conversation; the first is a duplicate of the last."""
    anna = new_account("anna", first_name="Anna", last_name="Ek")
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
    ticket_update(
        ticket_id=stored[1].pk, changes={"status": "open"}
    )  # Its requester does not wait.
    ticket_update(ticket_id=stored[2].pk, changes={"assignee_id": anna.pk, "priority": "low"})
    ticket_update(ticket_id=stored[0].pk, changes={"duplicate_of_id": stored[5].pk})
    return list(Ticket.objects.order_by("id"))


def test_what_is_exported_can_be_imported(
    tickets: list[Ticket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_export, "BATCH", 2)
    monkeypatch.setattr(ticket_import, "BATCH", 2)
    before = export(tmp_path / "before.jsonl")
    assert [row["id"] for row in before] == [ticket.pk for ticket in tickets]
    assert [one["kind"] for one in before[0]["messages"]] == ["note", "reply", "request"]
    accounts = list(User.objects.values_list("username", flat=True))
    Ticket.objects.all().delete()
    Requester.objects.all().delete()
    load(tmp_path / "before.jsonl")
    after = export(tmp_path / "after.jsonl")
    assert without_ids(after) == without_ids(before)
    assert {row["id"] for row in after}.isdisjoint(row["id"] for row in before)
    assert accounts == list(User.objects.values_list("username", flat=True))
    numbers = Message.objects.filter(ticket_id=after[0]["id"]).order_by("number")
    assert list(numbers.values_list("number", "public_number")) == [(1, None), (2, 1), (3, 2)]
    # Once more adds nothing.
    load(tmp_path / "before.jsonl")
    assert Ticket.objects.count() == len(before)
    assert Requester.objects.filter(email_key="rita@example.com").count() == 1


def test_an_interrupted_export_goes_on_behind_its_last_whole_line(
    tickets: list[Ticket], tmp_path: Path, new_ticket: Callable[..., Ticket]
) -> None:
    file = tmp_path / "tickets.jsonl"
    whole = export(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_bytes()
    for cut in (0, 10, len(text) // 2, len(text) - 1):
        file.write_bytes(text[:cut])
        assert export(file) == whole
    added = new_ticket()
    assert [row["id"] for row in export(file)] == [*(row["id"] for row in whole), added.pk]


def test_another_file_is_left_alone(tickets: list[Ticket], tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("not an export\n")
    with pytest.raises(CommandError, match="is no export"):
        call_command("export_tickets", str(file))
    assert file.read_text() == "not an export\n"


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
