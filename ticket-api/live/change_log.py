"""Read the change log by snapshot (docs/architecture.md, "live updates").

Ids become visible out of order: a transaction that began first may commit last. A reader that
remembers only the highest id would miss its rows. So a position is the whole snapshot of the last
reading, and new rows are those that this snapshot did not show. All functions are synchronous and
use Django's connection of the calling thread.

The statements are raw SQL: the ORM has neither snapshots nor transaction ids of 64 bits
(tests/live/test_events.py, test_an_older_transaction_that_commits_later_sends_its_event).
"""

import base64
import binascii
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db import connection

from common.statements import read
from tickets.persons import live_bodies
from tickets.representation import TICKET_FIELDS, TicketIdentity, TicketRow

MOST_CHANGES = 500
"""Most rows that a reading returns; with more, pages reload their list."""

MOST_BYTES = 4 << 20
"""Most bytes of titles and descriptions that a reading returns."""

MOST_MISSED_BYTES = 1 << 20
"""The same for a resumed stream, whose bytes no other stream shares."""

RESUMABLE_SECONDS = 45 * 60
"""An older position cannot be resumed, because the rows after it may be deleted soon."""

_CLOCK_SECONDS = 60  # After a failover the clock of the new database may be behind.
KEPT_SECONDS = 60 * 60
TRIM_BATCH = 5_000

_SNAPSHOT = re.compile(r"(\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19})*)?)@(\d{1,12})")
_TOKEN_CHARACTERS = 4_000  # Servers accept headers of up to 8,000 bytes.


@dataclass(frozen=True, slots=True)
class Position:
    """A position in the log: PostgreSQL's snapshot `xmin:xmax:xip,…` and its time."""

    snapshot: str
    seconds: int  # Since 1970 by the database's clock.

    @property
    def xmin(self) -> str:
        """Earlier transactions were visible or rolled back."""
        return self.snapshot.split(":")[0]

    @property
    def xmax(self) -> int:
        """This transaction and later ones were not visible."""
        return int(self.snapshot.split(":")[1])

    @property
    def in_progress(self) -> list[str]:
        """Transactions before `xmax` that were still in progress, so not visible."""
        return [xid for xid in self.snapshot.split(":")[2].split(",") if xid]

    def token(self) -> str | None:
        """The `id:` of an event; None when too many transactions in progress make it too long."""
        token = base64.urlsafe_b64encode(f"{self.snapshot}@{self.seconds}".encode()).decode()
        return token if len(token) <= _TOKEN_CHARACTERS else None

    @classmethod
    def from_token(cls, token: str) -> Self | None:
        """The position in `token`; None for a token that `token()` cannot return."""
        if len(token) > _TOKEN_CHARACTERS:
            return None
        try:
            text = base64.urlsafe_b64decode(token.encode()).decode("ascii")
        except (binascii.Error, UnicodeError):
            return None
        match = _SNAPSHOT.fullmatch(text)
        if match is None:
            return None
        position = cls(":".join(match.group(1, 2, 3)), int(match[4]))
        return position if position._is_a_snapshot() else None

    def _is_a_snapshot(self) -> bool:
        """Whether PostgreSQL could return this snapshot; callers can forge tokens."""
        in_progress = [int(xid) for xid in self.in_progress]
        borders = [int(self.xmin) - 1, *in_progress, self.xmax]
        ascend = all(one < other for one, other in itertools.pairwise(borders))
        return ascend and int(self.xmin) > 0 and self.xmax < 2**63


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was sent, without its text."""

    ticket: TicketIdentity
    number: int
    public_number: int | None  # None for a note.
    kind: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes that became visible after a position."""

    position: Position  # Up to here.
    tickets: Sequence[tuple[str, TicketRow]] = field(default=())  # ("created"|"changed", fields)
    messages: Sequence[Message] = field(default=())
    for_roles: Sequence[dict[str, Any]] = field(default=())  # `tickets` for callers with a role.
    too_many: bool = False  # Or the position is too old: both are empty; pages reload.

    @property
    def concern_tickets(self) -> bool:
        """Whether statistics may have changed; messages alone change none."""
        return bool(self.tickets) or self.too_many


def current_position() -> Position:
    """The position after all transactions that have committed. Raw SQL: it reads no table."""
    (row,) = read("SELECT pg_current_snapshot()::text, extract(epoch FROM now())::bigint", ())
    return Position(*row)


