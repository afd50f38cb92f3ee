"""Imports rows as tickets: every good one once, every bad one told, whatever interrupts it.

A row is known by a digest of its source's name and of what it says, counted where a source says
the same twice. The digest is stored with its ticket in one transaction, so an import that was
interrupted and is run again goes on where it stopped, and one that was complete adds nothing.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from rest_framework import serializers

from tickets.import_files import Row
from tickets.models import ImportedRow, Status, Ticket
from tickets.serializers import TicketInput

# Rows of one transaction: what an interruption makes the next run do again.
BATCH = 1_000
_NO_FUTURE = "Use a time that has passed"


class ImportInput(TicketInput):
    """A row: the fields of a new ticket, and when it was created, if that was before."""

    created_at = serializers.DateTimeField(
        required=False,
        default_timezone=UTC,
        error_messages={"invalid": "Write the time as 2026-11-23T08:15:30Z"},
    )

    def validate_created_at(self, value: datetime) -> datetime:
        """A ticket from the future would stand above all others until then."""
        if value > timezone.now():
            raise serializers.ValidationError(_NO_FUTURE)
        return value


REQUIRED = [name for name, field in ImportInput().fields.items() if field.required]


class TicketImport:
    """One run over one source; counts what became of its rows."""

    def __init__(self, source: str, *, tell: Callable[[int, str], None]) -> None:
        """`tell` hears the line and the reason of every bad row."""
        self.imported = self.known = self.bad = 0
        self._source = source
        self._tell = tell
        self._input = ImportInput()
        self._seen: Counter[bytes] = Counter()

    def run(self, rows: Iterable[Row]) -> None:
        """Import all rows, a batch a transaction."""
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            valid = [fields for row in batch if (fields := self._validate(row)) is not None]
            self._store({self._key(fields): fields for fields in valid})

    def _validate(self, row: Row) -> dict[str, Any] | None:
        if row.data is None:
            self._refuse(row.line, row.problem)
            return None
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
        self.bad += 1
        self._tell(line, reason)

    def _key(self, fields: dict[str, Any]) -> bytes:
        said = json.dumps([self._source, fields], sort_keys=True, default=str).encode()
        digest = hashlib.sha256(said).digest()[:16]
        self._seen[digest] += 1
        if self._seen[digest] == 1:
            return digest
        return hashlib.sha256(digest + str(self._seen[digest]).encode()).digest()[:16]

    def _store(self, batch: dict[bytes, dict[str, Any]]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(_TAKE_KEYS, [list(batch)])
            new = [batch[bytes(key)] for (key,) in cursor.fetchall()]
            # In the order of the file, which the answer to an INSERT need not keep.
            order = {id(fields): number for number, fields in enumerate(batch.values())}
            new.sort(key=lambda fields: order[id(fields)])
            with cursor.copy(_COPY) as copy:
                for fields in new:
                    copy.write_row(_columns(fields))
        self.imported += len(new)
        self.known += len(batch) - len(new)


def _columns(fields: dict[str, Any]) -> tuple[Any, ...]:
    created_at = fields.get("created_at") or timezone.now()
    return (
        fields["title"],
        fields["description"],
        str(fields["category"]),
        str(fields["priority"]),
        str(fields.get("status", Status.OPEN)),
        created_at,
        created_at,
    )


# A second run beside this one waits here for the first one's commit, and then finds the keys taken.
_TAKE_KEYS = f"""
INSERT INTO {ImportedRow._meta.db_table} (key)
SELECT key FROM unnest(%s::bytea[]) AS key ORDER BY key
ON CONFLICT DO NOTHING RETURNING key
"""  # noqa: S608 (a table name of ours)

_COPY = f"""
COPY {Ticket._meta.db_table}
    (title, description, category, priority, status, created_at, updated_at) FROM STDIN
"""
