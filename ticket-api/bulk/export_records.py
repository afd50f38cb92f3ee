"""What an export says beside the columns of tickets; names as in the rows of an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet, Sum

from accounts.names import shown_name
from bulk.other_lines import ANSWER_COLUMNS
from bulk.record_rows import SuggestionRow
from conversations.models import Macro, Message, TimeCount
from tickets.models import SuggestionCount, TicketChange, TicketSuggestion
from tickets.times import TicketTimes

_Row = dict[str, Any]
_Lists = defaultdict[int, list[_Row]]
_TIME_COLUMNS = ("part", "measure", "value", "step")


class _Accounts:
    """The accounts as they are now; there are few beside tickets."""

    def __init__(self) -> None:
        found = User.objects.only("id", "username", "first_name", "last_name")
        self._all = {account.pk: account for account in found}

    def username(self, account_id: int | None) -> str | None:
        """None for an account that is gone."""
        account = self._all.get(account_id) if account_id is not None else None
        return account.username if account else None

    def shown(self, account_id: int) -> str:
        """The display name."""
        account = self._all.get(account_id)
        return shown_name(account_id, account.get_full_name() if account else "")


@dataclass(frozen=True)
class Records:
    """The records of some tickets, by the tickets' ids."""

    messages: _Lists
    history: _Lists
    suggestions: dict[int, _Row]
    times: dict[int, _Row]

    @classmethod
    def of(cls, created: Mapping[int, datetime]) -> Records:
        """Read them for the tickets with these ids and times of creation."""
        accounts, ids = _Accounts(), list(created)
        return cls(
            messages=_messages(ids, accounts),
            history=_history(created, accounts),
            suggestions=_suggestions(ids),
            times=_times(ids, accounts),
        )


def _messages(ids: list[int], accounts: _Accounts) -> _Lists:
    columns = ("ticket_id", "kind", "author_name", "author_account_id", "body", "created_at")
    found = Message.objects.filter(ticket_id__in=ids).order_by("ticket_id", "number")
    messages: _Lists = defaultdict(list)
    for ticket_id, kind, author, account, body, created_at in found.values_list(*columns):
        messages[ticket_id].append(
            {
                "kind": kind,
                "author": author,
                "account": accounts.username(account),
                "body": body,
                "created_at": created_at,
            }
        )
    return messages


def _history(created: Mapping[int, datetime], accounts: _Accounts) -> _Lists:
    changes: _Lists = defaultdict(list)
    for change in TicketChange.objects.filter(ticket_id__in=list(created)).order_by("id"):
        # An earlier change is of a former ticket with the same id (tickets/audit/trail.py).
        if change.changed_at >= created[change.ticket_id]:
            changes[change.ticket_id].append(_change(change, accounts))
    return changes


def _change(change: TicketChange, accounts: _Accounts) -> _Row:
    row: _Row = {
        "changed_at": change.changed_at,
        "account": accounts.username(change.account_id),
        "by_requester": change.by_requester,
        "request_id": change.request_id,
        "field": change.field,
        "old_value": change.old_value,
        "new_value": change.new_value,
    }
    if change.field == "assignee":
        for side in ("old", "new"):
            value = row[f"{side}_value"]
            account_id = int(value) if value.isdigit() else None
            row[f"{side}_account"] = accounts.username(account_id)
            if account_id is not None:
                row[f"{side}_value"] = accounts.shown(account_id)
    return row


def _suggestions(ids: list[int]) -> dict[int, _Row]:
    found = TicketSuggestion.objects.filter(ticket_id__in=ids)
    rows = found.values("ticket_id", *SuggestionRow().fields)
    return {row.pop("ticket_id"): row for row in rows}


def _times(ids: list[int], accounts: _Accounts) -> dict[int, _Row]:
    return {
        row.ticket_id: {
            "first_reply_at": row.first_reply_at,
            "first_reply_step": row.first_reply_step,
            "first_reply_category": row.first_reply_category,
            "first_reply_priority": row.first_reply_priority,
            "first_reply_account": accounts.username(row.first_reply_assignee_id),
            "answers": row.answers,
            "resolved_at": row.resolved_at,
            "resolved_step": row.resolved_step,
            "resolved_category": row.resolved_category,
            "resolved_priority": row.resolved_priority,
            "resolved_account": accounts.username(row.resolved_assignee_id),
            "reopened": row.reopened,
        }
        for row in TicketTimes.objects.filter(ticket_id__in=ids)
    }


def other_records() -> Iterator[_Row]:
    """The macros, and for each day what the counters have that tickets do not say."""
    for macro in Macro.objects.order_by("id").values("title", "body", "created_at", "updated_at"):
        yield {"macro": macro}
    accounts = _Accounts()
    times = TimeCount.objects.filter(span=1).values("day", *_TIME_COLUMNS)
    of_times = _by_day(times.annotate(count=Sum("tickets")), "tickets")
    for row in (row for rows in of_times.values() for row in rows):
        if row["part"] == TimeCount.Part.ASSIGNEE and row["value"]:
            row["value"] = accounts.username(int(row["value"])) or ""
    answers = SuggestionCount.objects.filter(field="answer").values("day", *ANSWER_COLUMNS)
    of_answers = _by_day(answers.annotate(count=Sum("suggestions")), "suggestions")
    for day in sorted(of_times.keys() | of_answers.keys()):
        yield {"figures": {"day": day, "times": of_times[day], "answers": of_answers[day]}}


def _by_day(counts: QuerySet[Any, _Row], name: str) -> defaultdict[date, list[_Row]]:
    """The rows of each day whose sums are not 0, with the sum as `name`."""
    days: defaultdict[date, list[_Row]] = defaultdict(list)
    for row in counts.exclude(count=0).order_by(*counts.query.values_select):
        days[row.pop("day")].append({**row, name: int(row.pop("count"))})
    return days
