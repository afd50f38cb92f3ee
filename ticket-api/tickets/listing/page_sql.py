"""One page of the list: the query, its SQL and its rows.

Names in the SQL are the project's own; values of callers are parameters.
"""

# ruff: noqa: S608

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from common.statements import read
from tickets.listing.list_indexes import CHOICES, Filters, ListIndex, list_index, ranges
from tickets.listing.orders import NEWEST, RANKS, Order, Place
from tickets.listing.time_limit import rows_within
from tickets.models import Ticket
from tickets.representation import TICKET_FIELDS, TicketRow
from tickets.times import TicketTimes

TABLE = Ticket._meta.db_table
TIMES = TicketTimes._meta.db_table
COLUMNS = ", ".join(TICKET_FIELDS)
# Filters by what happened to a ticket, `replied_after` and so on: the columns of ticket_times.
EVENTS = {"replied": "first_reply_at", "resolved": "resolved_at"}
EVENT_FILTERS = [f"{event}_{side}" for event in EVENTS for side in ("after", "before")]
# Of a statement without an index for all of its filters.
LIMIT_MS = 300
_WORDS = {f"{column}_{word}": word for column, words in CHOICES.items() for word in words}


@dataclass(frozen=True)
class PageQuery:
    """The filters, the order and the position of a page."""

    filters: Filters = field(default_factory=dict)
    waiting: bool = False
    created_after: datetime | None = None
    created_before: datetime | None = None
    # Times by EVENT_FILTERS.
    happened: dict[str, datetime] = field(default_factory=dict)
    # Folded words and phrases (listing/folding.py), each of which must occur.
    words: tuple[str, ...] = ()
    # The ticket that the search names, which comes before all others.
    number: int | None = None
    order: Order = NEWEST
    # Where the page starts; None at the beginning of the list.
    start: Place | None = None
    # False reads towards the beginning of the list.
    forward: bool = True
    limit: int = 50
    # How long a statement may take without an index for all of the filters.
    limit_ms: int = LIMIT_MS

    @property
    def values(self) -> dict[str, Any]:
        """Parameters; reading one ticket more than the page shows tells if there are more."""
        known: dict[str, Any] = {**_WORDS, "read": self.limit + 1, "number": self.number}
        known |= {name: ids[0] for name, ids in self.filters.items() if name not in CHOICES}
        known |= {"after": self.created_after, "before": self.created_before}
        known |= self.happened
        if self.start:
            known |= {"rank": self.start.rank, "at": self.start.at, "id": self.start.id}
        for nth, word in enumerate(self.words):
            known[f"word{nth}"] = f"%{word.translate(_LIKE_SPECIALS)}%"
        return known

    @cached_property
    def index(self) -> ListIndex | None:
        """The index that serves the filters and the order."""
        if self.happened:
            return None
        dated = bool(self.created_after or self.created_before)
        return list_index(self.order, self.filters, waiting=self.waiting, dated=dated)

    @property
    def direction(self) -> str:
        """ASC or DESC: how the page is read."""
        return "DESC" if self.order.descending == self.forward else "ASC"

    @property
    def order_by(self) -> str:
        """The ORDER BY of the page."""
        return ", ".join(f"{key} {self.direction}" for key in self.order.keys)

    @property
    def reverse_order_by(self) -> str:
        """The ORDER BY of the other direction."""
        return replace(self, forward=not self.forward).order_by

    @property
    def conditions(self) -> list[str]:
        """Of the filters and of the position."""
        return [*self.filter_conditions(), *self.position_conditions()]

    def filter_conditions(self, *without: str) -> list[str]:
        """Of the filters, except those of the columns `without`."""
        parts = [
            any_of(column, self.filters[column])
            for column in sorted(self.filters)
            if column not in without
        ]
        if self.waiting:
            parts.append("waiting_since IS NOT NULL")
        if self.created_after:
            parts.append("created_at >= %(after)s")
        if self.created_before:
            parts.append("created_at < %(before)s")
        times = [_happened(name) for name in self.happened]
        if times:
            parts.append(f"id IN (SELECT ticket_id FROM {TIMES} {where(times)})")
        return parts

    def position_conditions(self, *, ranked: bool = True) -> list[str]:
        """That a ticket is after `start`; `ranked` compares the rank too."""
        if self.start is None:
            return self.exclusions()
        keys = self.order.keys[0 if ranked else -2 :]
        place = ("%(rank)s", "%(at)s", "%(id)s")[-len(keys) :]
        sign = "<" if self.direction == "DESC" else ">"
        return [f"({', '.join(keys)}) {sign} ({', '.join(place)})", *self.exclusions()]

    def exclusions(self) -> list[str]:
        """That a ticket is not the one whose number was searched for."""
        return [] if self.number is None else ["id <> %(number)s"]

    def word_conditions(self, text: str = "search_text") -> list[str]:
        """The conditions that every word is in the column `text`."""
        return [f"{text} LIKE %(word{nth})s" for nth in range(len(self.words))]


