"""The lines of an export that are no tickets: macros, and the figures of a day."""

from typing import Any

from django.db import connection
from rest_framework import serializers

from bulk.copying import copy_rows
from bulk.fields import AccountIds, PlausibleTime, Step
from common.fields import Choice, JSONObject, PlainText
from conversations.models import TITLE_CHARACTERS, Macro, TimeCount
from conversations.serializers import TemplateBody
from tickets.models import Category, Priority, TicketSuggestion

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
    """How many answers took about so long (conversations/models.py, TimeCount).

    The value is a category, a priority, an assignee's username or empty.
    """

    part = Choice(TimeCount.Part, label="part")
    measure = Choice(TimeCount.Measure, label="measure")
    value = _Name(150)
    step = Step()
    tickets = _Count()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a value that its part does not have."""
        values = _VALUES.get(attrs["part"])
        if values and attrs["value"] not in values:
            raise serializers.ValidationError({"value": [f"Write one of: {', '.join(values)}"]})
        return attrs


_VALUES = {
    TimeCount.Part.ALL: [""],
    TimeCount.Part.CATEGORY: Category.values,
    TimeCount.Part.PRIORITY: Priority.values,
}


class AnswerCountRow(JSONObject):
    """How many answers of the classify endpoint there were of a kind."""

    provider = _Name()
    model = _Name()
    prompt_version = _Name()
    suggested = _Name(20)
    step = Step()
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
    """Add to the counters, whose tables no model has.

    Raw SQL: the ORM adds no list of rows to rows that are there.
    """
    day = figures["day"]
    for row in figures["times"]:
        if row["part"] == TimeCount.Part.ASSIGNEE:
            row["value"] = str(accounts[row["value"]] or "")
    names = ("part", "measure", "value", "step", "tickets")
    given = {name: [row[name] for row in figures["times"]] for name in names}
    with connection.cursor() as cursor:
        cursor.execute(_ADD_TIMES, {"day": day, **given})
    answers = [{"day": day, **row, **OF_ANSWERS} for row in figures["answers"]]
    columns = ("day", *ANSWER_COLUMNS, "suggestions", *OF_ANSWERS)
    copy_rows(
        "suggestion_count_delta", columns, [[row[name] for name in columns] for row in answers]
    )


# Accounts that are gone have the same value, so their counts are summed.
_ADD_TIMES = """
INSERT INTO ticket_time_total AS total (part, measure, span, day, value, step, tickets)
SELECT part, measure, span, first_of_span(%(day)s, span), value, step, sum(tickets)
FROM unnest(
    %(part)s::text[], %(measure)s::text[], %(value)s::text[], %(step)s::smallint[],
    %(tickets)s::bigint[]
) AS given (part, measure, value, step, tickets),
(VALUES (1), (8), (64)) AS spans (span)
WHERE span = 1 OR part <> 'all'
GROUP BY part, measure, span, value, step
ON CONFLICT (part, measure, span, day, value, step)
    DO UPDATE SET tickets = total.tickets + excluded.tickets
"""
