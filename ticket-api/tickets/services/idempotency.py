"""A ticket is created once for an Idempotency-Key, however often and in parallel it is sent.

The unique index on the key decides: a second sender waits in it for the first one's commit, and
then either replays what the first created or, had the first failed, creates it itself.
"""

from dataclasses import dataclass
from typing import Any

from common.idempotency import HOURS_KEPT, RequestKey, find_earlier, forget_old_keys
from people.requesters import find_or_store
from tickets.models import UNFINISHED, IdempotencyKey, Ticket
from tickets.representation import (
    TICKET_FIELDS,
    WRITTEN_COLUMNS,
    WRITTEN_PARAMETERS,
    TicketRow,
    new_row,
)
from tickets.services.ticket_service import RETURNING, stored_with, ticket_create

# One key in so many clears old ones away, twice as many at most: looking for them with every key
# took a quarter of the time of a create.
CLEARING = 20


@dataclass(frozen=True)
class Created:
    """The ticket as it was created, and whether an earlier request had created it."""

    row: TicketRow
    replayed: bool = False


def ticket_create_once(
    *, fields: dict[str, Any], key: RequestKey | None, suggestion_token: object = None
) -> Created:
    """Create a ticket of validated `fields`, or find the one that a request with `key` created.

    A replay is the ticket as it was created: the body has its text, so the sender learns nothing of
    later changes, also after the ticket's private links were revoked. It leaves the ledger of
    suggestions as it is. Raises KeyReused when the key belongs to another body.
    """
    if key is None:
        return Created(ticket_create(fields=fields, suggestion_token=suggestion_token))
    statement = _INSERT_ONCE_WITH_REQUESTER if fields.get("requester") else _INSERT_ONCE
    while True:
        row = stored_with(statement, fields, suggestion_token, key=key.key, digest=key.digest)
        if row:
            if row["id"] % CLEARING == 0:
                forget_old_keys(IdempotencyKey.objects.all(), most=2 * CLEARING)
            return Created(row)
        # None when the key, or its ticket, went meanwhile: then it is free again.
        replayed = _replay(key, fields)
        if replayed:
            return replayed


def _replay(key: RequestKey, fields: dict[str, Any]) -> Created | None:
    taken = find_earlier(IdempotencyKey.objects.select_related("ticket"), key, what="ticket")
    if taken is None:
        return None
    ticket = taken.ticket
    row = new_row(fields)
    row |= {"id": ticket.pk, "created_at": ticket.created_at, "updated_at": ticket.created_at}
    row |= {"requester_id": ticket.requester_id, "assignee_id": None, "duplicate_of_id": None}
    row["waiting_since"] = ticket.created_at if row["status"] in UNFINISHED else None
    return Created({name: row[name] for name in TICKET_FIELDS}, replayed=True)


# Key and ticket in one statement: no ticket where the key is taken. A key that is over its time is
# taken over, so two cannot both take it.
_TAKEN = f"""
taken AS (
    INSERT INTO {IdempotencyKey._meta.db_table} AS kept (key, body_digest, ticket_id)
    VALUES (%(key)s, %(digest)s, nextval('{Ticket._meta.db_table}_id_seq'))
    ON CONFLICT (key) DO UPDATE
    SET body_digest = excluded.body_digest, ticket_id = excluded.ticket_id, created_at = now()
    WHERE kept.created_at < now() - interval '{HOURS_KEPT} hours'
    RETURNING ticket_id
)"""  # noqa: S608 (names and a number of ours)
_INSERT_ONCE = f"""
WITH {_TAKEN}
INSERT INTO {Ticket._meta.db_table} (id, {WRITTEN_COLUMNS})
SELECT ticket_id, {WRITTEN_PARAMETERS} FROM taken
RETURNING {RETURNING}
"""  # noqa: S608 (as above)
_INSERT_ONCE_WITH_REQUESTER = f"""
WITH {_TAKEN}, person AS ({find_or_store("FROM taken")})
INSERT INTO {Ticket._meta.db_table} (id, {WRITTEN_COLUMNS}, requester_id)
SELECT ticket_id, {WRITTEN_PARAMETERS}, person.id FROM taken, person
RETURNING {RETURNING}
"""  # noqa: S608 (as above)
