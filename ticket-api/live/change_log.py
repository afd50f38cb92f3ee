"""Reads the log of changes by snapshot (docs/architecture.md, "live updates").

Numbers become visible out of order: a transaction that began first may commit last. A reader that
remembers the highest id it saw would miss that one, so a position is the whole snapshot of the last
reading, and what is new is what that snapshot did not show. Everything here is synchronous and uses
Django's connection of the calling thread.
"""

import base64
import binascii
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from django.db import connection

from tickets.representation import TICKET_FIELDS, TicketRow

MOST_CHANGES = 500
"""Rows of the log that one reading tells one by one; with more, pages load their list anew."""

MOST_BYTES = 4 << 20
"""Bytes of titles and descriptions that one reading tells."""

MOST_MISSED_BYTES = 1 << 20
"""The same for one stream that is resumed, which has the bytes for itself."""

RESUMABLE_SECONDS = 45 * 60
"""A position older than this is not resumed, because what followed it may be trimmed soon."""

_CLOCK_SECONDS = 60  # The clock of a database that took over may be behind.
KEPT_SECONDS = 60 * 60
TRIM_BATCH = 5_000

_SNAPSHOT = re.compile(r"(\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19})*)?)@(\d{1,12})")
_TOKEN_CHARACTERS = 4_000  # Servers take headers up to eight thousand bytes.


@dataclass(frozen=True, slots=True)
class Position:
    """How far the log has been read: PostgreSQL's snapshot `xmin:xmax:xip,…` and when."""

    snapshot: str
    seconds: int  # Since 1970 by the database's clock.

    @property
    def xmin(self) -> str:
        """Transactions before this one were visible, or rolled back."""
        return self.snapshot.split(":")[0]

    @property
    def xmax(self) -> int:
        """Transactions from this one on were not visible."""
        return int(self.snapshot.split(":")[1])

    @property
    def in_progress(self) -> list[str]:
        """Transactions before `xmax` that were not visible either."""
        return [xid for xid in self.snapshot.split(":")[2].split(",") if xid]

    def token(self) -> str | None:
        """The `id:` of an event; None when so much was under way that it would be too long."""
        token = base64.urlsafe_b64encode(f"{self.snapshot}@{self.seconds}".encode()).decode()
        return token if len(token) <= _TOKEN_CHARACTERS else None

    @classmethod
    def from_token(cls, token: str) -> Self | None:
        """The position that `token` names, or None when it is none of ours."""
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
        """Whether PostgreSQL could have said so; anybody can make a token up."""
        in_progress = [int(xid) for xid in self.in_progress]
        borders = [int(self.xmin) - 1, *in_progress, self.xmax]
        ascend = all(one < other for one, other in itertools.pairwise(borders))
        return ascend and int(self.xmin) > 0 and self.xmax < 2**63


@dataclass(frozen=True, slots=True)
class Changes:
    """What became visible since a position."""

    position: Position  # Up to here.
    tickets: Sequence[tuple[str, TicketRow]] = field(default=())  # ("created"|"changed", fields)
    too_many: bool = False  # Or too long ago: `tickets` says nothing, load everything anew.

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not self.tickets and not self.too_many


def current_position() -> Position:
    """The position from which only what commits from now on is new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text, extract(epoch FROM now())::bigint")
        return Position(*cursor.fetchone())


def read_changes(since: Position, *, until: Position | None = None) -> Changes:
    """What became visible after `since`, and not after `until`.

    A ticket that was written several times comes once, with its fields as they are now. With
    `until`, `since` is a position that a caller sent: it may be of another database, of the
    future, too old, or made up so that it reaches further back than a real one. Those are answered
    `too_many`, and so is what is more than MOST_CHANGES or the limit of bytes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _READ,
            {
                "xmax": str(since.xmax),
                "in_progress": since.in_progress,
                "until": until.snapshot if until else None,
                "limit": MOST_CHANGES + 1,
                "resumable": RESUMABLE_SECONDS if until else None,
                "bytes": MOST_MISSED_BYTES if until else MOST_BYTES,
            },
        )
        rows = cursor.fetchall()
    snapshot, seconds, count, reload, too_large, *_ = rows[0]
    now = Position(snapshot, seconds)
    age = seconds - since.seconds
    unusable = since.xmax > now.xmax or not -_CLOCK_SECONDS <= age <= RESUMABLE_SECONDS
    if unusable or reload or too_large or count > MOST_CHANGES:
        return Changes(until or now, too_many=True)
    tickets = [(row[5], dict(zip(TICKET_FIELDS, row[6:], strict=True))) for row in rows if row[5]]
    return Changes(until or now, tickets)


def trim(*, seen: Position) -> int:
    """Delete what is older than an hour and was visible at `seen`; returns the number of rows.

    In batches, each a transaction of its own, and beside other processes that do the same.
    """
    deleted = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_TRIM, {"seen": seen.xmin, "kept": KEPT_SECONDS, "batch": TRIM_BATCH})
            deleted += cursor.rowcount
            if cursor.rowcount < TRIM_BATCH:
                return deleted


# The snapshot is that of the statement itself, so what it returns and up to where is one truth.
# Transactions from `xmax` on or in progress are exactly those that the last reading did not show,
# and both are found by the primary key. A restored backup holds transactions of another server that
# are still to come on this one; `xid <` leaves them out.
_READ = f"""
WITH fresh AS MATERIALIZED (
    SELECT xid, id, ticket_id, kind, at
    FROM ticket_change
    WHERE (xid >= %(xmax)s::xid8 OR xid = ANY(%(in_progress)s::xid8[]))
      AND xid < pg_snapshot_xmax(pg_current_snapshot())
      AND (%(until)s::pg_snapshot IS NULL OR pg_visible_in_snapshot(xid, %(until)s::pg_snapshot))
    ORDER BY xid, id
    LIMIT %(limit)s
), latest AS (
    SELECT ticket_id, bool_or(kind = 'created') AS created, max(id) AS last
    FROM fresh
    WHERE kind <> 'reload' AND (SELECT count(*) FROM fresh) < %(limit)s
    GROUP BY ticket_id
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
