"""Rules that the database enforces for any writer (requirements §3)."""

import re
from collections.abc import Callable

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from tests.samples import NEW_TICKET, contract
from tickets.models import Category, Priority, Status, Ticket

pytestmark = pytest.mark.django_db

INSERT = """
INSERT INTO tickets_ticket (title, description, category, priority, status)
VALUES (%(title)s, %(description)s, %(category)s, %(priority)s, %(status)s)
"""


def insert(**fields: str | None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, {**NEW_TICKET, "status": "open", **fields})


def rows(sql: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("category", "sales", "valid_category"),
        ("category", "Billing", "valid_category"),
        ("priority", "urgent", "valid_priority"),
        ("status", "new", "valid_status"),
        ("status", "", "valid_status"),
        ("title", "", "title_not_empty"),
        ("description", "", "description_not_empty"),
        *[(field, None, f'"{field}"') for field in (*NEW_TICKET, "status")],
    ],
)
def test_plain_sql_cannot_break_a_rule(field: str, value: str | None, constraint: str) -> None:
    insert()
    with pytest.raises(IntegrityError, match=constraint):
        insert(**{field: value})


def test_plain_sql_cannot_store_a_longer_title() -> None:
    insert(title="a" * 200)
    with pytest.raises(DataError, match="too long"):
        insert(title="a" * 201)


def test_plain_sql_gets_the_defaults() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_ticket (title, description, category, priority) "
            "VALUES ('a', 'b', 'billing', 'low')"
        )
    ticket = Ticket.objects.get()
    assert ticket.status == "open"
    assert ticket.created_at == ticket.updated_at


@pytest.mark.parametrize("statement", [INSERT, f"{INSERT} RETURNING search_text"])
def test_plain_sql_fills_the_search_text(statement: str) -> None:
    fields = {**NEW_TICKET, "title": "Größe\n ÉTÉ", "description": "Ça\u200b va", "status": "open"}
    with connection.cursor() as cursor:
        cursor.execute(statement, fields)
        cursor.execute("SELECT search_text FROM tickets_ticket")
        assert cursor.fetchall() == [("grosse ete\nca va",)]
        cursor.execute("UPDATE tickets_ticket SET description = 'Ø'")
        cursor.execute("SELECT search_text FROM tickets_ticket")
        assert cursor.fetchall() == [("grosse ete\no",)]
        cursor.execute("UPDATE tickets_ticket SET search_text = 'made up', title = 'É'")
        cursor.execute("SELECT search_text FROM tickets_ticket")
        assert cursor.fetchall() == [("e\no",)]


def test_plain_sql_that_finds_no_schema_fills_the_search_text() -> None:
    """As a restore and logical replication write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(
            "CREATE TABLE copied (title text, description text, search_text text);"
            "CREATE TRIGGER filled BEFORE INSERT ON copied FOR EACH ROW "
            "EXECUTE FUNCTION fill_search_text(); SET LOCAL search_path = ''"
        )
        cursor.execute(
            f"INSERT INTO {schema}.copied (title, description) VALUES ('Ä', 'B') "
            "RETURNING search_text"
        )
        assert cursor.fetchall() == [("a\nb",)]


def test_every_ticket_has_a_search_text(new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()
    ticket.title = "Größe"
    ticket.save()
    assert Ticket.objects.values_list("search_text", flat=True)[0].startswith("grosse\n")
    checks = rows(
        "SELECT conname, convalidated::text FROM pg_constraint "
        "WHERE conrelid = 'tickets_ticket'::regclass AND contype = 'c'"
    )
    assert checks["search_text_filled"] == "true"


def test_every_choice_of_the_contract_can_be_stored() -> None:
    choices = contract("choices.json")
    assert choices == {
        "category": Category.values,
        "priority": Priority.values,
        "status": Status.values,
    }
    for field, values in choices.items():
        for value in values:
            insert(**{field: value})


def test_the_constraints_have_the_names_of_the_requirements() -> None:
    checks = rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = 'tickets_ticket'::regclass AND contype = 'c'"
    )
    assert checks.keys() >= {"valid_category", "valid_priority", "valid_status"}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("idx_ticket_created", "btree (created_at DESC, id DESC)"),
        ("idx_ticket_category", "btree (category, created_at DESC, id DESC)"),
        ("idx_ticket_priority", "btree (priority, created_at DESC, id DESC)"),
        ("idx_ticket_status", "btree (status, created_at DESC, id DESC)"),
        ("idx_ticket_search", "gin (search_text gin_trgm_ops)"),
    ],
)
def test_the_indexes_lead_with_their_column(name: str, columns: str) -> None:
    indexes = rows("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tickets_ticket'")
    assert re.search(f"{re.escape(columns)}$", indexes[name])
