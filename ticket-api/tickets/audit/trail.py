"""What the audit trail is told, and what it tells."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Func, QuerySet, TextField, Value
from django.http import Http404

from tickets.models import Ticket, TicketChange

CHANGE_FIELDS = (
    "id",
    "changed_at",
    "account_id",
    "request_id",
    "field",
    "old_value",
    "new_value",
)
CHANGES_OF_A_PAGE = 50
"""A change of a description is up to 40,000 characters long."""


@dataclass(frozen=True)
class History:
    """Changes of a ticket, oldest first, and whether there are later ones."""

    changes: list[dict[str, Any]]
    more: bool


def with_request_id(tickets: QuerySet[Ticket], request_id: str) -> QuerySet[Ticket]:
    """`tickets`, which when read tell the transaction whose request it is.

    What the transaction changes afterwards is written down with it. The setting ends with the
    transaction, so neither the pool nor PgBouncer hands it to the next one, and it travels with a
    statement that is sent in any case.
    """
    setting = Func(
        Value("tickets.request_id"),
        Value(request_id),
        Value(True),
        function="set_config",
        output_field=TextField(),
    )
    return tickets.annotate(of_request=setting)


def ticket_history(*, ticket_id: int, after: int = 0) -> History:
    """The first changes of a ticket beyond the change `after`; Http404 when there is no ticket."""
    if not Ticket.objects.filter(pk=ticket_id).exists():
        raise Http404("No Ticket matches the given query.")
    found = TicketChange.objects.filter(ticket_id=ticket_id, id__gt=after).order_by("id")
    changes = list(found.values(*CHANGE_FIELDS)[: CHANGES_OF_A_PAGE + 1])
    return History(changes[:CHANGES_OF_A_PAGE], more=len(changes) > CHANGES_OF_A_PAGE)
