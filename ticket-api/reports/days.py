"""The days of a report, in the time zone of its reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

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
        """Each day."""
        return self.boundaries[:-1]

    @property
    def boundaries(self) -> list[date]:
        """Each day, and the one after the last."""
        number = (self.last - self.first).days + 2
        return [self.first + timedelta(days=ahead) for ahead in range(number)]

    @property
    def starts(self) -> list[datetime]:
        """When each of `boundaries` starts."""
        return [start_of_day(day, self.zone) for day in self.boundaries]

    def by_span(self) -> dict[int, list[date]]:
        """The first days of the fewest spans of the counters that cover the days, by length."""
        found: dict[int, list[date]] = {span: [] for span in TimeCount.SPANS}
        for span, day in _spans(self.first, self.last):
            found[span].append(day)
        return found


def _spans(first: date, last: date) -> Iterator[tuple[int, date]]:
    """The spans that cover the days, each as long as possible: its length and its first day."""
    while first <= last:
        fitting = [
            span
            for span in TimeCount.SPANS
            if (first - TimeCount.EPOCH).days % span == 0
            and first + timedelta(days=span - 1) <= last
        ]
        yield max(fitting), first
        first += timedelta(days=max(fitting))
