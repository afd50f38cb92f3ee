"""Cursors over a list's order: page 10,000 costs what page 1 costs (docs/architecture.md)."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from tickets.listing.orders import LARGEST_ID, NEWEST, ORDERS, Order, Place
from tickets.listing.page_sql import Found, PageQuery, list_page, named_ticket
from tickets.listing.search import search_page
from tickets.representation import TicketRow

# The order, the rank where tickets are sorted by priority, microseconds since 1970, the ticket's
# number and the direction, in letters that need no escaping.
_FORM = re.compile(
    r"([a-z]+)\.(?:([1-4])\.)?(0|-?[1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,18})\.(next|previous)"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Cursor:
    """A position in an order, and the direction in which the page is read from it."""

    place: Place
    order: Order = NEWEST
    forward: bool = True

    def encode(self) -> str:
        """The value of the query parameter `cursor`, such as `newest.1767225600000000.17.next`.

        It has no signature: a position is no secret, and any position is a valid one.
        """
        microseconds = (self.place.at - _EPOCH) // _MICROSECOND
        rank = [self.place.rank] if self.order.by_priority else []
        side = "next" if self.forward else "previous"
        return ".".join(map(str, [self.order.name, *rank, microseconds, self.place.id, side]))

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read what `encode` writes; ValueError for any other text."""
        parts = _FORM.fullmatch(text)
        order = ORDERS.get(parts[1]) if parts else None
        if not parts or not order or order.by_priority != bool(parts[2]):
            raise ValueError("The text is no cursor.")
        if int(parts[4]) > LARGEST_ID:
            raise ValueError("No ticket has such an id.")
        try:
            at = _EPOCH + int(parts[3]) * _MICROSECOND
        except OverflowError as error:
            raise ValueError("No ticket has such a time.") from error
        return cls(Place(at, int(parts[4]), int(parts[2] or 0)), order, parts[5] == "next")


@dataclass(frozen=True)
class Page:
    """Tickets in the list's order, and how to go on after and before them, where one can."""

    tickets: list[TicketRow]
    next: Cursor | None
    previous: Cursor | None


def read_page(query: PageQuery) -> Page:
    """The tickets of the page, and how to go on in both directions.

    A page whose search stopped early has fewer tickets than asked for, or none, and goes on all
    the same.
    """
    found = _find(query)
    ahead = found.last if found.more else found.stopped_at
    further = Cursor(ahead, query.order, query.forward) if ahead else None
    back = _cursor_back(found, query)
    if query.forward:
        return Page(found.rows, next=further, previous=back)
    return Page(found.rows[::-1], next=back, previous=further)


def _find(query: PageQuery) -> Found:
    """The page; the ticket that the search names by its number comes before all others."""
    named = named_ticket(query)
    if named is None:
        return _others(query)
    if query.forward:
        return _others(query) if query.start else _after(named, query)
    found = _others(query)
    if found.more or found.stopped_at:
        return found
    # The way back ends with it, on a page for itself if this one is full.
    if len(found.rows) == query.limit:
        return replace(found, more=True)
    return replace(found, rows=[*found.rows, named])


def _after(named: TicketRow, query: PageQuery) -> Found:
    found = _others(replace(query, limit=query.limit - 1))
    return replace(found, rows=[named, *found.rows], last=found.last or query.order.top)


def _others(query: PageQuery) -> Found:
    return search_page(query) if query.words else list_page(query)


def _cursor_back(found: Found, query: PageQuery) -> Cursor | None:
    """The cursor of the page before; None on the first page."""
    if query.start is None:
        return None
    if found.first:
        return Cursor(found.first, query.order, not query.forward)
    # The ticket at this place was the last on the page before, so going back has to show it.
    next_id = query.start.id + (-1 if query.direction == "DESC" else 1)
    start = replace(query.start, id=min(max(next_id, 0), LARGEST_ID))
    return Cursor(start, query.order, not query.forward)


def page_body(page: Page, request: HttpRequest, tickets: list[dict[str, Any]]) -> dict[str, Any]:
    """The response body with `tickets`, the page's as they are sent.

    The addresses keep the request's other query parameters.
    """
    return {
        "next": _address(request, page.next),
        "previous": _address(request, page.previous),
        "results": tickets,
    }


def _address(request: HttpRequest, cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    parameters = [(name, values) for name, values in request.GET.lists() if name != "cursor"]
    others = urlencode(parameters, doseq=True) + "&" if parameters else ""
    address = f"{request.scheme}://{request.get_host()}{request.path}"
    return f"{address}?{others}cursor={cursor.encode()}"