def _happened(name: str) -> str:
    """The condition of one of EVENT_FILTERS."""
    event, _, side = name.partition("_")
    return f"{EVENTS[event]} {'>=' if side == 'after' else '<'} %({name})s"


def any_of(column: str, values: tuple[Any, ...]) -> str:
    """The condition that `column` has one of `values`, none if there are none."""
    if not values:
        return "false"
    if values == (None,):
        return f"{column} IS NULL"
    if column not in CHOICES:
        return f"{column} = %({column})s"
    words = ", ".join(f"%({column}_{word})s" for word in values)
    return f"{column} IN ({words})"


@dataclass(frozen=True)
class Found:
    """The tickets of one page, in the order that they were read in.

    `first` and `last` are their places, and `more` tells whether there are further ones. A search
    that ended before its page was full ended at `stopped_at`, if there are further tickets.
    """

    rows: list[TicketRow]
    first: Place | None = None
    last: Place | None = None
    more: bool = False
    stopped_at: Place | None = None


def found_page(rows: list[Any], query: PageQuery) -> Found:
    """The page of these rows, which begin with COLUMNS; one too many if there are more."""
    tickets = [dict(zip(TICKET_FIELDS, row, strict=False)) for row in rows[: query.limit]]
    ends = [query.order.place(ticket) for ticket in (*tickets[:1], *tickets[-1:])]
    first, last = ends or (None, None)
    return Found(tickets, first, last, more=len(rows) > query.limit)


_LIKE_SPECIALS = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def where(conditions: list[str]) -> str:
    """A WHERE clause of all `conditions`, or nothing."""
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def in_order(query: PageQuery, *, columns: str = COLUMNS, rows: str = "%(read)s") -> str:
    """The first `rows` tickets of the filters in the list's order, as one SELECT."""
    index = query.index
    # Without an index that serves all filters, PostgreSQL's planner chooses one.
    fixed = index.columns if index else ("priority",) if query.order.by_priority else ()
    by_rank: dict[int, list[str]] = {}
    for values in ranges(fixed, query.filters):
        rank = RANKS[values["priority"]] if query.order.by_priority else 0
        side = _side_within(query, rank)
        if side is not None:
            exact = [any_of(column, (value,)) for column, value in values.items()]
            conditions = where([*exact, *query.filter_conditions(*fixed), *side])
            tail = f"ORDER BY {_sorted_within(query, values)} LIMIT {rows}"
            select = f"SELECT {columns} FROM {TABLE} {conditions} {tail}"
            by_rank.setdefault(rank, []).append(select)
    if not by_rank:
        return f"SELECT {columns} FROM {TABLE} WHERE false"
    tail = f"ORDER BY {_sorted_within(query, {})} LIMIT {rows}"
    ranks = sorted(by_rank, reverse=not query.forward)
    parts = [_union(by_rank[rank], columns, tail) for rank in ranks]
    # PostgreSQL reads the parts one after the other, so no more of them than it needs.
    first = _union(parts, columns, f"LIMIT {rows}")
    return f"SELECT * FROM ({first}) AS first ORDER BY {query.order_by}" if parts[1:] else first


def _union(selects: list[str], columns: str, tail: str) -> str:
    if len(selects) == 1:
        return selects[0]
    parts = " UNION ALL ".join(f"({select})" for select in selects)
    return f"SELECT {columns} FROM ({parts}) AS parts {tail}"


def _side_within(query: PageQuery, rank: int) -> list[str] | None:
    """The conditions of the position among the tickets of a `rank`; None where none meets them."""
    further = rank - query.start.rank if query.start else 0
    if further == 0:
        return query.position_conditions(ranked=False)
    return query.exclusions() if (further > 0) == query.forward else None


def _sorted_within(query: PageQuery, values: dict[str, Any]) -> str:
    """The order among tickets with these `values`.

    PostgreSQL takes no column that IS NULL for a constant, so such a column sorts too.
    """
    way = query.direction
    is_forward = query.index is None or (way == "DESC") == query.index.descending
    nulls = [column for column, value in values.items() if value is None]
    keys = [f"{column} {'ASC' if is_forward else 'DESC'}" for column in nulls]
    return ", ".join([*keys, *(f"{key} {way}" for key in query.order.keys[-2:])])


def list_page(query: PageQuery) -> Found:
    """The page of a list without words; ListTooSlow where no index serves its filters."""
    sql = in_order(query)
    if query.index is None:
        return found_page(rows_within(query.limit_ms, sql, query.values), query)
    return _found(sql, query)


def named_ticket(query: PageQuery) -> TicketRow | None:
    """The ticket that the search names, if it passes the filters."""
    if query.number is None:
        return None
    conditions = where(["id = %(number)s", *query.filter_conditions()])
    found = _found(f"SELECT {COLUMNS} FROM {TABLE} {conditions}", query)
    return next(iter(found.rows), None)


def _found(sql: str, query: PageQuery) -> Found:
    """The page that `sql` reads.

    Raw SQL: conditions, row comparison and order are written so that PostgreSQL reads one range of
    an index (tests/listing/test_plans.py).
    """
    return found_page(read(sql, query.values), query)
