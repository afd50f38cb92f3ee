"""The orders of the list, and a ticket's place in each of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models

from tickets.models import Priority

# The most urgent first.
RANKS = {priority: rank for rank, priority in enumerate(reversed(Priority.values), start=1)}
RANK = f"array_position(ARRAY{[*RANKS]}, priority::text)"

LARGEST_ID = 2**63 - 1
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Sort(models.TextChoices):
    """The names of the orders."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    PRIORITY = "priority"
    WAITING = "waiting"


@dataclass(frozen=True)
class Place:
    """A ticket's place in an order: its time in the order's column, its id, and maybe its rank."""

    at: datetime
    id: int
    # Of its priority, where tickets are sorted by that first; else 0.
    rank: int = 0


@dataclass(frozen=True)
class Order:
    """Tickets sorted by the time in `column`, then by their ids, maybe by priority before both."""

    name: Sort
    column: str
    descending: bool = False
    by_priority: bool = False
    # The only tickets that it has.
    unfinished: bool = False
    waiting: bool = False

    @property
    def keys(self) -> list[str]:
        """The expressions that it sorts by, all in one direction."""
        return [*([RANK] if self.by_priority else []), self.column, "id"]

    @property
    def rank(self) -> str:
        """The expression of a place's rank."""
        return RANK if self.by_priority else "0"

    def place(self, ticket: dict[str, Any]) -> Place:
        """The place of a ticket, given by its columns."""
        rank = RANKS[ticket["priority"]] if self.by_priority else 0
        return Place(ticket[self.column], ticket["id"], rank)

    @property
    def top(self) -> Place:
        """Before every ticket."""
        at, ticket_id = (_LATEST, LARGEST_ID) if self.descending else (_EARLIEST, 0)
        return Place(at, ticket_id, 1 if self.by_priority else 0)


ORDERS: dict[str, Order] = {
    Sort.NEWEST: Order(Sort.NEWEST, "created_at", descending=True),
    Sort.OLDEST: Order(Sort.OLDEST, "created_at"),
    Sort.CHANGED: Order(Sort.CHANGED, "updated_at", descending=True),
    Sort.PRIORITY: Order(Sort.PRIORITY, "created_at", by_priority=True, unfinished=True),
    Sort.WAITING: Order(Sort.WAITING, "waiting_since", waiting=True),
}
NEWEST = ORDERS[Sort.NEWEST]
