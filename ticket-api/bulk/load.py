"""Filling the table with many tickets at once, through COPY.

Into a table that has tickets, rows are copied with every index in place. Into an empty one the
indexes are dropped first and built at the end, side by side, which is about five times as fast;
dropping them and copying is one transaction, so an interruption leaves the table as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

from django.db import connection, transaction
from django.db.models import Index

from bulk.conversation_rows import MESSAGE_COLUMNS
from bulk.imported_keys import take_numbers
from bulk.sample_conversations import SampleConversations
from common.statements import execute, read
from conversations.models import Message
from people.models import Requester
from tickets.listing.folding import fold
from tickets.models import Ticket

TABLE = Ticket._meta.db_table
# Rows of one COPY statement: what triggers see of a statement is kept in memory until its end.
STATEMENT_ROWS = 50_000
# Two at a time: the trigram index takes as long as all others together.
INDEX_BUILDERS = 2
# With conversations, whose messages wait in memory until their tickets are stored.
CONVERSATION_ROWS = 20_000
# A column that is not named here gets its database default.
_COLUMNS = (
    *("title", "description", "category", "priority", "status"),
    *("created_at", "updated_at", "search_text"),
)
_CONVERSATION_COLUMNS = ("id", "requester_id", "assignee_id", "waiting_since")

# title, description, category, priority, status, created_at (ISO 8601)
Row = tuple[str, str, str, str, str, str]
Batches = Iterable[Sequence[Row]]


def tickets_copy(
    batches: Batches, conversations: SampleConversations | None = None
) -> Iterator[int]:
    """Copy the rows of all `batches` in one transaction; gives now and then how many more are done.

    Without `conversations` `updated_at` becomes `created_at`. Texts must not hold tabs, line ends
    or backslashes.
    """
    with transaction.atomic():
        _work_without_limits()
        if _lock_if_empty():
            _drop_indexes()
        if conversations is None:
            yield from _copy(iter(batches))
        else:
            yield from _copy_with_messages(batches, conversations)


def _copy(batches: Iterator[Sequence[Row]]) -> Iterator[int]:
    """Raw SQL, here and below: the ORM has no COPY."""
    statement = f"COPY {TABLE} ({', '.join(_COLUMNS)}) FROM STDIN"
    batch = next(batches, None)
    while batch is not None:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            written = 0
            while batch is not None and written < STATEMENT_ROWS:
                copy.write("".join(f"{_line(row, row[5])}\n" for row in batch))
                written += len(batch)
                yield len(batch)
                batch = next(batches, None)


def _line(row: Row, updated_at: str) -> str:
    """The values of _COLUMNS, folded here: the trigger takes ten times as long."""
    return "\t".join((*row, updated_at, f"{fold(row[0])}\\n{fold(row[1])}"))


def _copy_with_messages(batches: Batches, conversations: SampleConversations) -> Iterator[int]:
    """Each statement of tickets and then one of their messages. Raw SQL, as in `_copy`."""
    # The rows say whose requesters wait; times of old answers are not counted.
    execute("SET LOCAL conversations.loads = 'on'")
    columns = ", ".join((*_COLUMNS, *_CONVERSATION_COLUMNS))
    tickets = f"COPY {TABLE} ({columns}) FROM STDIN"
    messages = f"COPY {Message._meta.db_table} ({', '.join(MESSAGE_COLUMNS)}) FROM STDIN"
    rows = (row for batch in batches for row in batch)
    while part := list(islice(rows, CONVERSATION_ROWS)):
        lines: list[str] = []
        numbers = take_numbers(len(part))
        with connection.cursor() as cursor:
            with cursor.copy(tickets) as copy:
                for ticket_id, row in zip(numbers, part, strict=True):
                    told = conversations.of(ticket_id, row)
                    ids = (told.requester_id, told.assignee_id, told.waiting_since)
                    line = (_line(row, told.updated_at), str(ticket_id), *ids)
                    copy.write("\t".join(line) + "\n")
                    lines += told.lines
            with cursor.copy(messages) as copy:
                for place in range(0, len(lines), 1_000):
                    copy.write("".join(lines[place : place + 1_000]))
        yield len(part)


def missing_indexes() -> list[Index]:
    """The indexes of the model that the table does not have.

    Raw SQL: Django's introspection reads every constraint of the table.
    """
    sql = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass"
    there = {name for (name,) in read(sql, [TABLE])}
    return [index for index in Ticket._meta.indexes if index.name not in there]


def indexes_build(indexes: Sequence[Index]) -> Iterator[str]:
    """Build `indexes` side by side; gives the name of each when it is there."""
    # The slowest, which is the one for search, goes first.
    ordered = sorted(indexes, key=lambda index: "search" not in (index.name or ""))
    with ThreadPoolExecutor(INDEX_BUILDERS) as threads:
        for done in as_completed([threads.submit(_build, index) for index in ordered]):
            yield done.result()


def tickets_analyze() -> None:
    """Let the planner know what the tables hold now."""
    tables = ", ".join((TABLE, Message._meta.db_table, Requester._meta.db_table))
    execute("SET statement_timeout = 0", f"VACUUM (ANALYZE) {tables}", "RESET statement_timeout")


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
