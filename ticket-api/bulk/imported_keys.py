"""Which rows of a source were imported (tickets/models.py, ImportedRow)."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from common.statements import read
from tickets.models import ImportedRow, Ticket

_KEYS, _TICKETS = ImportedRow._meta.db_table, Ticket._meta.db_table

_NUMBERS = f"SELECT nextval('{_TICKETS}_id_seq') FROM generate_series(1, %s) ORDER BY 1"  # noqa: S608

# The ORM's `ignore_conflicts` does not say which rows were stored.
# A concurrent run waits here for the first one's commit, and then finds the keys taken.
# The order of the keys prevents a deadlock.
_TAKE = f"""
INSERT INTO {_KEYS} (key, ticket_id)
SELECT key, ticket_id FROM unnest(%s::bytea[], %s::bigint[]) AS new (key, ticket_id) ORDER BY key
ON CONFLICT DO NOTHING RETURNING key
"""  # noqa: S608 (as above)


def digest_of(said: Any) -> bytes:
    """The key of a row that says `said`."""
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()[:16]


def digest_beside(key: bytes, what: str) -> bytes:
    """A second key that belongs to the row of `key`."""
    return hashlib.sha256(key + what.encode()).digest()[:16]


def keys_find(keys: Sequence[bytes]) -> dict[bytes, int | None]:
    """The numbers of the tickets of those keys that are known."""
    known = ImportedRow.objects.filter(key__in=keys).values_list("key", "ticket_id")
    return {bytes(key): ticket_id for key, ticket_id in known}


def keys_take(keys: Sequence[bytes], ticket_ids: Sequence[int | None]) -> set[bytes]:
    """Remember the keys with their tickets; gives those that were not known."""
    taken = ImportedRow.objects.raw(_TAKE, [list(keys), list(ticket_ids)])
    return {bytes(row.key) for row in taken}


def take_numbers(count: int) -> list[int]:
    """Numbers of new tickets, in order.

    Raw SQL: the ORM takes no numbers from a sequence.
    """
    return [number for (number,) in read(_NUMBERS, [count])]
