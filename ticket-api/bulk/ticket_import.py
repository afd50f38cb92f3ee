"""Imports rows as tickets: every good one once, however often an import is interrupted.

A row is known by a digest of its source and of what it says, counted where a source says the same
twice. The digest is stored with its ticket in one transaction, so an import that was interrupted
and is run again goes on where it stopped, and one that was complete adds nothing. A row whose
ticket was deleted is forgotten with it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers

from bulk.conversation_rows import (
    MESSAGE_COLUMNS,
    ConversationRow,
    message_rows,
    waiting_since,
)
from bulk.copying import copy_rows
from bulk.fields import AccountIds
from bulk.import_files import Row
from bulk.import_input import FIELDS, ImportInput
from bulk.imported_keys import (
    digest_beside,
    digest_of,
    keys_find,
    keys_take,
    take_numbers,
)
from bulk.other_lines import OtherLine, identity_of_line, is_other_line, store_line
from bulk.record_rows import (
    HISTORY_COLUMNS,
    SUGGESTION_COLUMNS,
    TIMES_COLUMNS,
    history_rows,
    names_tickets,
    suggestion_row,
    times_row,
)
from common.errors import named_sentences
from common.statements import execute
from conversations.models import Message
from people.requesters import Person, requester_store
from tickets.models import Ticket, TicketChange, TicketSuggestion
from tickets.representation import PUBLIC_FIELDS, WRITTEN_FIELDS, new_row
from tickets.times import TicketTimes

# Rows of one transaction: what an interruption makes the next run do again.
BATCH = 1_000


@dataclass(frozen=True)
class _New:
    """A valid row."""

    line: int
    key: bytes
    fields: dict[str, Any]


class TicketImport:
    """One run over one source; remembers what became of its rows."""

    def __init__(self, source: str, *, tell: Callable[[int, str], object]) -> None:
        """`tell` is called with the line and the reason of every invalid row."""
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
        # Histories that name other tickets, by the tickets' numbers, with their keys.
        self._histories: dict[int, tuple[bytes, list[dict[str, Any]]]] = {}
        self._accounts = AccountIds()

    def run(self, rows: Iterable[Row]) -> None:
        """Import all rows, a batch a transaction."""
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            valid: list[_New] = []
            for row in batch:
                if row.data is not None and is_other_line(row.data):
                    self._store_other(row)
                elif fields := self._validate(row):
                    valid.append(_New(row.line, self._key(fields), fields))
            self._store(valid)
        self._mark_duplicates()
        self._store_histories()

    def _store_other(self, row: Row) -> None:
        try:
            line = OtherLine().run_validation(row.data)
        except serializers.ValidationError as error:
            self._refuse(row.line, _reasons(error))
            return
        key = digest_of([self._source, *identity_of_line(line)])
        with transaction.atomic():
            is_new = bool(keys_take([key], [None])) and store_line(line, self._accounts)
        if is_new:
            self.imported += 1
        else:
            self.known.append(row.line)

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
            self._refuse(row.line, _reasons(error))
            return None

    def _refuse(self, line: int, reason: str) -> None:
        self.bad.append(line)
        self._tell(line, reason)

    def _key(self, fields: dict[str, Any]) -> bytes:
        key = digest_of([self._source, fields])
        self._seen[key] += 1
        return key if self._seen[key] == 1 else digest_beside(key, str(self._seen[key]))

    def _store(self, batch: list[_New]) -> None:
        with transaction.atomic():
            # The rows say whose requesters wait; times of old answers are not counted.
            execute("SET LOCAL statement_timeout = 0", "SET LOCAL conversations.loads = 'on'")
            tickets = keys_find([new.key for new in batch])
            unknown = [new for new in batch if new.key not in tickets]
            # Numbers in the order of the file.
            numbers = dict(
                zip((new.key for new in unknown), take_numbers(len(unknown)), strict=True)
            )
            taken = keys_take(list(numbers), list(numbers.values()))
            stored = [(numbers[new.key], new.fields) for new in unknown if new.key in taken]
            self._copy(stored)
        self._remember(batch, tickets | {key: numbers[key] for key in taken})
        self.imported += len(taken)
        self.known += [new.line for new in batch if new.key not in taken]

    def _copy(self, tickets: list[tuple[int, dict[str, Any]]]) -> None:
        """Store new tickets, by their numbers, with everything that came with them."""
        accounts = self._accounts
        columns = (*PUBLIC_FIELDS, "requester_id", "assignee_id", "waiting_since")
        rows = [(number, *_columns(fields, accounts)) for number, fields in tickets]
        copy_rows(Ticket._meta.db_table, columns, rows)
        messages: list[tuple[Any, ...]] = []
        changes: list[tuple[Any, ...]] = []
        for number, fields in tickets:
            messages += message_rows(number, fields.get("messages", []), accounts)
            history = fields.get("history", [])
            if not names_tickets(history):
                changes += history_rows(number, history, accounts, {})
        copy_rows(Message._meta.db_table, MESSAGE_COLUMNS, messages)
        copy_rows(TicketChange._meta.db_table, HISTORY_COLUMNS, changes)
        suggestions = [
            suggestion_row(number, fields["suggestion"], fields)
            for number, fields in tickets
            if fields.get("suggestion")
        ]
        copy_rows(TicketSuggestion._meta.db_table, SUGGESTION_COLUMNS, suggestions)
        times = [
            times_row(number, fields["times"], accounts)
            for number, fields in tickets
            if fields.get("times")
        ]
        copy_rows(TicketTimes._meta.db_table, TIMES_COLUMNS, times)

    def _remember(self, batch: list[_New], tickets: dict[bytes, int | None]) -> None:
        """Note which ticket became which, and what names other tickets of the file."""
        for new in batch:
            former, number = new.fields.get("id"), tickets.get(new.key)
            if former is None or number is None:
                continue
            self._numbers[former] = number
            if new.fields.get("duplicate_of") is not None:
                self._originals[number] = new.fields["duplicate_of"]
            if names_tickets(new.fields.get("history", [])):
                key = digest_beside(new.key, "history")
                self._histories[number] = (key, new.fields["history"])

    def _mark_duplicates(self) -> None:
        """Let duplicates of the file point at their originals, which may come after them."""
        duplicates: defaultdict[int, list[int]] = defaultdict(list)
        for number, former in self._originals.items():
            if former in self._numbers:
                duplicates[self._numbers[former]].append(number)
        with transaction.atomic():
            execute("SET LOCAL statement_timeout = 0", "SET LOCAL conversations.loads = 'on'")
            for original, numbers in duplicates.items():
                unmarked = Ticket.objects.filter(pk__in=numbers, duplicate_of=None)
                unmarked.update(duplicate_of=original)

    def _store_histories(self) -> None:
        """Store the histories that name other tickets, now that all have their numbers."""
        remaining = iter(self._histories.items())
        while batch := dict(islice(remaining, BATCH)):
            with transaction.atomic():
                execute("SET LOCAL statement_timeout = 0")
                taken = keys_take([key for key, _ in batch.values()], list(batch))
                rows: list[tuple[Any, ...]] = []
                for number, (key, history) in batch.items():
                    if key in taken:
                        rows += history_rows(number, history, self._accounts, self._numbers)
                copy_rows(TicketChange._meta.db_table, HISTORY_COLUMNS, rows)


def _reasons(error: serializers.ValidationError) -> str:
    return "; ".join(
        f"{field}: {sentence}"
        for field, sentences in named_sentences(error.detail)
        for sentence in sentences
    )


def _columns(fields: dict[str, Any], accounts: AccountIds) -> tuple[Any, ...]:
    """The values of the ticket's columns but the number."""
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
        accounts[fields.get("assignee")],
        fields["waiting_since"] if "messages" in fields and "waiting_since" in fields else waits,
    )
