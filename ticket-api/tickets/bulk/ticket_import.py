"""Imports rows as tickets: every good one once, however often an import is interrupted.

A row is known by a digest of its source and of what it says, counted where a source says the same
twice. The digest is stored with its ticket in one transaction, so an import that was interrupted
and is run again goes on where it stopped, and one that was complete adds nothing. A row whose
ticket was deleted is forgotten with it.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from rest_framework import serializers

from tickets.bulk.import_files import Row
from tickets.models import ImportedRow, Ticket
from tickets.representation import PUBLIC_FIELDS, WRITTEN_FIELDS, new_row
from tickets.serializers import TicketInput

# Rows of one transaction: what an interruption makes the next run do again.
BATCH = 1_000
# Programs write 0001-01-01, 1899-12-30, 1904-01-01, 1970-01-01 or 1980-01-01 for "no time".
PLACEHOLDERS_END = datetime(1980, 1, 2, tzinfo=UTC)
_NO_FUTURE = "Use a time that has passed"
_NO_PLACEHOLDER = (
    "Programs write so early a time where none is known. Use the true time, or leave it empty for "
    "the time of the import"
)


class ImportInput(TicketInput):
    """A row: the fields of a new ticket, and when it was created, if that was before."""

    created_at = serializers.DateTimeField(
        required=False,
        default_timezone=UTC,
        error_messages={
            "invalid": "Write the time as 2026-11-23T08:15:30Z",
            "overflow": _NO_PLACEHOLDER,
        },
    )

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The fields; words as people write them become the API's, and nothing is no value."""
        if isinstance(data, dict):
            data = {name: _spelled(name, value) for name, value in data.items()}
            data = {
                name: value
                for name, value in data.items()
                if value not in (None, "") or name in REQUIRED
            }
        return super().run_validation(data)

    def validate_created_at(self, value: datetime) -> datetime:
        """A ticket from the future would be above all others until then."""
        if value < PLACEHOLDERS_END:
            raise serializers.ValidationError(_NO_PLACEHOLDER)
        if value > timezone.now():
            raise serializers.ValidationError(_NO_FUTURE)
        return value


def _spelled(name: str, value: Any) -> Any:
    """`value` of the column `name` without blanks around it; choices as the API spells them."""
    if not isinstance(value, str) or name in ("title", "description"):
        return value
    value = value.strip()
    return value if name == "created_at" else re.sub(r"[\s-]+", "_", value.casefold())


FIELDS = ImportInput().fields
REQUIRED = [name for name, field in FIELDS.items() if field.required]


@dataclass(frozen=True)
class _New:
    """A valid row."""

    line: int
    key: bytes
    fields: dict[str, Any]


class TicketImport:
    """One run over one source; remembers what became of its rows."""

    def __init__(self, source: str, *, tell: Callable[[int, str], object]) -> None:
        """`tell` hears the line and the reason of every bad row."""
        self.imported = 0
        self.known: list[int] = []  # Lines.
        self.bad: list[int] = []
        self.ignored: set[str] = set()  # Columns that no ticket has.
        self._source = source
        self._tell = tell
        self._input = ImportInput()
        self._seen: Counter[bytes] = Counter()

    def run(self, rows: Iterable[Row]) -> None:
        """Import all rows, a batch a transaction."""
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            valid = [(row.line, fields) for row in batch if (fields := self._validate(row))]
            self._store([_New(line, self._key(fields), fields) for line, fields in valid])

    def _validate(self, row: Row) -> dict[str, Any] | None:
        if row.data is None:
            self._refuse(row.line, row.problem)
            return None
        self.ignored |= row.data.keys() - FIELDS.keys()
        try:
            return dict(self._input.run_validation(row.data))
        except serializers.ValidationError as error:
            reasons = [
                f"{field}: {sentence}"
                for field, sentences in dict(error.detail).items()  # type: ignore[arg-type]
                for sentence in sentences
            ]
            self._refuse(row.line, "; ".join(reasons))
            return None

    def _refuse(self, line: int, reason: str) -> None:
        self.bad.append(line)
        self._tell(line, reason)

    def _key(self, fields: dict[str, Any]) -> bytes:
        said = json.dumps([self._source, fields], sort_keys=True, default=str).encode()
        digest = hashlib.sha256(said).digest()[:16]
        self._seen[digest] += 1
        if self._seen[digest] == 1:
            return digest
        return hashlib.sha256(digest + str(self._seen[digest]).encode()).digest()[:16]

    def _store(self, batch: list[_New]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(_FIND_KEYS, [[new.key for new in batch]])
            known = {bytes(key) for (key,) in cursor.fetchall()}
            unknown = [new for new in batch if new.key not in known]
            # Numbers in the order of the file.
            cursor.execute(_TAKE_NUMBERS, [len(unknown)])
            numbers = [number for (number,) in cursor.fetchall()]
            cursor.execute(_TAKE_KEYS, [[new.key for new in unknown], numbers])
            taken = {number for (number,) in cursor.fetchall()}
            with cursor.copy(_COPY) as copy:
                for number, new in zip(numbers, unknown, strict=True):
                    if number in taken:
                        copy.write_row((number, *_columns(new.fields)))
        self.imported += len(taken)
        added = {new.key for number, new in zip(numbers, unknown, strict=True) if number in taken}
        self.known += [new.line for new in batch if new.key not in added]


def _columns(fields: dict[str, Any]) -> tuple[Any, ...]:
    created_at = fields.get("created_at") or timezone.now()
    row = new_row(fields)
    return (*(row[name] for name in WRITTEN_FIELDS), created_at, created_at)


_KEYS, _TICKETS = ImportedRow._meta.db_table, Ticket._meta.db_table

_FIND_KEYS = f"SELECT key FROM {_KEYS} WHERE key = ANY(%s::bytea[])"  # noqa: S608 (a table of ours)

_TAKE_NUMBERS = f"SELECT nextval('{_TICKETS}_id_seq') FROM generate_series(1, %s) ORDER BY 1"  # noqa: S608

# A second run beside this one waits here for the first one's commit, and then finds the keys taken.
# In the order of the keys, so that the two never wait for each other.
_TAKE_KEYS = f"""
INSERT INTO {_KEYS} (key, ticket_id)
SELECT key, ticket_id FROM unnest(%s::bytea[], %s::bigint[]) AS new (key, ticket_id) ORDER BY key
ON CONFLICT DO NOTHING RETURNING ticket_id
"""  # noqa: S608 (as above)

_COPY = f"""
COPY {_TICKETS}
    ({", ".join(PUBLIC_FIELDS)}) FROM STDIN
"""
