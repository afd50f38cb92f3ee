"""The counters behind the statistics are exact for any writer and any number at a time."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import StringIO
from threading import Event
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import IsolationLevel

from bulk.load import indexes_build, missing_indexes, tickets_copy
from bulk.sample_tickets import SampleTickets
from tickets.services import ticket_counters
from tickets.services.ticket_counters import Counted, counters_difference, counters_fold

pytestmark = pytest.mark.django_db(transaction=True)

Connection = psycopg.Connection[Any]

INSERT = """
INSERT INTO tickets_ticket (title, description, category, priority, status)
VALUES ('a', 'b', %s, %s, %s) RETURNING id
"""
SOME = """
INSERT INTO tickets_ticket (title, description, category, priority, status, created_at)
SELECT 'a', 'b', (array['billing', 'general'])[1 + n % 2], 'low',
    (array['open', 'closed'])[1 + n / 5 % 2],
    timestamptz '2026-11-20 23:30+00' + n * interval '7 minutes'
FROM generate_series(1, 20) AS n
"""

UPSERT = """
INSERT INTO tickets_ticket (id, title, description, category, priority, status)
SELECT id, title, description, category, priority, 'closed' FROM tickets_ticket
ON CONFLICT (id) DO UPDATE SET status = excluded.status
"""
MERGE = """
MERGE INTO tickets_ticket AS t USING (SELECT 1) AS s ON t.category = 'billing'
WHEN MATCHED AND t.status = 'open' THEN DELETE
WHEN MATCHED THEN UPDATE SET priority = 'high'
"""
NEWEST = "WHERE id = (SELECT max(id) FROM tickets_ticket)"
WRONG = """
INSERT INTO ticket_count_delta (category, priority, status, change)
VALUES ('billing', 'low', 'open', 7)
"""


@pytest.fixture
def connect(database_url: str) -> Iterator[Callable[..., Connection]]:
    """Opens connections beside Django's, each with a lock timeout of two seconds."""
    opened: list[Connection] = []

    def open_one(isolation: IsolationLevel = IsolationLevel.READ_COMMITTED) -> Connection:
        opened.append(psycopg.connect(database_url, options="-c lock_timeout=2s"))
        opened[-1].isolation_level = isolation
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def read(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def deltas() -> int:
    return int(read("SELECT count(*) FROM ticket_count_delta")[0][0])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT",
        "UPDATE tickets_ticket SET status = 'resolved'",
        "UPDATE tickets_ticket SET status = 'resolved' WHERE category = 'billing'",
        "UPDATE tickets_ticket SET status = 'open', category = 'account', priority = 'critical'",
        "UPDATE tickets_ticket SET title = 'another'",
        "UPDATE tickets_ticket SET created_at = created_at + interval '1 day'",
        "UPDATE tickets_ticket SET id = id + 1000",
        "UPDATE tickets_ticket SET status = 'open' WHERE false",
        "DELETE FROM tickets_ticket WHERE status = 'open'",
        "DELETE FROM tickets_ticket",
        "TRUNCATE tickets_ticket CASCADE",
        UPSERT,
        MERGE,
    ],
)
def test_every_way_to_write_is_counted(statement: str) -> None:
    run(SOME)
    run(statement)
    assert counters_difference() == {}
    counters_fold()
    assert deltas() == 0
    assert counters_difference() == {}
    run(SOME)
    assert counters_difference() == {}


def test_days_are_days_of_utc_whatever_the_session_says() -> None:
    run("SET TIME ZONE 'Pacific/Auckland'")
    try:
        run(SOME)
    finally:
        run("SET TIME ZONE 'UTC'")
    days = read(
        "SELECT day::text, sum(created)::int FROM ticket_day_count GROUP BY day ORDER BY day"
    )
    assert days == [("2026-11-20", 4), ("2026-11-21", 16)]


def test_a_copy_of_many_tickets_adds_few_deltas() -> None:
    until = datetime(2026, 11, 23, tzinfo=UTC)
    connection.ensure_connection()
    before = read("SELECT last_value FROM ticket_count_delta_id_seq")[0][0]
    list(tickets_copy(SampleTickets(20_000, seed=1, until=until).batches()))
    assert read("SELECT last_value FROM ticket_count_delta_id_seq")[0][0] - before <= 64 + 731
    assert counters_difference() == {}
    list(indexes_build(missing_indexes()))  # Into an empty table a COPY takes the indexes away.


def test_one_ticket_is_counted_by_one_row() -> None:
    run(SOME)
    counters_fold()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, ["billing", "low", "open"])
    assert deltas() == 1
    run(f"UPDATE tickets_ticket SET title = 'another' {NEWEST}")
    assert deltas() == 1
    run(f"UPDATE tickets_ticket SET status = 'closed' {NEWEST}")
    assert deltas() == 3
    assert counters_difference() == {}


def test_what_was_rolled_back_is_not_counted(connect: Callable[..., Connection]) -> None:
    run(SOME)
    writer = connect()
    writer.execute("DELETE FROM tickets_ticket")
    with writer.transaction(force_rollback=True):
        writer.execute(SOME)
    writer.rollback()
    assert counters_difference() == {}


def test_writers_of_the_same_combination_do_not_wait_for_each_other(
    connect: Callable[..., Connection],
) -> None:
    run(SOME)
    (first,), (second,) = read("SELECT id FROM tickets_ticket WHERE status = 'open' LIMIT 2")
    one, other = connect(), connect()
    change = "UPDATE tickets_ticket SET status = 'in_progress' WHERE id = %s"
    one.execute(change, [first])
    other.execute(change, [second])
    other.commit()
    one.commit()
    assert counters_difference() == {}


