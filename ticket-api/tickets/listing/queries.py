"""The query of a list as text, as saved views keep it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from rest_framework import serializers

from tickets.listing.filters import OF_A_PAGE, TicketFilters, read_ticket_filters
from tickets.listing.list_indexes import CHOICES
from tickets.listing.orders import Sort
from tickets.listing.page_sql import EVENT_FILTERS

_DATES = ("created_after", "created_before", *EVENT_FILTERS)


def canonical_query(text: str) -> str:
    """The parameters of `text` in their order, in one spelling, without those that do nothing.

    `assignee=me` and `today-6` stay words. Raises ValidationError with the sentences by parameter.
    """
    try:
        given = QueryDict(text.removeprefix("?"))
    except TooManyFieldsSent as error:
        raise serializers.ValidationError({"query": ["Name each parameter once"]}) from error
    unknown = {name: ["The list has no such parameter"] for name in given if name not in _NAMES}
    if unknown:
        raise serializers.ValidationError(unknown)
    read_ticket_filters(given)
    values = {name: _spelled(name, given.getlist(name)) for name in _NAMES if name in given}
    if not any(map(values.get, _DATES)):
        values.pop("tz", None)
    return urlencode({name: value for name, value in values.items() if value}, safe=",")


def _spelled(name: str, given: list[str]) -> str:
    """The value that passed the list's own rules, as text; empty if it does nothing."""
    field = _FIELDS[name]
    raw = given if name in CHOICES else given[0]
    value: Any = None if raw == "" else field.run_validation(raw)
    if name in CHOICES:
        return ",".join(word for word in CHOICES[name] if word in value)
    if value is None or value in (Sort.NEWEST, ZoneInfo("UTC")):
        return ""
    return _AS_TEXT.get(type(value), str)(value)


def _time(value: datetime) -> str:
    text = value.isoformat()
    return f"{text.removesuffix('+00:00')}Z" if value.tzinfo == UTC else text


_AS_TEXT: dict[type, Callable[[Any], str]] = {datetime: _time}
_FIELDS = TicketFilters().fields
_NAMES = [name for name, _ in _FIELDS.items() if name not in OF_A_PAGE]
