"""The lines of an export that are no tickets: macros, and the figures of a day."""

from typing import Any

from rest_framework import serializers

from common.fields import Choice, JSONObject, PlainText
from conversations.models import TITLE_CHARACTERS, Macro, TimeCount
from conversations.serializers import TemplateBody
from tickets.bulk.copying import copy_rows
from tickets.bulk.fields import AccountIds, AccountName, PlausibleTime
from tickets.models import Category, Priority, TicketSuggestion

_LARGEST_STEP = 2**15 - 1
_LARGEST_COUNT = 2**53
_NAME_CHARACTERS = TicketSuggestion.NAME_CHARACTERS

ANSWER_COLUMNS = ("provider", "model", "prompt_version", "suggested", "step")
# What the counters of answers have in the columns that answers lack (suggestions/answers.py).
OF_ANSWERS = {
    "origin": TicketSuggestion.Origin.FORM.value,
    "field": "answer",
    "stale": False,
    "sent": "",
    "final": "",
    "confidence": 0,
    "seconds": 0,
}


class _Step(serializers.IntegerField):
    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=_LARGEST_STEP)


class _Count(serializers.IntegerField):
    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=_LARGEST_COUNT)


class _Name(serializers.CharField):
    def __init__(self, max_length: int = _NAME_CHARACTERS) -> None:
        super().__init__(max_length=max_length, allow_blank=True, trim_whitespace=False)


class MacroRow(JSONObject):
    """A prepared answer."""

    title = PlainText(label="title", max_length=TITLE_CHARACTERS)
    body = TemplateBody(label="text")
    created_at = PlausibleTime()
    updated_at = PlausibleTime()


class TimeCountRow(JSONObject):
    """How many answers took about so long (conversations/models.py, TimeCount)."""

    measure = Choice(TimeCount.Measure, label="measure")
    category = Choice(Category, label="category")
    priority = Choice(Priority, label="priority")
    account = AccountName()
    step = _Step()
    tickets = _Count()


class AnswerCountRow(JSONObject):
    """How many answers of the classify endpoint there were of a kind."""

    provider = _Name()
    model = _Name()
    prompt_version = _Name()
    suggested = _Name(20)
    step = _Step()
    suggestions = _Count()


class FiguresRow(JSONObject):
    """What the counters have of a day (UTC) and tickets do not say."""

    day = serializers.DateField()
    times = TimeCountRow(many=True)
    answers = AnswerCountRow(many=True)


class OtherLine(serializers.Serializer[Any]):
    """One of both."""

    macro = MacroRow(required=False)
    figures = FiguresRow(required=False)


def is_other_line(data: dict[str, Any]) -> bool:
    """Whether the row is no ticket; a ticket of another program has more than one field."""
    return len(data) == 1 and isinstance(next(iter(data.values())), dict) and data.keys() <= _KINDS


_KINDS = OtherLine().fields.keys()


def identity_of_line(line: dict[str, Any]) -> list[Any]:
    """What the line is remembered by: a day has its figures once, whatever they are."""
    if "figures" in line:
        return ["figures", line["figures"]["day"]]
    return ["macro", line["macro"]]


def store_line(line: dict[str, Any], accounts: AccountIds) -> bool:
    """Store a validated line; False for a macro whose title is taken."""
    if "figures" in line:
        _add_figures(line["figures"], accounts)
        return True
    given = line["macro"]
    macro, is_new = Macro.objects.get_or_create(
        title=given["title"], defaults={"body": given["body"]}
    )
    if is_new:
        times = {name: given[name] for name in ("created_at", "updated_at")}
        Macro.objects.filter(pk=macro.pk).update(**times)
    return is_new


def _add_figures(figures: dict[str, Any], accounts: AccountIds) -> None:
    """Add to the counters, whose tables no model has."""
    day = figures["day"]
    times = [
        (
            day,
            *(row[name] for name in ("measure", "category", "priority")),
            accounts[row.get("account")],
            row["step"],
            row["tickets"],
        )
        for row in figures["times"]
    ]
    copy_rows(
        "ticket_time_delta",
        ("day", "measure", "category", "priority", "assignee_id", "step", "change"),
        times,
    )
    answers = [{"day": day, **row, **OF_ANSWERS} for row in figures["answers"]]
    columns = ("day", *ANSWER_COLUMNS, "suggestions", *OF_ANSWERS)
    copy_rows(
        "suggestion_count_delta", columns, [[row[name] for name in columns] for row in answers]
    )
