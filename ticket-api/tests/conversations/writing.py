"""Messages for tests."""

from django.db import transaction

from conversations.models import Kind, Message
from conversations.services import Author, add_message
from tickets.models import Ticket

AGENT = Author("Anna Berg")
REQUESTER = Author("Rita")


def write(
    ticket: Ticket,
    kind: str,
    body: str = "Thank you for writing.",
    *,
    author: Author | None = None,
    status: str | None = None,
) -> Message:
    """Store a message in a transaction; `ticket` has the new values afterwards."""
    author = author or (REQUESTER if kind == Kind.REQUEST else AGENT)
    with transaction.atomic():
        locked = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        message = add_message(locked, kind=Kind(kind), author=author, body=body, status=status)
    ticket.refresh_from_db()
    return message
