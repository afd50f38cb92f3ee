"""Events as bytes in the EventSource format, encoded once for all streams.

| event        | data                                                           |
| ------------ | -------------------------------------------------------------- |
| `ticket`     | `{"change": "created" or "changed", "ticket": {…all fields…}}` |
| `message`    | `{"ticket_id", "id", "kind"}`: a message was sent; only for    |
|              | callers with a role, and for a link without notes              |
| `stats`      | the body of `GET /api/tickets/stats/`                          |
| `reset`      | `{}`: too many changes to send; the page reloads its list      |
| `signed_out` | `{}`: the caller has no permission any more; the stream ends   |
| `ping`       | `{}`: every 15 s (contracts/timeouts.json), so that a page can |
|              | distinguish a quiet stream from a dead connection              |

Only the last event of a reading has an `id:`. A stream that breaks before this event resumes from
the previous reading, so no event is lost.
"""

from typing import Any

import orjson

from live.change_log import Changes, Message, Position
from tickets.representation import WITHOUT_ROLE, TicketRow, public_ticket

RETRY_MILLISECONDS = 2_000
HELLO = f"retry: {RETRY_MILLISECONDS}\n\n".encode()


def changes_block(changes: Changes, *, for_roles: bool) -> bytes:
    """The events of `changes`; empty without events.

    Only callers with a role get persons and messages.
    """
    if changes.too_many:
        return _event("reset", {}, changes.position)
    kinds = [kind for kind, _ in changes.tickets]
    bodies = changes.for_roles if for_roles else _without_role(changes)
    events: list[tuple[str, dict[str, Any]]] = [
        ("ticket", {"change": kind, "ticket": body})
        for kind, body in zip(kinds, bodies, strict=True)
    ]
    if for_roles:
        events += [("message", _message(one, one.number)) for one in changes.messages]
    if not events:
        return b""
    *most, last = events
    return b"".join([*(_event(*event) for event in most), _event(*last, changes.position)])


def _without_role(changes: Changes) -> list[dict[str, Any]]:
    return [{**public_ticket(row), **WITHOUT_ROLE} for _, row in changes.tickets]


def reset_block(position: Position) -> bytes:
    """A `reset` for a page that cannot resume at its position."""
    return _event("reset", {}, position)


def ticket_block(kind: str, row: TicketRow) -> bytes:
    """A ticket for the stream of this ticket.

    It has no `id:`, because ids reveal how many other tickets change.
    """
    return _event("ticket", {"change": kind, "ticket": public_ticket(row)})


def public_message_block(message: Message) -> bytes:
    """A message for the stream of its ticket's private link; empty for a note.

    It has the number among the public messages, because other numbers reveal notes.
    """
    if message.public_number is None:
        return b""
    return _event("message", _message(message, message.public_number))


def stats_block(stats: dict[str, Any], position: Position) -> bytes:
    """The whole body of the statistics."""
    return _event("stats", stats, position)


def ping_block(position: Position | None) -> bytes:
    """The heartbeat, an event because EventSource hides comments from the page.

    Its `id:` advances the resume position while no ticket changes.
    """
    return _event("ping", {}, position)


def _message(message: Message, number: int) -> dict[str, Any]:
    return {"ticket_id": message.ticket.id, "id": number, "kind": message.kind}


def _event(name: str, data: object, position: Position | None = None) -> bytes:
    body = orjson.dumps(data, option=orjson.OPT_UTC_Z)  # One line: JSON escapes line breaks.
    return b"event: " + name.encode() + b"\ndata: " + body + b"\n" + _id_line(position) + b"\n"


def _id_line(position: Position | None) -> bytes:
    token = position.token() if position else None
    return f"id: {token}\n".encode() if token else b""


RESET = _event("reset", {})
SIGNED_OUT = _event("signed_out", {})
