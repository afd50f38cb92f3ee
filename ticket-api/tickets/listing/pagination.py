"""Cursors over (created_at, id): page 10,000 costs what page 1 costs (docs/architecture.md)."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from rest_framework.exceptions import ValidationError

from tickets.listing.page_sql import Found, Place, Wanted, list_page
from tickets.listing.search import search_page
from tickets.models import Ticket
from tickets.representation import TICKET_FIELDS, TicketRow

# Microseconds since 1970, the ticket's number and the side, in letters that need no escaping.
_FORM = re.compile(r"(0|-?[1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,18})\.(older|newer)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST_ID = 2**63 - 1
# Before the newest ticket: the place of a ticket that a search names by its number.
_TOP = Place(datetime.max.replace(tzinfo=UTC), _LARGEST_ID)


@dataclass(frozen=True)
class Cursor:
    """A place in the list and the side of it that the page lies on."""

    created_at: datetime
    id: int
    older: bool

    @classmethod
    def beside(cls, place: Place, *, older: bool) -> "Cursor":
        """The side of `place` where the older, or the newer, are."""
        return cls(place.created_at, place.id, older)

    @property
    def place(self) -> Place:
        """The position without the side."""
        return Place(self.created_at, self.id)

    def encode(self) -> str:
        """The value of the query parameter `cursor`, such as `1767225600000000.17.older`.

        It has no signature: a position is no secret, and any position is a valid one.
        """
        microseconds = (self.created_at - _EPOCH) // _MICROSECOND
        return f"{microseconds}.{self.id}.{'older' if self.older else 'newer'}"

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read what `encode` writes; raises ValidationError for any other text."""
        parts = _FORM.fullmatch(text)
        if parts is None or int(parts[2]) > _LARGEST_ID:
            raise _not_ours()
        try:
            created_at = _EPOCH + int(parts[1]) * _MICROSECOND
        except OverflowError as error:
            raise _not_ours() from error
        return cls(created_at, int(parts[2]), older=parts[3] == "older")


def _not_ours() -> ValidationError:
    return ValidationError(
        {"cursor": ["Start again from the first page: this page address is not ours"]}
    )


@dataclass(frozen=True)
class Page:
    """Tickets, newest first, and how to go on before and after them, where one can."""

    tickets: list[TicketRow]
    newer: Cursor | None
    older: Cursor | None


def read_page(wanted: Wanted) -> Page:
    """The tickets that are wanted, and how to go on in both directions.

    A page whose search stopped early has fewer tickets than asked for, or none, and goes on all
    the same.
    """
    found = _find(wanted)
    ahead = found.last if found.more else found.stopped_at
    onward = Cursor.beside(ahead, older=wanted.older) if ahead else None
    back = _way_back(found, wanted)
    if wanted.older:
        return Page(found.rows, newer=back, older=onward)
    return Page(found.rows[::-1], newer=onward, older=back)


def _find(wanted: Wanted) -> Found:
    """The page; the ticket that the search names by its number comes before all others."""
    named = _named_ticket(wanted)
    if named is None:
        return _others(wanted)
    if wanted.older:
        return _others(wanted) if wanted.beyond else _after(named, wanted)
    found = _others(wanted)
    if found.more or found.stopped_at:
        return found
    # The way back ends with it, on a page for itself if this one is full.
    if len(found.rows) == wanted.limit:
        return replace(found, more=True)
    return replace(found, rows=[*found.rows, named])


def _named_ticket(wanted: Wanted) -> TicketRow | None:
    if wanted.number is None:
        return None
    fitting = Ticket.objects.filter(pk=wanted.number, **wanted.filters)
    return fitting.values(*TICKET_FIELDS).first()


def _after(named: TicketRow, wanted: Wanted) -> Found:
    found = _others(replace(wanted, limit=wanted.limit - 1))
    return replace(found, rows=[named, *found.rows], last=found.last or _TOP)


def _others(wanted: Wanted) -> Found:
    return search_page(wanted) if wanted.words else list_page(wanted)


def _way_back(found: Found, wanted: Wanted) -> Cursor | None:
    """Against the reading direction; the first page has nothing there."""
    if wanted.beyond is None:
        return None
    if found.first:
        return Cursor.beside(found.first, older=not wanted.older)
    # The ticket at this place was the last on the page before, so going back has to show it.
    beside = wanted.beyond.id + (-1 if wanted.older else 1)
    itself = Place(wanted.beyond.created_at, min(max(beside, 0), _LARGEST_ID))
    return Cursor.beside(itself, older=not wanted.older)


def page_body(page: Page, request: HttpRequest, tickets: list[dict[str, Any]]) -> dict[str, Any]:
    """The response body with `tickets`, the page's as they are sent.

    The addresses keep the request's other query parameters.
    """
    return {
        "next": _address(request, page.older),
        "previous": _address(request, page.newer),
        "results": tickets,
    }


def _address(request: HttpRequest, cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    parameters = [(name, values) for name, values in request.GET.lists() if name != "cursor"]
    others = urlencode(parameters, doseq=True) + "&" if parameters else ""
    address = f"{request.scheme}://{request.get_host()}{request.path}"
    return f"{address}?{others}cursor={cursor.encode()}"
