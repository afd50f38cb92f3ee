"""A whole list as CSV, page by page, for spreadsheets.

A page is read and written in the request's turn, and sent outside of it. Between two pages the
export holds neither a turn nor a database connection, so slow readers do not delay other requests.
Each page is one short statement, which no time limit ends.
"""

import csv
import io
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any, Self

from django.db import close_old_connections, connection
from rest_framework import status

from common.errors import Refusal
from server import worker_restart
from server.concurrency_limit import EXPORTS_AT_ONCE, release_slot, take_slot
from tickets.listing.pagination import Cursor, Page
from tickets.representation import PUBLIC_FIELDS

logger = logging.getLogger(__name__)

# With the longest descriptions this is some 40 MB.
PAGE_TICKETS = 500
# Of a page whose filters no index serves.
PAGE_LIMIT_MS = 5_000

FOR_ROLES = ("requester_name", "requester_email", "assignee", "waiting_since", "duplicate_of")
_BYTE_ORDER_MARK = "\ufeff"
# Spreadsheets take a text that begins with one of these signs, of any width, for a formula. Some
# leave out blanks and quotes in front. Where the comma is the decimal sign, a spreadsheet splits
# lines at semicolons and line ends instead, so a part of a text can become a cell too.
_FORMULA = re.compile(r'(?:^|(?<=[\t\r\n;|]))(?=(?:[^\S\t\r\n]|")*[-=+@\uff1d\uff0b\uff0d\uff20])')
_LEFT_OUT = ("\t", "\r", "\n")

_exports = threading.BoundedSemaphore(EXPORTS_AT_ONCE)

ReadPage = Callable[[Cursor | None], tuple[Page, list[dict[str, Any]]]]


class TooManyExports(Refusal):
    """The process sends as many exports as it may."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "too_many_exports"
    default_detail = "Others export tickets at the moment. Try again in a minute."
    wait = 60


class TicketCSV(Iterator[bytes]):
    """The parts of the file. The first page is read at once, so that its errors are an answer.

    `read_page` gives the page behind a cursor and its tickets as they are sent. Raises
    TooManyExports, and what `read_page` raises. `close` has to be called.
    """

    def __init__(self, read_page: ReadPage, *, for_roles: bool) -> None:
        self._read_page = read_page
        self._columns = [*PUBLIC_FIELDS, *(FOR_ROLES if for_roles else ())]
        self._held = ExitStack()
        self._cursor: Cursor | None = None
        self._has_more = True
        self.tickets = 0
        if not _exports.acquire(blocking=False):
            raise TooManyExports
        self._held.callback(_exports.release)
        with ExitStack() as on_error:
            on_error.callback(self.close)
            self._next = _BYTE_ORDER_MARK + _line(self._columns) + self._page()
            on_error.pop_all()
        worker_restart.postpone()
        self._held.callback(worker_restart.allow)
        self._held.callback(self._log)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        """The next part; the one behind it is read when it is asked for."""
        # A page of a search may have no tickets, and others behind it.
        while not self._next:
            if not self._has_more:
                raise StopIteration
            take_slot()
            self._next = self._page()
        part, self._next = self._next, ""
        if not connection.in_atomic_block:
            # The next request takes the connection (server/postgresql/base.py).
            close_old_connections()
        release_slot()
        return part.encode()

    def close(self) -> None:
        """Let others export."""
        self._held.close()

    def _log(self) -> None:
        is_complete = not (self._has_more or self._next)
        logger.info("tickets.exported", extra={"tickets": self.tickets, "complete": is_complete})

    def _page(self) -> str:
        page, tickets = self._read_page(self._cursor)
        self._cursor, self._has_more = page.next, page.next is not None
        self.tickets += len(tickets)
        return "".join(_line(self._cells(ticket)) for ticket in tickets)

    def _cells(self, ticket: dict[str, Any]) -> Iterator[str]:
        requester, assignee = ticket["requester"] or {}, ticket["assignee"] or {}
        row = {
            **ticket,
            "requester_name": requester.get("name"),
            "requester_email": requester.get("email"),
            "assignee": assignee.get("name"),
        }
        return (_cell(row[column]) for column in self._columns)


def _line(cells: Any) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _cell(value: Any) -> str:
    """The value as spreadsheets read it: times in UTC, and no text as a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
    text = _FORMULA.sub("'", str(value))
    return f"'{text}" if text.startswith(_LEFT_OUT) else text
