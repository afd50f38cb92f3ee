"""How a search is run: a walk over the newest tickets, or a look into the trigram indexes.

The walk reads tickets in the list's order until the page is full: best for words that many
tickets hold. The index finds every ticket that holds the words, to be sorted then: best for words
that few hold. The wrong one can take a thousand times as long, and PostgreSQL's planner, which
knows little about words inside texts, gambles. So a short walk comes first. Most pages are full
after it; if not, it and a sample of all tickets (`search_sample.py`) tell which way is cheaper.
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
from tickets.search_sample import kept, renewed

# Tickets of the first walk: of one without a sample, of one that ought to fill its page or to come
# to the end of its filters, and of one that only looks whether the newest are many.
FIRST_WINDOW = 300
LAST_WINDOW = 1_000
RARE_WINDOW = 60
# Tickets that a page walks at most for words without trigrams, if words with them, where there are
# any, are common; its `next` goes on from there.
SHORT_WORDS_WINDOW = 10_000
# Costs in tickets walked. One found by the index is fetched from anywhere, compared by the rules
# of all languages and sorted; before that, its trigrams' lists are read: they grow with the table,
# and with the tickets that hold each of the words; and before that, the planner compares the words
# with its own samples.
MATCH_COST = 6
MATCH_LIST_COST = 0.1
LISTS_COST = 0.005
PLAN_COST = 1_000
# A walk begins if it promises to cost so many times less than the match, and is given up when it
# has cost so many times more.
WALK_MARGIN = 1.5
# A match may find this many times as many tickets as the sample promises.
MATCH_MARGIN = 3
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
    window = _first_window(wanted)
    found, end = _walk_first(wanted, window)
    if found.more or end.place is None:
        return found
    wanted = replace(wanted, indexed=tuple(has_trigrams(word) for word in wanted.words))
    if not any(wanted.indexed):
        return _walk_bounded(wanted)
    return _find_further(wanted, _estimate(wanted, window, found.count, end))


def _first_window(wanted: Wanted) -> int:
    sample = kept()
    if not sample.texts:
        return FIRST_WINDOW
    if sample.fitting(wanted.filters) <= LAST_WINDOW:
        return LAST_WINDOW
    # Twice as many as are missing, since a word may be twice in a ticket.
    fills_page = LAST_WINDOW * sample.share(wanted.words) >= 2 * (wanted.limit + 1)
    return LAST_WINDOW if fills_page else RARE_WINDOW


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


@dataclass(frozen=True)
class _Estimate:
    """What the two ways will cost, in tickets walked.

    `everything`: tickets that a walk to the end reads; `far`: those until the page is full, if the
    words are spread evenly; `matches`: tickets that the indexes will find; `lists`: what reading
    the trigrams' lists costs.
    """

    everything: int
    far: float
    matches: float
    lists: float

    @property
    def match_cost(self) -> float:
        return self.cost_of(self.matches)

    def cost_of(self, matches: float) -> float:
        """What finding so many costs."""
        return matches * MATCH_COST + self.lists


def _estimate(wanted: Wanted, window: int, seen: int, end: _End) -> _Estimate:
    """From the sample, and from the first `window` tickets, of which `seen` held the words.

    The newest tickets alone may mislead: a flood of one text hides words that many others hold. The
    older half of the sample says nothing of how far a walk goes: a word may have gone out of use.
    """
    sample = renewed(end.total)
    held = [sample.holding(word) for word in wanted.words]
    newer = sum(place >= sample.size / 2 for place in frozenset.intersection(*held))
    share = max(seen + newer, 0.5) / (window + sample.size / 2)
    # Each ticket of the sample stands for so many.
    each = end.total / max(sample.size, 1)
    indexed = [places for places, known in zip(held, wanted.indexed, strict=True) if known]
    return _Estimate(
        # Beside what the counters say, those that arrive meanwhile.
        everything=end.fitting + window,
        far=(wanted.limit + 1) / share,
        matches=max(len(frozenset.intersection(*indexed)), 1) * each,
        lists=sum(map(len, indexed)) * each * MATCH_LIST_COST + end.total * LISTS_COST + PLAN_COST,
    )


def _find_further(wanted: Wanted, estimate: _Estimate) -> Found:
    """The page, by the way that promises to be cheaper.

    Promises may be wrong: of both ways neither is gone much further than the other one promises to
    cost. After that they take turns, at four times the cost each time, until one has the page.
    """
    everything, walked = estimate.everything, 0
    if min(estimate.far * WALK_MARGIN, everything) < estimate.match_cost:
        if not all(wanted.indexed):
            return _walk_bounded(wanted)
        walked = min(int(estimate.match_cost * WALK_MARGIN), everything)
        found = walk(wanted, walked)
        if found.more or walked == everything:
            return found
    most = max(int(estimate.matches * MATCH_MARGIN), FEW_MATCHES)
    while (cost := int(estimate.cost_of(most))) < everything:
        found, matched = match(wanted, most)
        if matched <= most:
            return found
        if not all(wanted.indexed):
            return _walk_bounded(wanted)
        if cost > walked:
            found = walk(wanted, cost)
            if found.more:
                return found
        most *= 4
    # Never more matches than cost what a walk to the end would.
    most = max(int(everything / MATCH_COST), FEW_MATCHES)
    found, matched = match(wanted, most)
    return found if matched <= most else walk(wanted, everything)


def _walk_first(wanted: Wanted, window: int) -> tuple[Found, _End]:
    found, looked = _read(first_walk(wanted.shape), wanted, window=window)
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
