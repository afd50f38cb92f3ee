"""Days and times in the query parameters, and the time zones that they are read in."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework import serializers

from tickets.models import BEYOND, EARLIEST

YEARS = range(EARLIEST.year, BEYOND.year)
DAYS_AGO_MAX = 3660


class DaysAgo(NamedTuple):
    """A day counted back from the day of the request, so that a saved view stays true tomorrow."""

    days: int

    def __str__(self) -> str:
        return f"today-{self.days}" if self.days else "today"

    def day(self, zone: tzinfo) -> date:
        """That day in `zone`."""
        return timezone.now().astimezone(zone).date() - timedelta(days=self.days)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first moment of `day` in `zone`, also where clocks change at midnight.

    Of two midnights Python takes the first one; for a midnight that is skipped, the change.
    """
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def day_in(given: DaysAgo | date, zone: tzinfo) -> date:
    """The day that is meant, in `zone`."""
    return given.day(zone) if isinstance(given, DaysAgo) else given


def moment(given: DaysAgo | date | datetime, zone: tzinfo, *, days: int = 0) -> datetime:
    """`given` as a time in UTC: of a day its start, or the start of the day so many `days` later.

    A time without an offset is one of `zone`.
    """
    if not isinstance(given, datetime):
        return start_of_day(day_in(given, zone) + timedelta(days=days), zone)
    return (given if given.tzinfo else given.replace(tzinfo=zone)).astimezone(UTC)


class TimeZoneName(serializers.CharField):
    """The name of a time zone in the IANA database, read as that zone; an empty one means UTC."""

    def to_internal_value(self, data: Any) -> Any:
        """The zone, or a sentence about what to name."""
        name = super().to_internal_value(data)
        # Names alone: to look up anything else could open a file of another kind.
        if name not in _zone_names():
            raise serializers.ValidationError(["Name a time zone, such as Europe/Berlin"])
        return ZoneInfo(name)


@cache
def _zone_names() -> set[str]:
    """The names that browsers use, read from disk once in each process."""
    return available_timezones()


class DayOrTime(serializers.CharField):
    """A day or a time in ISO 8601, read as a `date` or a `datetime`; an empty one was not given.

    `today` and `today-6` are read as DaysAgo.
    """

    _SENTENCE = (
        "Enter a day, such as 2026-11-23, or a time, such as 2026-11-23T09:00:00Z, "
        f"from {YEARS[0]} to {YEARS[-1]}, or `today`, or `today-6`. In an address, write + as %2B"
    )
    _AGO = re.compile(r"today(?:-([0-9]{1,4}))?")
    # The parsers of Python also take weeks, other separators and forms without hyphens.
    _FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?")

    def to_internal_value(self, data: Any) -> Any:
        """The day or the time."""
        text = super().to_internal_value(data)
        ago = self._AGO.fullmatch(text)
        if ago and int(ago[1] or 0) <= DAYS_AGO_MAX:
            return DaysAgo(int(ago[1] or 0))
        try:
            parse = parse_datetime if "T" in text else parse_date
            found = parse(text) if self._FORM.fullmatch(text) else None
        except ValueError:
            found = None
        if found is None or found.year not in YEARS:
            raise serializers.ValidationError([self._SENTENCE])
        return found


class Day(DayOrTime):
    """A day in ISO 8601, `today` or `today-6`; an empty one was not given."""

    _DAY = (
        f"Enter a day, such as 2026-11-23, from {YEARS[0]} to {YEARS[-1]}, or `today`, or `today-6`"
    )

    def to_internal_value(self, data: Any) -> Any:
        """The day."""
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError([self._DAY]) from error
        if isinstance(found, datetime):
            raise serializers.ValidationError([self._DAY])
        return found
