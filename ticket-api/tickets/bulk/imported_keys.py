"""Which rows of a source were imported (tickets/models.py, ImportedRow).

Raw SQL: `ON CONFLICT … RETURNING` says which keys are new, and numbers come from a sequence.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from tickets.models import ImportedRow, Ticket

_KEYS, _TICKETS = ImportedRow._meta.db_table, Ticket._meta.db_table

_FIND = f"SELECT key, ticket_id FROM {_KEYS} WHERE key = ANY(%s::bytea[])"  # noqa: S608 (a table of ours)

_NUMBERS = f"SELECT nextval('{_TICKETS}_id_seq') FROM generate_series(1, %s) ORDER BY 1"  # noqa: S608

# A second run beside this one waits here for the first one's commit, and then finds the keys taken.
# In the order of the keys, so that the two never wait for each other.
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
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(keys)])
        return {bytes(key): ticket_id for key, ticket_id in cursor.fetchall()}


def keys_take(keys: Sequence[bytes], ticket_ids: Sequence[int | None]) -> set[bytes]:
    """Remember the keys with their tickets; gives those that were not known."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(keys), list(ticket_ids)])
        return {bytes(key) for (key,) in cursor.fetchall()}


def take_numbers(count: int) -> list[int]:
    """Numbers of new tickets, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [count])
        return [number for (number,) in cursor.fetchall()]
