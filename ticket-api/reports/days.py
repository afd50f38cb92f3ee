"""The days of a report, in the time zone of its reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from conversations.models import TimeCount
from tickets.listing.moments import start_of_day


@dataclass(frozen=True)
class Days:
    """The days of `zone` from `first` until `last`, both included."""

    first: date
    last: date
    zone: tzinfo = UTC

    @property
    def dates(self) -> list[date]:
        """Each day, and the one after the last."""
        number = (self.last - self.first).days + 2
        return [self.first + timedelta(days=ahead) for ahead in range(number)]

    @property
    def starts(self) -> list[datetime]:
        """When each of `dates` starts."""
        return [start_of_day(day, self.zone) for day in self.dates]

    @property
    def each(self) -> list[date]:
        """The days themselves."""
        return [day for day, _ in pairwise(self.dates)]

    def by_span(self) -> dict[int, list[date]]:
        """The days as few spans of the counters, by their lengths: the first day of each."""
        found: dict[int, list[date]] = {span: [] for span in TimeCount.SPANS}
        for span, day in _spans(self.first, self.last):
            found[span].append(day)
        return found


def _spans(first: date, last: date) -> Iterator[tuple[int, date]]:
    """The longest span that begins with a day and ends in time, then the next."""
    while first <= last:
        fitting = [
            span
            for span in TimeCount.SPANS
            if (first - TimeCount.EPOCH).days % span == 0
            and first + timedelta(days=span - 1) <= last
        ]
        yield max(fitting), first
        first += timedelta(days=max(fitting))
