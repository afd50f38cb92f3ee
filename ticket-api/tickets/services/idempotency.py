"""A ticket is created once for an Idempotency-Key, however often and in parallel it is sent.

The unique index on the key decides: a second sender waits in it for the first one's commit, and
then either replays what the first created or, had the first failed, creates it itself.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from rest_framework.exceptions import ValidationError

from conversations import requesters
from tickets.models import UNFINISHED, IdempotencyKey, Ticket
from tickets.representation import (
    TICKET_FIELDS,
    WRITTEN_COLUMNS,
    WRITTEN_PARAMETERS,
    TicketRow,
    new_row,
)
from tickets.services.ticket_service import RETURNING, stored_with, ticket_create

KEY_CHARACTERS = 255
HOURS_KEPT = 24
# One key in so many clears old ones away, twice as many at most: looking for them with every key
# took a quarter of the time of a create.
CLEARING = 20


class KeyReusedError(Exception):
    """The key was used for another body in the last 24 hours."""


@dataclass(frozen=True)
class Created:
    """The ticket as it was created, and whether an earlier request had created it."""

    row: TicketRow
    replayed: bool = False


def read_idempotency_key(headers: Mapping[str, str]) -> str | None:
    """The key of the request, None without one; ValidationError when it cannot be one."""
    key = headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_CHARACTERS or not all("!" <= letter <= "~" for letter in key):
        sentence = f"Use 1 to {KEY_CHARACTERS} letters, digits and signs, for example a UUID"
        raise ValidationError({"Idempotency-Key": [sentence]})
    return key


def ticket_create_once(
    *, fields: dict[str, Any], key: str | None, body: Any, suggestion_token: object = None
) -> Created:
    """Create a ticket of validated `fields`, or find the one that `key` and `body` created.

    A replay is the ticket as it was created: the body has its text, so the sender learns nothing of
    later changes, also after the ticket's private links were revoked. It leaves the ledger of
    suggestions as it is. Raises KeyReusedError when the key belongs to another body.
    """
    if key is None:
        return Created(ticket_create(fields=fields, suggestion_token=suggestion_token))
    digest = body_digest(body)
    statement = _INSERT_ONCE_WITH_REQUESTER if fields.get("requester") else _INSERT_ONCE
    while True:
        row = stored_with(statement, fields, suggestion_token, key=key, digest=digest)
        if row:
            if row["id"] % CLEARING == 0:
                _forget_old_keys()
            return Created(row)
        # None when the key, or its ticket, went meanwhile: then it is free again.
        replayed = _replay(key, digest, fields)
        if replayed:
            return replayed


def body_digest(body: Any) -> bytes:
    """The same for the same JSON value, in whatever order and spacing it was sent."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode("utf-8")).digest()


def _forget_old_keys() -> None:
    """New keys delete old ones, so the table keeps about a day's keys without a timer."""
    old = IdempotencyKey.objects.filter(created_at__lt=Now() - timedelta(hours=HOURS_KEPT))
    with transaction.atomic():
        some = old.order_by("created_at").select_for_update(skip_locked=True)[: 2 * CLEARING]
        IdempotencyKey.objects.filter(pk__in=[key.pk for key in some]).delete()


def _replay(key: str, digest: bytes, fields: dict[str, Any]) -> Created | None:
    columns = ("body_digest", "ticket_id", "ticket__created_at", "ticket__requester_id")
    taken = IdempotencyKey.objects.filter(key=key).values_list(*columns).first()
    if taken is None:
        return None
    body_digest, ticket_id, created_at, requester_id = taken
    if bytes(body_digest) != digest:
        raise KeyReusedError
    row = new_row(fields)
    row |= {"id": ticket_id, "created_at": created_at, "updated_at": created_at}
    row |= {"requester_id": requester_id, "assignee_id": None, "duplicate_of_id": None}
    row["waiting_since"] = created_at if row["status"] in UNFINISHED else None
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
WITH {_TAKEN}, person AS ({requesters.find_or_store("FROM taken")})
INSERT INTO {Ticket._meta.db_table} (id, {WRITTEN_COLUMNS}, requester_id)
SELECT ticket_id, {WRITTEN_PARAMETERS}, person.id FROM taken, person
RETURNING {RETURNING}
"""  # noqa: S608 (as above)
