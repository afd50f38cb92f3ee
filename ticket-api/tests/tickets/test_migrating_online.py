"""Migrating a table that is in use: writers go on, and the migration reports its progress."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from bulk.load import missing_indexes
from tickets.listing import fill
from tickets.listing.folding import fold
from tickets.models import Ticket
from tickets.services import index_progress
from tickets.services.ticket_counters import counters_difference

pytestmark = pytest.mark.django_db(transaction=True)

OLD_TICKETS = 1_234
STORE = """
INSERT INTO tickets_ticket (title, description, category, priority, created_at, updated_at)
SELECT 'Größe ' || n, E'Über\\nall ' || n, 'billing', 'low', now(), '2020-01-02'
FROM generate_series(1, %s) AS n
"""
# As a search compares; the list itself reads columns that a later migration adds.
SEARCH = """
SELECT title FROM tickets_ticket WHERE search_text LIKE %s AND search_text LIKE %s ORDER BY id DESC
"""


@pytest.fixture
def migrate() -> Iterator[Callable[[str], None]]:
    """Migrates the tickets to a migration, and everything to the newest at the end."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield lambda name: call_command("migrate", "tickets", name, verbosity=0)
    MigrationExecutor(connection).migrate(newest)


def test_building_an_index_tells_how_far_it_is(
    migrate: Callable[[str], None],
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(index_progress, "PAUSE_SECONDS", 0.05)
    migrate("0220")
    with psycopg.connect(database_url) as writer, ThreadPoolExecutor(1) as threads:
        # The build waits for this transaction.
        writer.execute("LOCK TABLE tickets_ticket IN ROW EXCLUSIVE MODE")
        said, building = "", threads.submit(_in_a_thread, migrate, "0224")
        while "waiting for writers before build, 0 %" not in said and not building.done():
            said += capfd.readouterr().err
        writer.commit()
        building.result()
    assert "waiting for writers before build, 0 %" in said
    assert "idx_ticket_search" not in [index.name for index in missing_indexes()]


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("0001", "0210"),
        ("0211", "0212"),
        ("0212", "0220"),
        ("0224", "0300"),
    ],
)
def test_a_lock_that_is_not_to_be_had_is_given_up(
    migrate: Callable[[str], None], database_url: str, before: str, name: str
) -> None:
    """Else every ticket that somebody sends would wait behind it."""
    migrate(before)
    with psycopg.connect(database_url) as writer:
        writer.execute("LOCK TABLE tickets_ticket IN ROW EXCLUSIVE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate(name)
    with connection.cursor() as cursor:
        cursor.execute(STORE, [1])
    migrate(name)


BUILD = "CREATE INDEX idx_ticket_search ON tickets_ticket USING gin (search_text gin_trgm_ops)"
INDEX_IDENTITY = "SELECT 'idx_ticket_search'::regclass::oid"


def test_the_last_step_gives_up_its_lock_and_keeps_what_is_done(
    migrate: Callable[[str], None], database_url: str
) -> None:
    migrate("0220")
    with connection.cursor() as cursor:
        cursor.execute(BUILD)
    built = _count(INDEX_IDENTITY)
    with psycopg.connect(database_url) as writer:
        writer.execute("LOCK TABLE tickets_ticket IN ROW EXCLUSIVE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate("0224")
    migrate("0224")
    assert _count(INDEX_IDENTITY) == built


def test_an_index_whose_build_was_interrupted_is_built_again(
    migrate: Callable[[str], None],
) -> None:
    migrate("0220")
    with connection.cursor() as cursor:
        cursor.execute(BUILD)
        cursor.execute(
            f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = ({INDEX_IDENTITY})"
        )
    built = _count(INDEX_IDENTITY)
    migrate("0224")
    assert _count(INDEX_IDENTITY) != built
    assert _count("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0


@pytest.fixture
def old_tickets(migrate: Callable[[str], None]) -> None:
    """Tickets from before there was a column for the search."""
    migrate("0212")
    with connection.cursor() as cursor:
        cursor.execute(STORE, [OLD_TICKETS])


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _unfilled() -> int:
    return _count("SELECT count(*) FROM tickets_ticket WHERE search_text IS NULL")


def _traces() -> tuple[int, ...]:
    """Rows of the live log and of the audit trail, and tickets that seem to have changed."""
    return (
        _count("SELECT count(*) FROM ticket_change"),
        _count("SELECT count(*) FROM ticket_audit"),
        _count("SELECT count(*) FROM tickets_ticket WHERE updated_at <> '2020-01-02'"),
    )


@pytest.mark.usefixtures("old_tickets")
def test_old_tickets_get_their_search_text_without_a_trace(
    migrate: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill, "VACUUM_ROWS", 500)
    before = _traces()
    migrate("0224")
    assert _traces() == before
    assert counters_difference() == {}
    texts = Ticket.objects.values_list("title", "description", "search_text")
    assert len(texts) == OLD_TICKETS
    assert all(text == f"{fold(title)}\n{fold(about)}" for title, about, text in texts)
    # A change of a ticket sends an event again.
    Ticket.objects.filter(title="Größe 7").update(status="closed")
    assert _traces()[0] == before[0] + 1


@pytest.mark.usefixtures("old_tickets")
def test_a_search_finds_old_tickets_before_and_after_the_index(
    migrate: Callable[[str], None],
) -> None:
    migrate("0220")
    fill.search_text_fill(lambda _share: None)
    for name in ("0220", "0224"):
        migrate(name)
        with connection.cursor() as cursor:
            cursor.execute(SEARCH, ["%grosse%", "%uber all 77%"])
            assert [title for (title,) in cursor.fetchall()] == [
                f"Größe {n}" for n in range(OLD_TICKETS, 0, -1) if str(n).startswith("77")
            ]


@pytest.mark.usefixtures("old_tickets")
def test_a_ticket_that_somebody_holds_is_filled_later(
    migrate: Callable[[str], None], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others do not wait for it."""
    migrate("0220")
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT FROM tickets_ticket WHERE title = 'Größe 3' FOR UPDATE")

        def let_go(_seconds: float) -> None:
            assert _unfilled() == 1
            holder.rollback()

        monkeypatch.setattr(fill.time, "sleep", let_go)
        migrate("0224")
    assert _unfilled() == 0


@pytest.mark.usefixtures("old_tickets")
def test_filling_may_be_interrupted(migrate: Callable[[str], None]) -> None:
    migrate("0220")

    def interrupt(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill.search_text_fill(interrupt)
    assert _unfilled() == OLD_TICKETS - fill.BATCH
    shares: list[float] = []
    assert fill.search_text_fill(shares.append) == OLD_TICKETS - fill.BATCH
    assert _unfilled() == 0
    assert shares == sorted(shares)


@pytest.mark.usefixtures("old_tickets")
def test_tickets_that_arrive_meanwhile_are_searched_too(migrate: Callable[[str], None]) -> None:
    migrate("0220")
    with connection.cursor() as cursor:
        cursor.execute(STORE, [1])
    assert _unfilled() == OLD_TICKETS
    migrate("0224")
    assert _unfilled() == 0


@pytest.mark.usefixtures("old_tickets")
def test_the_way_back(migrate: Callable[[str], None]) -> None:
    migrate("0224")
    migrate("0212")
    indexes = "SELECT count(*) FROM pg_indexes WHERE tablename = 'tickets_ticket' AND indexname "
    assert _count(f"{indexes} LIKE '%trgm'") == 2
    assert _count(f"{indexes} = 'idx_ticket_search'") == 0
    assert _count("SELECT count(*) FROM pg_proc WHERE proname ~ 'fold_text|search_text'") == 0


def _in_a_thread(migrate: Callable[[str], None], name: str) -> Any:
    try:
        migrate(name)
    finally:
        connection.close()