def test_one_folds_and_others_do_not_wait_for_it(connect: Callable[..., Connection]) -> None:
    run(SOME)
    one, other = connect(), connect()
    one.execute("SELECT fold_ticket_counts()")
    other.execute("SELECT fold_ticket_counts()")
    other.execute(SOME)
    other.commit()
    assert deltas() > 0
    assert counters_difference() == {}
    one.commit()
    assert counters_difference() == {}


def test_writers_fold_now_and_then(connect: Callable[..., Connection]) -> None:
    writer = connect()
    for _ in range(600):
        writer.execute(INSERT, ["billing", "low", "open"])
        writer.commit()
    assert deltas() <= 500
    assert read("SELECT tickets FROM ticket_count_folded")[0][0] > 0
    assert counters_difference() == {}


@pytest.mark.parametrize("isolation", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
def test_a_strict_transaction_leaves_folding_to_others(
    connect: Callable[..., Connection], isolation: IsolationLevel
) -> None:
    run(SOME)
    strict = connect(isolation)
    strict.execute("SELECT count(*) FROM tickets_ticket")
    run(SOME)
    counters_fold()
    for _ in range(600):
        strict.execute(INSERT, ["billing", "low", "open"])
    strict.commit()
    assert deltas() >= 600
    assert counters_difference() == {}


def test_truncate_counts_what_it_could_not_see(connect: Callable[..., Connection]) -> None:
    older = connect(IsolationLevel.REPEATABLE_READ)
    older.execute("SELECT 1")
    run(SOME)
    older.execute("TRUNCATE tickets_ticket CASCADE")
    older.commit()
    assert counters_difference() == {}


def test_eight_writers_of_every_kind_stay_exact(connect: Callable[..., Connection]) -> None:
    """What a writer does to its own tickets never fails; SERIALIZABLE alone may and starts over."""
    finished = Event()

    def write(number: int) -> None:
        chance, writer = random.Random(number), connect(IsolationLevel(1 + number % 4))
        own: list[int] = []
        for _ in range(120):
            kept = list(own)
            try:
                for _ in range(chance.randint(1, 4)):
                    _write_one(writer, chance, kept)
                if chance.random() < 0.2:
                    writer.rollback()
                    continue
                writer.commit()
            except psycopg.errors.SerializationFailure:
                assert writer.isolation_level is IsolationLevel.SERIALIZABLE
                writer.rollback()
            else:
                own = kept

    def watch() -> int:
        looked = 0
        try:
            while not finished.is_set():
                assert counters_difference(correct=looked % 3 == 0) == {}
                looked += 1
        finally:
            connection.close()
        return looked

    with ThreadPoolExecutor(9) as threads:
        watcher = threads.submit(watch)
        try:
            list(threads.map(write, range(8)))
        finally:
            finished.set()
        assert watcher.result() > 0
    assert counters_difference() == {}


def _write_one(writer: Connection, chance: random.Random, own: list[int]) -> None:
    words = [chance.choice(["billing", "general"]), chance.choice(["low", "high"]), "open"]
    what = chance.random()
    if what < 0.4 or not own:
        row = writer.execute(INSERT, words).fetchone()
        own.extend(row or ())
    elif what < 0.9:
        status = chance.choice(["open", "closed"])
        change = "UPDATE tickets_ticket SET status = %s, category = %s WHERE id = %s"
        writer.execute(change, [status, words[0], chance.choice(own)])
    else:
        gone = own.pop(chance.randrange(len(own)))
        writer.execute("DELETE FROM tickets_ticket WHERE id = %s", [gone])


def test_check_names_what_differs_and_rebuild_corrects_it() -> None:
    run(SOME)
    counters_fold()
    run("UPDATE ticket_count_folded SET tickets = tickets + 3 WHERE category = 'billing'")
    run("DELETE FROM ticket_day_folded WHERE day = '2026-11-20'")
    said = StringIO()
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("ticket_counters", "--check", stdout=said, verbosity=0)
    assert "2026-11-20: +4\n" in said.getvalue()
    assert "billing, low, open: -3\n" in said.getvalue()
    call_command("ticket_counters", "--rebuild", stdout=said, verbosity=0)
    call_command("ticket_counters", "--check", stdout=said, verbosity=0)
    assert said.getvalue().endswith("All counters are exact.\n")
    assert counters_difference() == {}


def test_ids_may_be_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_counters, "STEP", 3)
    run(SOME)
    run("UPDATE tickets_ticket SET id = -id * 1000000000000 WHERE status = 'open'")
    run("UPDATE tickets_ticket SET id = id * 1000000000000 WHERE status = 'closed'")
    told: list[float] = []
    assert counters_difference(progress=told.append) == {}
    assert told[-1] == 1
    assert told == sorted(told)


def test_rebuild_beside_open_transactions(connect: Callable[..., Connection]) -> None:
    run(SOME)
    writer, folder = connect(), connect()
    writer.execute("DELETE FROM tickets_ticket WHERE status = 'open'")
    folder.execute(SOME)
    folder.execute("SELECT fold_ticket_counts()")
    wrong = Counted("billing", "low", "open", None)
    run(WRONG)
    assert counters_difference(correct=True) == {wrong: -7}
    writer.commit()
    folder.commit()
    assert counters_difference() == {}
