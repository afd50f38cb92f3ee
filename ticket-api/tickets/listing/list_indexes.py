"""Which index a page of the list is read from, and in how many places.

An index that begins with a few columns has one range, sorted by time and id, for each combination
of their values. A page merges the first tickets of the ranges that fit: two for two statuses; four
for a category and a status, one for each of the priorities between them. So a page costs the same
among any number of tickets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from typing import Any

from django.db.models import Index

from tickets.listing.orders import Order
from tickets.models import UNFINISHED, Category, Priority, Status, Ticket

CHOICES = {"category": Category.values, "priority": Priority.values, "status": Status.values}

# By column the values that fit.
Filters = dict[str, tuple[Any, ...]]


@dataclass(frozen=True)
class ListIndex:
    """An index of tickets: the columns that it begins with, and the time that it is sorted by."""

    columns: tuple[str, ...]
    time: str
    descending: bool
    # The only tickets that it has.
    unfinished: bool
    waiting: bool

    def serves(self, order: Order, filters: Filters, *, waiting: bool, dated: bool) -> bool:
        """Whether all tickets of its ranges fit, and all that fit are in its ranges."""
        left = filters.keys() - self.columns
        is_unfinished = {*filters.get("status", ())} == {*UNFINISHED}
        if is_unfinished and self.unfinished:
            left -= {"status"}
        return (
            not left
            and self.time == order.column
            and self.waiting == waiting
            and (is_unfinished or not self.unfinished)
            and (self.time == "created_at" or not dated)
            and ("priority" in self.columns or not order.by_priority)
            and all(column in filters or column in CHOICES for column in self.columns)
        )


def list_index(order: Order, filters: Filters, *, waiting: bool, dated: bool) -> ListIndex | None:
    """The index that a page is read from in the fewest places; None if none serves the filters.

    `waiting`: tickets whose requester waits, alone. `dated`: those of some days alone.
    """
    serving = [
        index
        for index in _list_indexes()
        if index.serves(order, filters, waiting=waiting, dated=dated)
    ]
    return min(serving, key=lambda index: _places(index.columns, filters), default=None)


def ranges(columns: tuple[str, ...], filters: Filters) -> Iterator[dict[str, Any]]:
    """The values of `columns` at each place in the index that has tickets for `filters`."""
    for values in product(*_values(columns, filters)):
        yield dict(zip(columns, values, strict=True))


def _places(columns: tuple[str, ...], filters: Filters) -> int:
    return prod(map(len, _values(columns, filters)))


def _values(columns: tuple[str, ...], filters: Filters) -> list[tuple[Any, ...]]:
    return [filters[column] if column in filters else tuple(CHOICES[column]) for column in columns]


@cache
def _list_indexes() -> list[ListIndex]:
    return [index for index in map(_read, Ticket._meta.indexes) if index]


def _read(index: Index) -> ListIndex | None:
    """None for an index of another kind."""
    columns_of = {field.name: field.column or "" for field in Ticket._meta.concrete_fields}
    columns = [columns_of[name] for name, _ in index.fields_orders]
    if "id" not in columns:
        return None
    *first, time = columns[: columns.index("id")]
    return ListIndex(
        columns=tuple(first),
        time=time,
        descending=("id", "DESC") in index.fields_orders,
        unfinished="status__in" in str(index.condition),
        waiting="waiting_since__isnull" in str(index.condition),
    )
