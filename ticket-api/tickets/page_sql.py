"""The SQL of a page: which tickets, in which order, and as one text of JSON.

PostgreSQL writes the JSON itself: nothing here needs fifty tickets as Python objects, which cost
several times what the text costs. Every name put into the SQL is one of ours; what callers send
travels beside it, as parameters.
"""

# ruff: noqa: S608

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from tickets.models import Category, Priority, Status, Ticket

TABLE = Ticket._meta.db_table
_CHOICES = {"category": Category.values, "priority": Priority.values, "status": Status.values}

# Microseconds are left out when there are none, as everywhere else on the wire.
# As config/postgresql does, a time that no reader can hold becomes the nearest one that they can.
_TIME = """replace(to_char(
    least(greatest({0}, '0001-01-01Z'), '9999-12-31T23:59:59.999999Z') AT TIME ZONE 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || 'Z' AS {0}"""
_WIRE = f"""id, title, description, category, priority, status,
    {_TIME.format("created_at")}, {_TIME.format("updated_at")}"""


@dataclass(frozen=True)
class Place:
    """A ticket's place in the list."""

    created_at: datetime
    id: int


@dataclass(frozen=True)
class Wanted:
    """Which tickets a page shows: those that fit, on one side of a place, nearest to it first."""

    filters: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    # For each word, whether the trigram indexes can narrow a search for it.
    indexed: tuple[bool, ...] = ()
    # Whether a match asks the indexes of the filters as well, before it fetches any ticket.
    narrowed: bool = False
    beyond: Place | None = None
    older: bool = True
    limit: int = 50

    @property
    def values(self) -> dict[str, Any]:
        """What the SQL's names stand for; reading one more than shown tells if there are more."""
        known: dict[str, Any] = {**self.filters, "limit": self.limit, "read": self.limit + 1}
        if self.beyond:
            known |= {"at": self.beyond.created_at, "id": self.beyond.id}
        for number, word in enumerate(self.words):
            text = word.lower() if word.isascii() else word
            known[f"word{number}"] = f"%{text.translate(_LIKE_SPECIALS)}%"
        return known

    @property
    def shape(self) -> "Shape":
        """What of this decides the SQL's text."""
        ascii_words = tuple(word.isascii() for word in self.words)
        placed = self.beyond is not None
        return Shape(
            frozenset(self.filters), placed, self.older, ascii_words, self.indexed, self.narrowed
        )


_LIKE_SPECIALS = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True)
class Shape:
    """Two requests of one shape have the same SQL."""

    filters: frozenset[str]
    placed: bool
    older: bool
    # For each word, whether it is plain ASCII, and whether the trigram indexes know it.
    words: tuple[bool, ...]
    indexed: tuple[bool, ...]
    narrowed: bool

    @property
    def order(self) -> str:
        """The list's order on the way that the page lies."""
        return "created_at DESC, id DESC" if self.older else "created_at, id"

    @property
    def conditions(self) -> list[str]:
        """The filters and the side of the place, all served by one index."""
        parts = [f"{column} = %({column})s" for column in sorted(self.filters)]
        if self.placed:
            parts.append(f"(created_at, id) {'<' if self.older else '>'} (%(at)s, %(id)s)")
        return parts

    @property
    def holds(self) -> str:
        """Every word is in the title or in the description.

        The same in every plan, so that one search never gives two answers: a word of plain ASCII
        is compared as such, which is several times as fast as by the rules of all languages.
        """
        return " AND ".join(
            (_PLAIN if plain else _OF_ALL_LANGUAGES).replace("word", f"word{number}")
            for number, plain in enumerate(self.words)
        )

    @property
    def holds_by_index(self) -> str:
        """What the trigram indexes can answer; `holds` stands beside it.

        The word stands in a subquery, so the planner expects one ticket of a hundred and does not
        compare the word with its samples, which takes longer than finding a rare one.
        """
        return " AND ".join(
            _BY_INDEX.replace("word", f"word{number}")
            for number, is_indexed in enumerate(self.indexed)
            if is_indexed
        )


_PLAIN = (
    """(lower(title COLLATE "C") LIKE %(word)s OR lower(description COLLATE "C") LIKE %(word)s)"""
)
_OF_ALL_LANGUAGES = "((title || '') ILIKE %(word)s OR (description || '') ILIKE %(word)s)"
_BY_INDEX = "(title ILIKE (SELECT %(word)s::text) OR description ILIKE (SELECT %(word)s::text))"


