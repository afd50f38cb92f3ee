"""Events as bytes in the format that browsers' EventSource reads, made once for all streams.

| event        | data                                                           |
| ------------ | -------------------------------------------------------------- |
| `ticket`     | `{"change": "created" or "changed", "ticket": {…all fields…}}` |
| `stats`      | the body of `GET /api/tickets/stats/`                          |
| `reset`      | `{}`: too much was missed to be told one by one; load anew     |
| `signed_out` | `{}`: the caller may not read any more, and the stream ends    |
| `ping`       | `{}`: every 15 s (contracts/timeouts.json), so a page can tell |
|              | a quiet stream from a dead connection                          |

`id:` stands on the last event of a reading only: a stream that is cut before it gets the whole
reading again, and nothing is lost.
"""

from typing import Any

import orjson

from live.change_log import Changes, Position
from tickets.representation import TicketRow

RETRY_MILLISECONDS = 2_000
HELLO = f"retry: {RETRY_MILLISECONDS}\n\n".encode()


def changes_block(changes: Changes) -> bytes:
    """What happened, up to `changes.position`; empty when nothing did."""
    if changes.is_empty:
        return b""
    if changes.too_many:
        return _event("reset", {}, changes.position)
    *most, last = [{"change": kind, "ticket": row} for kind, row in changes.tickets]
    return b"".join(
        [*(_event("ticket", data) for data in most), _event("ticket", last, changes.position)]
    )


def reset_block(position: Position) -> bytes:
    """Tells a page whose past cannot be told any more to load everything anew."""
    return _event("reset", {}, position)


def ticket_block(kind: str, row: TicketRow) -> bytes:
    """One ticket for whoever follows it alone; without `id:`, which tells how busy others are."""
    return _event("ticket", {"change": kind, "ticket": row})


def stats_block(stats: dict[str, Any], position: Position) -> bytes:
    """The whole body of the statistics."""
    return _event("stats", stats, position)


def ping_block(position: Position | None) -> bytes:
    """The heartbeat. An event, because EventSource shows no comment to the page; `id:` moves the
    resume point on while no ticket changes.
    """
    return _event("ping", {}, position)


def _event(name: str, data: object, position: Position | None = None) -> bytes:
    body = orjson.dumps(data, option=orjson.OPT_UTC_Z)  # One line: JSON escapes line breaks.
    return b"event: " + name.encode() + b"\ndata: " + body + b"\n" + _id_line(position) + b"\n"


def _id_line(position: Position | None) -> bytes:
    token = position.token() if position else None
    return f"id: {token}\n".encode() if token else b""


RESET = _event("reset", {})
SIGNED_OUT = _event("signed_out", {})
