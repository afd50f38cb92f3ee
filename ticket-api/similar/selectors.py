"""Which tickets are shown as possibly the same."""

from collections.abc import Sequence
from typing import Any

from similar import trigrams
from similar.comparing import most_alike
from similar.trigrams import Alike, alike
from similar.verdicts import judged_different
from tickets.models import UNFINISHED, Ticket
from tickets.representation import TicketRow
from tickets.requester.link import LinkNotValid, ticket_of_link
from tickets.selectors import ticket_get

SHOWN = 5
SHOWN_TO_REQUESTER = 3
_FIELDS = ("id", "title", "category", "priority", "status", "created_at")
_FIELDS_OF_REQUESTER = ("id", "title", "status", "created_at")


def similar_tickets(*, ticket_id: int) -> tuple[str, list[dict[str, Any]]]:
    """The model's name, and tickets that may report the same problem, the most alike first.

    No tickets for a duplicate, whose original is known. Http404 when there is no such ticket.
    """
    row = ticket_get(ticket_id=ticket_id)
    if row["duplicate_of_id"] is not None:
        return trigrams.NAME, []
    found = most_alike(
        title=row["title"],
        description=row["description"],
        requester_id=row["requester_id"],
        besides={ticket_id, *judged_different(ticket_id)},
        limit=SHOWN,
    )
    stored = Ticket.objects.filter(pk__in=[one.ticket_id for one in found.tickets]).values(*_FIELDS)
    return found.model, _with_similarity(found.tickets, {one["id"]: one for one in stored})


def own_similar_tickets(
    *, title: str, description: str, links: Sequence[str]
) -> list[dict[str, Any]]:
    """The unfinished tickets of these private links that a new ticket may repeat.

    A link that is not valid is skipped, so no answer reveals which links are valid. The trigrams
    compare the tickets, because a person who types waits for the answer.
    """
    rows = [row for row in map(_ticket_of, dict.fromkeys(links)) if row]
    own = {row["id"]: row for row in rows if row["status"] in UNFINISHED}
    if not own:
        return []
    found = alike(title=title, description=description, among=own.keys(), limit=SHOWN_TO_REQUESTER)
    shown = {
        number: {name: row[name] for name in _FIELDS_OF_REQUESTER} for number, row in own.items()
    }
    return _with_similarity(found, shown)


def _ticket_of(link: str) -> TicketRow | None:
    try:
        return ticket_of_link(link)
    except LinkNotValid:
        return None


def _with_similarity(
    found: Sequence[Alike], fields: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The tickets in the order of `found`; one that was deleted meanwhile is left out."""
    return [
        {**fields[one.ticket_id], "similarity": one.similarity}
        for one in found
        if one.ticket_id in fields
    ]