def _where(conditions: list[str]) -> str:
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def in_order(shape: Shape, *, columns: str = "*", rows: str = "%(read)s") -> str:
    """The first `rows` tickets of the filters, read from one index in the list's order.

    The three columns have an index each and one together; for two of them that one is read once for
    each value of the third, and the four are merged: three indexes fewer to write.
    """
    tail = f"ORDER BY {shape.order} LIMIT {rows}"
    if len(shape.filters) != 2:
        return f"SELECT {columns} FROM {TABLE} {_where(shape.conditions)} {tail}"
    (third,) = set(_CHOICES) - shape.filters
    branches = [
        f"(SELECT {columns} FROM {TABLE} {_where([*shape.conditions, condition])} {tail})"
        for condition in [f"{third} = '{value}'" for value in _CHOICES[third]]
    ]
    return f"SELECT * FROM ({' UNION ALL '.join(branches)}) AS merged {tail}"


@lru_cache
def plain_page(shape: Shape) -> str:
    """A page of the list."""
    return _as_json(shape, in_order(shape))


@lru_cache
def walked_page(shape: Shape) -> str:
    """A page of a search among the first %(window)s tickets, in order, until it is full."""
    window = in_order(shape, rows="%(window)s")
    return _as_json(
        shape,
        f"SELECT * FROM ({window}) AS walked WHERE {shape.holds} "
        f"ORDER BY {shape.order} LIMIT %(read)s",
    )


@lru_cache
def first_walk(shape: Shape) -> str:
    """`walked_page` and `window_end` in one statement and one row; a full page needs no end.

    `OFFSET 0` keeps the planner from looking for the end first and throwing it away.
    """
    return f"""
        SELECT * FROM ({walked_page(shape)}) AS page LEFT JOIN LATERAL (
            SELECT * FROM ({window_end(shape)}) AS looked WHERE page.count <= %(limit)s OFFSET 0
        ) AS looked ON true
    """


@lru_cache
def matched_page(shape: Shape) -> str:
    """A page of a search by trigrams, right only if they found no more than %(most)s tickets.

    These are counted before words without trigrams, and before the filters if their indexes are not
    asked, since that is what they cost. `row_number` ends the search without telling the planner,
    which would expect to find that many soon and read the table.
    """
    first, then = (shape.conditions, []) if shape.narrowed else ([], shape.conditions)
    found = f"""
        SELECT id, created_at, category, priority, status, fits FROM (
            SELECT id, created_at, category, priority, status, {shape.holds} AS fits,
                row_number() OVER () AS number
            FROM {TABLE} {_where([shape.holds_by_index, *first])}
        ) AS numbered WHERE number <= %(most)s + 1
    """
    page = f"""
        SELECT ticket.* FROM (
            SELECT id FROM matched {_where(["fits", *then])}
            ORDER BY {shape.order} LIMIT %(read)s
        ) AS page
        JOIN {TABLE} AS ticket USING (id)
    """
    return (
        f"WITH matched AS MATERIALIZED ({found}) "
        f"SELECT page.*, (SELECT count(*) FROM matched) FROM ({_as_json(shape, page)}) AS page"
    )


@lru_cache
def walked_or_matched_page(shape: Shape) -> str:
    """`walked_page`, and in the same row `matched_page` if that one is not full, or else nulls."""
    return f"""
        SELECT * FROM ({walked_page(shape)}) AS walked LEFT JOIN LATERAL (
            SELECT * FROM ({matched_page(shape)}) AS found WHERE walked.count <= %(limit)s OFFSET 0
        ) AS found ON true
    """


@lru_cache
def window_end(shape: Shape) -> str:
    """The last of the first %(window)s tickets, if there are as many, and how many there are.

    One row: created_at, id, all tickets, tickets of the filters (whatever place and words say).
    """
    last = in_order(shape, columns="created_at, id", rows="%(window)s")
    fitting = " AND ".join(f"{column} = %({column})s" for column in sorted(shape.filters))
    return f"""
        SELECT last.created_at, last.id, counted.total, counted.fitting
        FROM (
            SELECT coalesce(sum(tickets), 0)::bigint AS total,
                coalesce(sum(tickets) FILTER (WHERE {fitting or "true"}), 0)::bigint AS fitting
            FROM ticket_count
        ) AS counted
        LEFT JOIN (SELECT * FROM ({last}) AS walked OFFSET %(window)s - 1) AS last ON true
    """


def _as_json(shape: Shape, tickets: str) -> str:
    """One row: how many there are, their JSON newest first, the places of the first and the last.

    First and last on the way that was read, the last only of a full page.
    """
    shown = "DESC" if not shape.older else "ASC"
    return f"""
        SELECT count(*),
            string_agg(ticket, ',' ORDER BY place {shown}) FILTER (WHERE place <= %(limit)s),
            min(created_at) FILTER (WHERE place = 1), min(id) FILTER (WHERE place = 1),
            min(created_at) FILTER (WHERE place = %(limit)s),
            min(id) FILTER (WHERE place = %(limit)s)
        FROM (
            SELECT created_at, id, row_number() OVER (ORDER BY {shape.order}) AS place,
                (SELECT row_to_json(wire)::text FROM (SELECT {_WIRE}) AS wire) AS ticket
            FROM ({tickets}) AS found
        ) AS placed
    """
