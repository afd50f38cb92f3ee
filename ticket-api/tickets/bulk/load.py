"""Filling the table with many tickets at once, through COPY.

Into a table that has tickets, rows are copied with every index in place. Into an empty one the
indexes are dropped first and built at the end, side by side, which is about five times as fast;
dropping them and copying is one transaction, so an interruption leaves the table as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from django.db import connection, transaction
from django.db.models import Index

from common.statements import execute
from tickets.listing.folding import fold
from tickets.models import Ticket

TABLE = Ticket._meta.db_table
# Rows of one COPY statement: what triggers see of a statement is kept in memory until its end.
STATEMENT_ROWS = 50_000
# Two at a time: the trigram index takes as long as all others together.
INDEX_BUILDERS = 2
# A column that is not named here gets its database default.
_COPY = f"""
COPY {TABLE}
    (title, description, category, priority, status, created_at, updated_at, search_text) FROM STDIN
"""

# title, description, category, priority, status, created_at (ISO 8601)
Row = tuple[str, str, str, str, str, str]


def tickets_copy(batches: Iterable[Sequence[Row]]) -> Iterator[int]:
    """Copy the rows of all `batches` in one transaction; gives after each batch its number of rows.

    `updated_at` becomes `created_at`. Texts must not hold tabs, line ends or backslashes.
    """
    with transaction.atomic():
        _work_without_limits()
        if _lock_if_empty():
            _drop_indexes()
        yield from _copy(iter(batches))


def _copy(batches: Iterator[Sequence[Row]]) -> Iterator[int]:
    """Raw SQL: the ORM has no COPY."""
    batch = next(batches, None)
    while batch is not None:
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            written = 0
            while batch is not None and written < STATEMENT_ROWS:
                copy.write("".join(map(_line, batch)))
                written += len(batch)
                yield len(batch)
                batch = next(batches, None)


def _line(row: Row) -> str:
    """One line of COPY, folded here: the trigger takes ten times as long."""
    return "\t".join((*row, row[5], f"{fold(row[0])}\\n{fold(row[1])}\n"))


def missing_indexes() -> list[Index]:
    """The indexes of the model that the table does not have.

    Raw SQL: Django's introspection reads every constraint of the table, and takes a cursor too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass", [TABLE]
        )
        there = {name for (name,) in cursor.fetchall()}
    return [index for index in Ticket._meta.indexes if index.name not in there]


def indexes_build(indexes: Sequence[Index]) -> Iterator[str]:
    """Build `indexes` side by side; gives the name of each when it is there."""
    # The slowest, which is the one for search, goes first.
    ordered = sorted(indexes, key=lambda index: "search" not in (index.name or ""))
    with ThreadPoolExecutor(INDEX_BUILDERS) as threads:
        for done in as_completed([threads.submit(_build, index) for index in ordered]):
            yield done.result()


def tickets_analyze() -> None:
    """Let the planner know what the table holds now."""
    execute("SET statement_timeout = 0", f"VACUUM (ANALYZE) {TABLE}", "RESET statement_timeout")


def _build(index: Index) -> str:
    try:
        with transaction.atomic(), connection.schema_editor() as editor:
            _work_without_limits()
            editor.add_index(Ticket, index)
    finally:
        # This thread ends, and its connection with it.
        connection.close()
    return index.name or ""


def _lock_if_empty() -> bool:
    """Whether there are no tickets; if so, lock the table for all others until the commit."""
    if Ticket.objects.exists():
        return False
    execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    return not Ticket.objects.exists()


def _drop_indexes() -> None:
    names = ", ".join(f'"{index.name}"' for index in Ticket._meta.indexes)
    execute(f"DROP INDEX IF EXISTS {names}")


def _work_without_limits() -> None:
    """For this transaction: no time limit, and memory for sorting and for trigrams."""
    execute(
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL maintenance_work_mem = '512MB'",
        # With indexes in place, trigrams are collected up to this size before they are sorted in.
        "SET LOCAL gin_pending_list_limit = '64MB'",
        "SET LOCAL work_mem = '256MB'",
    )
