"""How common words are: tickets from all over the table, kept in this process.

A search decides by it which way to go. PostgreSQL's own samples tell nothing of two words at once,
and asking the table takes longer than many a search. A sample that is old or small leads to a
slower way, never to other tickets.
"""

# ruff: noqa: S608

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from math import prod

from django.db import connection

from tickets.page_sql import TABLE

# Not more than this many tickets, and not more than every tenth.
SIZE = 4_000
# The sample is renewed when the table has grown or shrunk by this share.
RENEWED_AFTER = 0.1

# At equal distances by id, which is found fast; some ids may have no ticket.
_SPREAD = f"""
SELECT title || ' ' || description, category, priority, status
FROM (SELECT min(id) AS first, max(id) AS last FROM {TABLE}) AS ends,
    generate_series(first, last, greatest((last - first) / %(size)s + 1, 10)) AS place (id)
    JOIN {TABLE} USING (id)
ORDER BY created_at
"""
_COUNTS = """
SELECT category, priority, status, sum(tickets)::bigint FROM ticket_count GROUP BY 1, 2, 3
"""


# A category, a priority and a status, each with its column's name.
Choices = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Sample:
    """Texts of tickets, the oldest first, their choices, and how many of each the table had."""

    texts: tuple[str, ...] = ()
    choices: tuple[Choices, ...] = ()
    counts: Counter[Choices] = field(default_factory=Counter)

    @property
    def size(self) -> int:
        return len(self.texts)

    @property
    def each(self) -> float:
        """How many tickets each text stands for."""
        return self.fitting({}) / max(self.size, 1)

    def fitting(self, filters: dict[str, str]) -> int:
        """How many tickets passed the filters."""
        asked = filters.items()
        return sum(count for choices, count in self.counts.items() if asked <= choices)

    def passing(self, filters: dict[str, str]) -> frozenset[int]:
        """Which texts are of tickets that pass the filters."""
        asked = filters.items()
        return frozenset().union(*(at for own, at in self.places.items() if asked <= own))

    @cached_property
    def places(self) -> dict[Choices, list[int]]:
        """Where the texts of each choice are: there are many times as many texts as choices."""
        found: dict[Choices, list[int]] = {}
        for place, own in enumerate(self.choices):
            found.setdefault(own, []).append(place)
        return found

    @cached_property
    def joined(self) -> str:
        """All texts in small letters: in one they are searched ten times as fast."""
        return "\0".join(self.texts)

    @cached_property
    def starts(self) -> list[int]:
        """Where each text begins in `joined`, and where one after the last would."""
        return list(accumulate((len(text) + 1 for text in self.texts), initial=0))

    def holding(self, word: str) -> frozenset[int]:
        """Which texts hold the word."""
        word, found, start = word.lower(), [], 0
        while (at := self.joined.find(word, start)) >= 0:
            following = bisect_right(self.starts, at)
            found.append(following - 1)
            start = self.starts[following]
        return frozenset(found)

    def share(self, words: tuple[str, ...]) -> float:
        """Roughly what share of the newer half holds all words, if none seeks another's company.

        Found many times as fast as by `holding`. Zero of an empty sample.
        """
        if not self.texts:
            return 0.0
        middle = self.starts[self.size // 2]
        counts = (self.joined.count(word.lower(), middle) for word in words)
        return prod(count / self.size * 2 for count in counts)


_kept = Sample()


def kept() -> Sample:
    """The sample at hand, which may be empty or old."""
    return _kept


def renewed(total: int) -> Sample:
    """The sample at hand, or a new one if that does not fit a table of `total` tickets."""
    global _kept  # noqa: PLW0603 (two threads at once take it twice, no more)
    if abs(total - _kept.fitting({})) > RENEWED_AFTER * total:
        _kept = _take()
    return _kept


def _take() -> Sample:
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, {"size": SIZE})
        rows = cursor.fetchall()
        cursor.execute(_COUNTS)
        counts = Counter({_choices(*row): count for *row, count in cursor.fetchall()})
    texts = tuple(text.lower() for text, *_ in rows)
    return Sample(texts, tuple(_choices(*row) for _, *row in rows), counts)


def _choices(category: str, priority: str, status: str) -> Choices:
    return frozenset({("category", category), ("priority", priority), ("status", status)})