def read_changes(since: Position, *, until: Position | None = None) -> Changes:
    """The changes that became visible after `since` and up to `until`.

    A ticket that was written several times occurs once, with its current fields. With `until`,
    `since` comes from a caller. It may be from another database, in the future, too old or forged.
    The result for such a position is `too_many`, as for more changes than MOST_CHANGES or more
    bytes than the limit.

    Raw SQL: the ORM has no snapshots and no table of this log.
    """
    values = {
        "xmax": str(since.xmax),
        "in_progress": since.in_progress,
        "until": until.snapshot if until else None,
        "limit": MOST_CHANGES + 1,
        "resumable": RESUMABLE_SECONDS if until else None,
        "bytes": MOST_MISSED_BYTES if until else MOST_BYTES,
    }
    rows = read(_READ, values)
    snapshot, seconds, count, reload, too_large, sent, created, *_ = rows[0]
    now = Position(snapshot, seconds)
    age = seconds - since.seconds
    unusable = since.xmax > now.xmax or not -_CLOCK_SECONDS <= age <= RESUMABLE_SECONDS
    if unusable or reload or too_large or count > MOST_CHANGES:
        return Changes(until or now, too_many=True)
    tickets = [(row[7], dict(zip(TICKET_FIELDS, row[8:], strict=True))) for row in rows if row[7]]
    return Changes(
        until or now,
        tickets,
        [_message(at, *columns) for at, columns in zip(created, sent, strict=True)],
        live_bodies([row for _, row in tickets]),
    )


def _message(
    created_at: datetime, ticket_id: int, number: int, public_number: int | None, kind: str
) -> Message:
    return Message(TicketIdentity(ticket_id, created_at), number, public_number, kind)


def trim(*, seen: Position) -> int:
    """Delete rows older than KEPT_SECONDS that were visible at `seen`; returns their number.

    Deletes in batches with a transaction each. Several processes may run this at the same time.
    Raw SQL: the ORM does not know the log, whose rows have no key of one column.
    """
    deleted = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_TRIM, {"seen": seen.xmin, "kept": KEPT_SECONDS, "batch": TRIM_BATCH})
            deleted += cursor.rowcount
            if cursor.rowcount < TRIM_BATCH:
                return deleted


# The statement returns its own snapshot, so rows and position are consistent. Transactions from
# `xmax` on or in progress are exactly those that the last reading did not show; the primary key
# finds both. A restored backup contains transaction ids of another server that this server has not
# reached yet; the condition `xid <` excludes them.
_READ = f"""
WITH fresh AS MATERIALIZED (
    SELECT xid, id, ticket_id, message_id, kind, at
    FROM ticket_change
    WHERE (xid >= %(xmax)s::xid8 OR xid = ANY(%(in_progress)s::xid8[]))
      AND xid < pg_snapshot_xmax(pg_current_snapshot())
      AND (%(until)s::pg_snapshot IS NULL OR pg_visible_in_snapshot(xid, %(until)s::pg_snapshot))
    ORDER BY xid, id
    LIMIT %(limit)s
), latest AS (
    SELECT ticket_id, bool_or(kind = 'created') AS created, max(id) AS last
    FROM fresh
    WHERE kind IN ('created', 'changed') AND (SELECT count(*) FROM fresh) < %(limit)s
    GROUP BY ticket_id
), sent AS (
    SELECT json_agg(
        json_build_array(
            message.ticket_id, message.number, message.public_number, message.kind
        ) ORDER BY fresh.id
    ) AS messages, array_agg(ticket.created_at ORDER BY fresh.id) AS created
    FROM fresh
    JOIN conversations_message AS message ON message.id = fresh.message_id
    JOIN tickets_ticket AS ticket ON ticket.id = message.ticket_id
    WHERE fresh.kind = 'message'
), size AS MATERIALIZED (
    SELECT coalesce(sum(octet_length(title) + octet_length(description)), 0) AS bytes
    FROM latest JOIN tickets_ticket AS ticket ON ticket.id = latest.ticket_id
)
SELECT
    pg_current_snapshot()::text,
    extract(epoch FROM now())::bigint,
    (SELECT count(*) FROM fresh),
    (
        SELECT coalesce(bool_or(
            kind = 'reload' OR at < clock_timestamp() - make_interval(secs => %(resumable)s)
        ), false)
        FROM fresh
    ),
    (SELECT bytes > %(bytes)s FROM size),
    coalesce((SELECT messages FROM sent), '[]'),
    coalesce((SELECT created FROM sent), '{{}}'),
    CASE WHEN latest.created THEN 'created' WHEN ticket.id IS NOT NULL THEN 'changed' END,
    {", ".join(f"ticket.{name}" for name in TICKET_FIELDS)}
FROM (VALUES (1)) AS always
LEFT JOIN (latest JOIN tickets_ticket AS ticket ON ticket.id = latest.ticket_id)
    ON (SELECT bytes <= %(bytes)s FROM size)
ORDER BY latest.last
"""  # noqa: S608 (the names are constants of ours)

_TRIM = """
DELETE FROM ticket_change
WHERE (xid, id) IN (
    SELECT xid, id
    FROM (SELECT xid, id, at FROM ticket_change ORDER BY xid, id LIMIT %(batch)s) AS oldest
    WHERE at < clock_timestamp() - make_interval(secs => %(kept)s) AND xid < %(seen)s::xid8
    FOR UPDATE SKIP LOCKED
)
"""
