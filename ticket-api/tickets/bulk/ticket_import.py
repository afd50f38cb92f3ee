"""Imports rows as tickets: every good one once, however often an import is interrupted.

A row is known by a digest of its source and of what it says, counted where a source says the same
twice. The digest is stored with its ticket in one transaction, so an import that was interrupted
and is run again goes on where it stopped, and one that was complete adds nothing. A row whose
ticket was deleted is forgotten with it.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from rest_framework import serializers

from common.errors import named_sentences
from common.statements import execute
from conversations.fields import EmailAddress, PersonName
from conversations.models import Message
from conversations.requesters import Person, requester_store
from tickets.bulk.conversation_rows import (
    MESSAGE_COLUMNS,
    ConversationRow,
    account_id,
    message_rows,
    waiting_since,
)
from tickets.bulk.import_files import Row
from tickets.models import ImportedRow, Ticket
from tickets.representation import PUBLIC_FIELDS, WRITTEN_FIELDS, new_row
from tickets.serializers import TicketInput

# Rows of one transaction: what an interruption makes the next run do again.
BATCH = 1_000
# Programs write 0001-01-01, 1899-12-30, 1904-01-01, 1970-01-01 or 1980-01-01 for "no time".
PLACEHOLDERS_END = datetime(1980, 1, 2, tzinfo=UTC)
# As databases write into CSV what is not there.
_NO_VALUE = ("null", "\\n", "none")
_NO_FUTURE = "Use a time that has passed"
_NO_PLACEHOLDER = (
    "Programs write so early a time where none is known. Use the true time, or leave it empty for "
    "the time of the import"
)


class ImportInput(TicketInput):
    """A row: the fields of a new ticket, its requester, and when it was created, if before."""

    requester_name = PersonName()
    requester_email = EmailAddress()
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
        given = data
        if isinstance(data, dict):
            data = {name: _spelled(name, value) for name, value in data.items()}
            data = {
                name: value
                for name, value in data.items()
                if value not in (None, "") or name in REQUIRED
            }
        fields: dict[str, Any] = super().run_validation(data)
        # A row of `export_tickets`; other programs mean other things by the same names.
        if isinstance(given, dict) and isinstance(given.get("messages"), list):
            fields |= ConversationRow().run_validation(given)
        return fields

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
    if name in ("status", "created_at") and value.casefold() in _NO_VALUE:
        return None
    is_choice = name in ("category", "priority", "status")
    return re.sub(r"[\s-]+", "_", value.casefold()) if is_choice else value


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
        # The tickets' numbers by those that the file has, and the originals of duplicates by the
        # tickets' numbers, as the file has them.
        self._numbers: dict[int, int] = {}
        self._originals: dict[int, int] = {}

    def run(self, rows: Iterable[Row]) -> None:
        """Import all rows, a batch a transaction."""
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            valid = [(row.line, fields) for row in batch if (fields := self._validate(row))]
            self._store([_New(line, self._key(fields), fields) for line, fields in valid])
        self._mark_duplicates()

    def _validate(self, row: Row) -> dict[str, Any] | None:
        if row.data is None:
            self._refuse(row.line, row.problem)
            return None
        has_conversation = isinstance(row.data.get("messages"), list)
        known = FIELDS.keys() | (ConversationRow().fields.keys() if has_conversation else set())
        self.ignored |= row.data.keys() - known
        try:
            return dict(self._input.run_validation(row.data))
        except serializers.ValidationError as error:
            reasons = [
                f"{field}: {sentence}"
                for field, sentences in named_sentences(error.detail)
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
        """Raw SQL: the ORM has no COPY, and takes no numbers from a sequence."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            # The rows say whose requesters wait; times of old answers are not counted.
            cursor.execute("SET LOCAL conversations.loads = 'on'")
            cursor.execute(_FIND_KEYS, [[new.key for new in batch]])
            known = {bytes(key): ticket_id for key, ticket_id in cursor.fetchall()}
            unknown = [new for new in batch if new.key not in known]
            # Numbers in the order of the file.
            cursor.execute(_TAKE_NUMBERS, [len(unknown)])
            numbers = [number for (number,) in cursor.fetchall()]
            cursor.execute(_TAKE_KEYS, [[new.key for new in unknown], numbers])
            taken = {number for (number,) in cursor.fetchall()}
            stored = [
                (number, new.fields)
                for number, new in zip(numbers, unknown, strict=True)
                if number in taken
            ]
            # Before the COPY: the connection runs no other statement during one.
            rows = [(number, *_columns(fields)) for number, fields in stored]
            messages = [
                row
                for number, fields in stored
                for row in message_rows(number, fields.get("messages", []))
            ]
            with cursor.copy(_COPY) as copy:
                for row in rows:
                    copy.write_row(row)
            with cursor.copy(_COPY_MESSAGES) as copy:
                for row in messages:
                    copy.write_row(row)
        self._remember(batch, known | dict(zip((new.key for new in unknown), numbers, strict=True)))
        self.imported += len(taken)
        added = {new.key for number, new in zip(numbers, unknown, strict=True) if number in taken}
        self.known += [new.line for new in batch if new.key not in added]

    def _remember(self, batch: list[_New], numbers: dict[bytes, int | None]) -> None:
        """Note which ticket became which, and which are duplicates, for `_mark_duplicates`."""
        for new in batch:
            former, number = new.fields.get("id"), numbers.get(new.key)
            if former is None or number is None:
                continue
            self._numbers[former] = number
            if new.fields.get("duplicate_of") is not None:
                self._originals[number] = new.fields["duplicate_of"]

    def _mark_duplicates(self) -> None:
        """Let duplicates of the file point at their originals, which may come after them."""
        duplicates: defaultdict[int, list[int]] = defaultdict(list)
        for number, former in self._originals.items():
            if former in self._numbers:
                duplicates[self._numbers[former]].append(number)
        with transaction.atomic():
            execute("SET LOCAL statement_timeout = 0")
            for original, numbers in duplicates.items():
                unmarked = Ticket.objects.filter(pk__in=numbers, duplicate_of=None)
                unmarked.update(duplicate_of=original)


def _columns(fields: dict[str, Any]) -> tuple[Any, ...]:
    """The values of COLUMNS but the number."""
    created_at = fields.get("created_at") or timezone.now()
    row = new_row(fields)
    given = fields.get("requester") or {}
    name = given.get("name") or fields.get("requester_name") or ""
    email = given.get("email") or fields.get("requester_email") or None
    waits = waiting_since(row["status"], created_at, fields.get("messages", []))
    return (
        *(row[name] for name in WRITTEN_FIELDS),
        created_at,
        fields.get("updated_at") or created_at,
        requester_store(Person(name, email)) if name or email else None,
        account_id(fields.get("assignee")),
        fields["waiting_since"] if "messages" in fields and "waiting_since" in fields else waits,
    )


_KEYS, _TICKETS = ImportedRow._meta.db_table, Ticket._meta.db_table

_FIND_KEYS = f"SELECT key, ticket_id FROM {_KEYS} WHERE key = ANY(%s::bytea[])"  # noqa: S608 (a table of ours)

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
    ({", ".join(PUBLIC_FIELDS)}, requester_id, assignee_id, waiting_since) FROM STDIN
"""
_COPY_MESSAGES = f"COPY {Message._meta.db_table} ({', '.join(MESSAGE_COLUMNS)}) FROM STDIN"
