"""One page of the list: which tickets, in which order, and what was found.

Every name put into the SQL is one of ours; what callers send travels beside it, as parameters.
"""

# ruff: noqa: S608

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from tickets.models import Category, Priority, Status, Ticket
from tickets.representation import TICKET_FIELDS, TicketRow

TABLE = Ticket._meta.db_table
COLUMNS = ", ".join(TICKET_FIELDS)
_CHOICES = {"category": Category.values, "priority": Priority.values, "status": Status.values}


@dataclass(frozen=True)
class Place:
    """A ticket's place in the list."""

    created_at: datetime
    id: int


@dataclass(frozen=True)
class Wanted:
    """Which tickets a page shows: those that fit, on one side of a place, nearest to it first."""

    filters: dict[str, str] = field(default_factory=dict)
    # Folded words and phrases (listing/folding.py), each of which must occur.
    words: tuple[str, ...] = ()
    # The ticket that the search names, which comes before all others.
    number: int | None = None
    beyond: Place | None = None
    older: bool = True
    limit: int = 50

    @property
    def values(self) -> dict[str, Any]:
        """Parameters; reading one ticket more than the page shows tells if there are more."""
        known: dict[str, Any] = {**self.filters, "read": self.limit + 1, "number": self.number}
        if self.beyond:
            known |= {"at": self.beyond.created_at, "id": self.beyond.id}
        for nth, word in enumerate(self.words):
            known[f"word{nth}"] = f"%{word.translate(_LIKE_SPECIALS)}%"
        return known

    @property
    def order(self) -> str:
        """The list's order in the direction that the page is read in."""
        return "created_at DESC, id DESC" if self.older else "created_at, id"

    @property
    def back(self) -> str:
        """The other direction."""
        return "created_at, id" if self.older else "created_at DESC, id DESC"

    @property
    def conditions(self) -> list[str]:
        """The filters and the side of the place, all served by one index."""
        parts = [f"{column} = %({column})s" for column in sorted(self.filters)]
        if self.beyond:
            parts.append(f"(created_at, id) {'<' if self.older else '>'} (%(at)s, %(id)s)")
        if self.number is not None:
            parts.append("id <> %(number)s")
        return parts

    def holds(self, text: str = "search_text") -> list[str]:
        """The conditions that every word is in the column `text`."""
        return [f"{text} LIKE %(word{nth})s" for nth in range(len(self.words))]


@dataclass(frozen=True)
class Found:
    """The tickets of one page, in the order that they were read in.

    `first` and `last` are their places, and `more` tells whether there are tickets beyond. A search
    that ended before its page was full ended at `stopped_at`, if there are tickets beyond.
    """

    rows: list[TicketRow]
    first: Place | None = None
    last: Place | None = None
    more: bool = False
    stopped_at: Place | None = None


def found_page(rows: list[Any], wanted: Wanted) -> Found:
    """The page of these rows, which begin with COLUMNS; one too many if there are more beyond."""
    tickets = [dict(zip(TICKET_FIELDS, row, strict=False)) for row in rows[: wanted.limit]]
    places = [Place(ticket["created_at"], ticket["id"]) for ticket in tickets]
    first, last = (places[0], places[-1]) if places else (None, None)
    return Found(tickets, first, last, more=len(rows) > wanted.limit)


_LIKE_SPECIALS = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def where(conditions: list[str]) -> str:
    """A WHERE clause of all `conditions`, or nothing."""
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def in_order(wanted: Wanted, *, columns: str = COLUMNS, rows: str = "%(read)s") -> str:
    """The first `rows` tickets of the filters, read from one index in the list's order.

    The three columns have an index each and one together; for two of them that one is read once for
    each value of the third, and the four are merged: three indexes fewer to write.
    """
    tail = f"ORDER BY {wanted.order} LIMIT {rows}"
    if len(wanted.filters) != 2:
        return f"SELECT {columns} FROM {TABLE} {where(wanted.conditions)} {tail}"
    (third,) = set(_CHOICES) - wanted.filters.keys()
    branches = [
        f"(SELECT {columns} FROM {TABLE} {where([*wanted.conditions, condition])} {tail})"
        for condition in [f"{third} = '{value}'" for value in _CHOICES[third]]
    ]
    return f"SELECT {columns} FROM ({' UNION ALL '.join(branches)}) AS merged {tail}"


def list_page(wanted: Wanted) -> Found:
    """The page of a list without words."""
    with connection.cursor() as cursor:
        cursor.execute(in_order(wanted), wanted.values)
        return found_page(cursor.fetchall(), wanted)
