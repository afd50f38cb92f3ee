"""The body of POST /api/tickets/bulk/: changes of many tickets in one request."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import ValidationError

from tickets.listing.orders import LARGEST_ID

# contracts/limits.json; a test holds the two together.
ITEMS_MAX = 200


def body_schema(fields: Iterable[str]) -> dict[str, Any]:
    """The body for the description of the API; no serializer refuses unknown fields."""
    text = "As PATCH takes them; a value that PATCH refuses is an error of this item alone."
    item = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID, "format": "int64"},
            "changes": {
                "type": "object",
                "properties": {name: {} for name in fields},
                "additionalProperties": False,
                "description": text,
            },
            "if_match": {
                "type": "string",
                "description": "Change it only in this state: its ETag, with the quotes.",
            },
            "if_updated_at": {
                "type": "string",
                "format": "date-time",
                "description": "Change it only while this is its `updated_at`, as a list has it.",
            },
        },
        "required": ["id", "changes"],
        "additionalProperties": False,
    }
    items = {"type": "array", "items": item, "minItems": 1, "maxItems": ITEMS_MAX}
    return {
        "type": "object",
        "properties": {"items": items},
        "required": ["items"],
        "additionalProperties": False,
    }


@dataclass(frozen=True)
class Item:
    """The changes of one ticket, not validated yet, and the state that the caller saw."""

    id: int
    changes: dict[str, Any]
    if_match: str | None = None
    if_updated_at: datetime | None = None


def read_items(body: Any, fields: Set[str]) -> list[Item]:
    """The items of `body`, or ValidationError when they cannot be told apart or understood.

    `fields` are those that a ticket's change may have. Their values are looked at item by item.
    """
    if not isinstance(body, dict) or body.keys() != {"items"}:
        raise ValidationError({"detail": ["Send a JSON object with: items"]})
    items = body["items"]
    if not isinstance(items, list) or not 1 <= len(items) <= ITEMS_MAX:
        raise ValidationError({"items": [f"Send a list of 1 to {ITEMS_MAX} items"]})
    problems = [
        f"Item {number}: {problem}"
        for number, item in enumerate(items, start=1)
        for problem in _problems(item, fields)
    ]
    if problems:
        raise ValidationError({"items": problems})
    read = [Item(**{**item, **_moment(item)}) for item in items]
    if len({item.id for item in read}) < len(read):
        raise ValidationError({"items": ["Name each ticket once"]})
    return read


def _moment(item: dict[str, Any]) -> dict[str, datetime | None]:
    """The time of `if_updated_at`, or None when it is no time; nothing without this field."""
    if "if_updated_at" not in item:
        return {}
    given = item["if_updated_at"]
    try:
        found = parse_datetime(given) if isinstance(given, str) else None
    except ValueError:
        found = None
    return {"if_updated_at": found if found is not None and found.tzinfo else None}


def _problems(item: Any, fields: Set[str]) -> Iterator[str]:
    """Sentences about what to change in `item`."""
    if not isinstance(item, dict):
        yield "Send an object with id and changes"
        return
    for name in sorted(item.keys() - {"id", "changes", "if_match", "if_updated_at"}):
        yield f"Remove the unknown field {name!r}"
    ticket_id, changes = item.get("id"), item.get("changes")
    # In Python True is an int.
    if type(ticket_id) is not int or not 1 <= ticket_id <= LARGEST_ID:
        yield "Give the id of a ticket as a number"
    if not isinstance(item.get("if_match", ""), str):
        yield "Give if_match as text"
    if "if_updated_at" in item and _moment(item)["if_updated_at"] is None:
        yield "Give if_updated_at as a time with an offset, such as 2026-11-23T09:00:00Z"
    if not isinstance(changes, dict):
        yield "Give the changes as an object"
    else:
        for name in sorted(changes.keys() - fields):
            yield f"Remove the unknown field {name!r} of the changes"
