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

from tickets import search_costs
from tickets.page_sql import (
    Place,
    Wanted,
    first_walk,
    matched_page,
    plain_page,
    walked_or_matched_page,
    walked_page,
    window_end,
)
from tickets.search_costs import Estimate, estimate, narrowing_is_cheap
from tickets.search_sample import Sample, kept, renewed

# Tickets of the first walk: of one without a sample, of one that ought to fill its page or to come
# to the end of its filters, and of one that only looks whether the newest are many.
FIRST_WINDOW = 300
LAST_WINDOW = 1_000
RARE_WINDOW = 60
# Tickets that a page walks at most for words without trigrams, if words with them, where there are
# any, are common; its `next` goes on from there.
SHORT_WORDS_WINDOW = 10_000
# A walk begins if it promises to cost less than the match by this factor, and is given up when it
# has cost more by it: at worst both ways are paid for.
WALK_MARGIN = 1
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
    wanted = replace(wanted, indexed=tuple(map(has_trigrams, wanted.words)))
    sample = kept()
    share = sample.share(wanted.words)
    if sample.texts and not share and all(wanted.indexed):
        found, is_complete = _find_rare(wanted, sample)
        if is_complete:
            return found
    window = _first_window(wanted, sample, share)
    found, end = _walk_first(wanted, window)
    if found.more or end.place is None:
        return found
    if not any(wanted.indexed):
        return _walk_bounded(wanted)
    sample = renewed(end.total)
    costs = estimate(wanted, sample, window, found.count, end.total, end.fitting)
    return _find_further(wanted, costs)


def _find_rare(wanted: Wanted, sample: Sample) -> tuple[Found, bool]:
    """The page of words that the newer half of the sample lacks, and whether that was right.

    There are few of them, or they have gone out of use; but a word of today may be in all the
    newest. Where few tickets pass the filters, no walk is needed for that.
    """
    matches = (len(frozenset.intersection(*map(sample.holding, wanted.words))) + 1) * sample.each
    most = max(FEW_MATCHES, int(matches * MATCH_MARGIN))
    if narrowing_is_cheap(sample, wanted.filters):
        found, matched = match(replace(wanted, narrowed=True), most)
    else:
        found, matched = _walk_or_match(wanted, RARE_WINDOW, most)
    return found, matched <= most


def _first_window(wanted: Wanted, sample: Sample, share: float) -> int:
    if not sample.texts:
        return FIRST_WINDOW
    if sample.fitting(wanted.filters) <= LAST_WINDOW:
        return LAST_WINDOW
    # Twice as many as are missing, since a word may be twice in a ticket.
    return LAST_WINDOW if LAST_WINDOW * share >= 2 * (wanted.limit + 1) else RARE_WINDOW


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


def _find_further(wanted: Wanted, costs: Estimate) -> Found:
    """The page, by the way that promises to be cheaper.

    Promises may be wrong: of both ways neither is gone much further than the other one promises to
    cost. After that they take turns, at four times the cost each time, until one has the page.
    """
    wanted = replace(wanted, narrowed=costs.narrowed)
    everything, walked = costs.everything, 0
    if min(costs.far * WALK_MARGIN, everything) < costs.match_cost:
        if not all(wanted.indexed):
            return _walk_bounded(wanted)
        walked = min(int(costs.match_cost * WALK_MARGIN), everything)
        found = walk(wanted, walked)
        if found.more or walked == everything:
            return found
    most = max(int(costs.matches * MATCH_MARGIN), FEW_MATCHES)
    while (cost := int(costs.cost_of(most))) < everything:
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
    most = max(int(everything / search_costs.MATCH_COST), FEW_MATCHES)
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


def _walk_or_match(wanted: Wanted, window: int, most: int) -> tuple[Found, int]:
    """`walk`, and `match` if that does not fill the page; how many that found, or else none."""
    row = _row(walked_or_matched_page(wanted.shape), wanted, window=window, most=most)
    walked, matched = row[:_PAGE], row[_PAGE:]
    if matched[0] is None:
        return _found(wanted, walked), 0
    return _found(wanted, matched), matched[-1]


def _window_end(wanted: Wanted, window: int) -> _End:
    with connection.cursor() as cursor:
        cursor.execute(window_end(wanted.shape), {**wanted.values, "window": window})
        return _end(*cursor.fetchone())


def _end(created_at: datetime | None, ticket_id: int, total: int, fitting: int) -> _End:
    return _End(Place(created_at, ticket_id) if created_at else None, total, fitting)


def _read(sql: str, wanted: Wanted, **more: int) -> tuple[Found, tuple[Any, ...]]:
    row = _row(sql, wanted, **more)
    return _found(wanted, row), row[_PAGE:]


def _row(sql: str, wanted: Wanted, **more: int) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**wanted.values, **more})
        row: tuple[Any, ...] = cursor.fetchone()
        return row


# How many columns of a row are a page.
_PAGE = 6


def _found(wanted: Wanted, row: tuple[Any, ...]) -> Found:
    count, tickets, first_at, first_id, last_at, last_id = row[:_PAGE]
    return Found(
        tickets or "",
        Place(first_at, first_id) if count else None,
        Place(last_at, last_id) if count >= wanted.limit else None,
        more=count > wanted.limit,
        count=count,
    )
