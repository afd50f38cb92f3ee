"""`manage.py import_tickets FILE`: good rows once, bad rows reported, nothing lost or doubled."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bulk import ticket_import
from bulk.import_files import Row
from bulk.ticket_import import TicketImport
from tests.samples import NEW_TICKET
from tickets.models import Ticket
from tickets.services.ticket_counters import counters_difference

pytestmark = pytest.mark.django_db


def row(**fields: Any) -> dict[str, Any]:
    return {**NEW_TICKET, **fields}


def json_lines(folder: Path, *rows: Any, name: str = "tickets.jsonl") -> Path:
    file = folder / name
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def run(file: Path, **options: Any) -> tuple[str, list[str]]:
    """What the command says in the end, and the bad rows that it named."""
    said, told = StringIO(), StringIO()
    try:
        call_command("import_tickets", str(file), stdout=said, stderr=told, verbosity=0, **options)
    except CommandError as error:
        return str(error), told.getvalue().splitlines()
    return said.getvalue().strip(), told.getvalue().splitlines()


def titles() -> list[str]:
    return list(Ticket.objects.order_by("id").values_list("title", flat=True))


def test_json_lines_become_tickets(tmp_path: Path) -> None:
    closed = row(title="Zwei", status="closed", created_at="2026-01-02T03:04:05.000006Z")
    said, told = run(json_lines(tmp_path, row(title="One\t\\N"), closed))
    assert (said, told) == ("2 imported, 0 were there already, 0 bad.", [])
    first, second = Ticket.objects.order_by("id")
    assert (first.title, first.status) == ("One\t\\N", "open")
    assert (second.status, second.category) == ("closed", "account")
    assert second.created_at.isoformat() == "2026-01-02T03:04:05.000006+00:00"
    assert second.updated_at == second.created_at


def test_csv_with_its_quotes_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "tickets.CSV"
    file.write_text(
        "\ufeffpriority,title,category,status,description\r\n"
        'low,"A ""quoted"", title",billing,,"two\nlines"\r\n'
        "\r\n"
        "high,Größe,general,resolved,Ä\r\n",
        newline="",
    )
    assert run(file) == ("2 imported, 0 were there already, 0 bad.", [])
    assert titles() == ['A "quoted", title', "Größe"]
    assert Ticket.objects.order_by("id")[0].description == "two\nlines"


def test_every_bad_row_is_reported_and_the_others_are_imported(tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    lines = [
        json.dumps(row(title="good")),
        "{",
        "[1]",
        json.dumps(row(title="", category="pets")),
        json.dumps({"title": "alone"}),
        json.dumps(row(created_at="2999-01-01T00:00:00Z")),
        json.dumps(row(created_at="yesterday")),
        json.dumps(row(title="a\u0000b")),
        "",
        json.dumps(row(title="good as well")),
    ]
    file.write_bytes("\n".join(lines).encode() + b'\n{"title": "\xff"}\n')
    said, told = run(file)
    assert said.startswith("2 imported, 0 were there already, 8 bad.")
    assert titles() == ["good", "good as well"]
    assert [line.partition(":")[0] for line in told] == [
        f"line {number}" for number in (2, 3, 4, 5, 6, 7, 8, 11)
    ]
    assert told[0] == "line 2: cannot be read as JSON. Write one object a line"
    assert told[2].startswith("line 4: title: Enter a title; category: Choose a category: billing")
    assert "Use a time that has passed" in told[4]


def test_bad_rows_of_csv_are_reported_by_the_line_they_begin_on(tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(
        "title,description,category,priority\n"
        '"two\nlines",d,billing,low\n'
        "short,row\n"
        "t,d,pets,low\n"
        '"broken"x,d,billing,low\n'
        "t,d,billing,low\n"
    )
    said, told = run(file)
    assert said.startswith("2 imported, 0 were there already, 3 bad.")
    assert [line.partition(":")[0] for line in told] == ["line 4", "line 5", "line 6"]


def test_a_second_run_adds_nothing_and_mended_rows_alone(tmp_path: Path) -> None:
    same = row(title="twice on purpose")
    run(json_lines(tmp_path, same, row(title=""), same, row(title="last")))
    assert titles() == ["twice on purpose", "twice on purpose", "last"]
    mended = json_lines(tmp_path, same, row(title="mended"), same, row(title="last"))
    assert run(mended)[0].startswith("1 imported, 3 were there already, 0 bad.")
    assert run(mended)[0].startswith("0 imported, 4 were there already, 0 bad.")
    assert titles()[-1] == "mended"


def test_the_same_row_of_another_file_is_another_ticket(tmp_path: Path) -> None:
    run(json_lines(tmp_path, row()))
    run(json_lines(tmp_path, row(), name="others.jsonl"))
    assert len(titles()) == 2


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_import_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_import, "BATCH", 3)
    rows = [Row(number, row(title=f"number {number}")) for number in range(1, 11)]

    def interrupted() -> Iterator[Row]:
        yield from rows[:7]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        TicketImport("a file", tell=print).run(interrupted())
    assert titles() == [f"number {number}" for number in range(1, 7)]
    again = TicketImport("a file", tell=print)
    again.run(rows)
    assert (again.imported, again.known, again.bad) == (4, [1, 2, 3, 4, 5, 6], [])
    assert titles() == [f"number {number}" for number in range(1, 11)]
    assert counters_difference() == {}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tickets.txt", "", "The file is empty"),
        ("tickets.csv", "title,priority\n", "lacks: description, category"),
        ("tickets.csv", "", "lacks: title, description, category, priority"),
        ("", "", "cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_imported(
    tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    if name:
        (tmp_path / name).write_text(content)
    said, _ = run(tmp_path / name)
    assert sentence in said
