"""How a search is run: a walk over the newest tickets, or a look into the trigram indexes.

The walk reads tickets in the list's order until the page is full: best for words that many
tickets hold. The index finds every ticket that holds the words, to be sorted then: best for words
that few hold. The wrong one can take a thousand times as long, and PostgreSQL's planner, which
knows little about words inside texts, gambles. So a short walk comes first. Most pages are full
after it; if not, the share of its tickets that fitted tells which way is cheaper.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from tickets.page_sql import (
    Place,
    Wanted,
    first_walk,
    matched_page,
    plain_page,
    walked_page,
    window_end,
)

# Tickets of the first walk.
FIRST_WINDOW = 300
# Tickets that a page walks at most for words without trigrams, if words with them, where there are
# any, are common; its `next` goes on from there.
SHORT_WORDS_WINDOW = 10_000
# Costs in tickets walked. One found by the index is fetched from anywhere, compared by the rules
# of all languages and sorted; before that, its trigrams' lists are read: they grow with the table.
MATCH_COST = 5
MATCH_LIST_COST = 0.1
LISTS_COST = 0.005
# Either way goes this many times as far as the first window's share promises before it gives up.
MARGIN = 3
# Tickets that the index may always find.
FEW_MATCHES = 1_000


@dataclass(frozen=True)
class Found:
    """One page as it was read: JSON of its tickets, newest first, without the brackets.

    `first` and `last` are the places of those read first and last, `last` of a full page only.
    `more` tells whether there are tickets beyond; `stopped_at` is where a walk ended that did not
    fill its page, if there are tickets beyond that it has not looked at.
    """

    tickets: str
    first: Place | None
    last: Place | None
    more: bool
    count: int
    stopped_at: Place | None = None


def find_page(wanted: Wanted) -> Found:
    """The page; a search for short words may stop before it is full."""
    if not wanted.words:
        return _read(plain_page(wanted.shape), wanted)[0]
    found, end = _walk_first(wanted)
    if found.more or end.place is None:
        return found
    wanted = replace(wanted, indexed=tuple(has_trigrams(word) for word in wanted.words))
    if not any(wanted.indexed):
        return _walk_bounded(wanted)
    return _find_further(wanted, found.count, end)


def has_trigrams(word: str) -> bool:
    """Whether the trigram indexes can narrow a search for `word`.

    They know runs of three letters or digits; which letters beyond ASCII count as letters depends
    on the locale that the database was made with.
    """
    if re.search("[0-9A-Za-z]{3}", word):
        return True
    return bool(re.search(r"[^\W_]{3}", word)) and _knows_all_letters()


@cache
def _knows_all_letters() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('ж')) > 0")
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class _End:
    """The place of a window's last ticket, None when there are fewer; and all tickets counted."""

    place: Place | None
    total: int
    fitting: int


def _find_further(wanted: Wanted, seen: int, end: _End) -> Found:
    """The page, when `seen` tickets of the first window fitted.

    The newest tickets may mislead: a flood of one text hides words that many others hold. So no
    way is gone much further than it promised to go; the two take turns, at four times the cost each
    time, until one has the page.
    """
    share = max(seen, 0.5) / FIRST_WINDOW
    # Beside what the counters say, those that arrive meanwhile.
    everything = end.fitting + FIRST_WINDOW
    far = min((wanted.limit + 1) / share, everything)
    if far < _match_cost(share * end.total, end.total):
        far = min(int(far * MARGIN), everything)
        found = walk(wanted, far)
        if found.more or far == everything:
            return found
        share = max(found.count, 0.5) / far
    most = max(int(share * end.total * MARGIN), FEW_MATCHES)
    while (cost := int(_match_cost(most, end.total))) < everything:
        found, matched = match(wanted, most)
        if matched <= most:
            return found
        if not all(wanted.indexed):
            return _walk_bounded(wanted)
        found = walk(wanted, cost)
        if found.more:
            return found
        most *= 4
    # Never more matches than cost what a walk to the end would.
    most = max(int(everything / MATCH_COST), FEW_MATCHES)
    found, matched = match(wanted, most)
    return found if matched <= most else walk(wanted, everything)


def _match_cost(matches: float, total: int) -> float:
    return matches * (MATCH_COST + MATCH_LIST_COST) + total * LISTS_COST


def _walk_first(wanted: Wanted) -> tuple[Found, _End]:
    found, looked = _read(first_walk(wanted.shape), wanted, window=FIRST_WINDOW)
    return found, _end(*looked)


def walk(wanted: Wanted, window: int) -> Found:
    """The page, or what of it is among the first `window` tickets."""
    return _read(walked_page(wanted.shape), wanted, window=window)[0]


def _walk_bounded(wanted: Wanted) -> Found:
    found = walk(wanted, SHORT_WORDS_WINDOW)
    if found.more:
        return found
    end = _window_end(wanted, SHORT_WORDS_WINDOW)
    return Found(found.tickets, found.first, found.last, False, found.count, end.place)


def match(wanted: Wanted, most: int) -> tuple[Found, int]:
    """The page by the trigram indexes, right only if they found at most `most`; how many it was."""
    found, (matched,) = _read(matched_page(wanted.shape), wanted, most=most)
    return found, matched


def _window_end(wanted: Wanted, window: int) -> _End:
    with connection.cursor() as cursor:
        cursor.execute(window_end(wanted.shape), {**wanted.values, "window": window})
        return _end(*cursor.fetchone())


def _end(created_at: datetime | None, ticket_id: int, total: int, fitting: int) -> _End:
    return _End(Place(created_at, ticket_id) if created_at else None, total, fitting)


def _read(sql: str, wanted: Wanted, **more: int) -> tuple[Found, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**wanted.values, **more})
        count, tickets, *places = cursor.fetchone()
    first_at, first_id, last_at, last_id, *rest = places
    found = Found(
        tickets or "",
        Place(first_at, first_id) if count else None,
        Place(last_at, last_id) if count >= wanted.limit else None,
        more=count > wanted.limit,
        count=count,
    )
    return found, tuple(rest)
