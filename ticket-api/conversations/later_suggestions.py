"""Whether a requester's later messages make a ticket look more urgent than it is marked.

An agent's page asks for it (docs/decisions/0024), so no message waits for the classifier and no
transaction is open meanwhile. The answer is kept until the requester writes again.
"""

from django.conf import settings
from django.db import IntegrityError, close_old_connections, connection
from django.http import Http404

from conversations.models import Kind, LaterSuggestion, Message
from server.concurrency_limit import take_slot
from tickets.models import UNFINISHED, Priority, Ticket
from tickets.serializers import DESCRIPTION_CHARACTERS
from tickets.services import llm_service
from tickets.services.classifier_answer import Fallback, Suggestion

# At most so many messages are read, from the newest on.
_MOST_MESSAGES = 50
_URGENCY = {priority: rank for rank, priority in enumerate(Priority.values)}


def later_suggestion(*, ticket_id: int, request_id: str) -> LaterSuggestion | None:
    """What the classifier suggests since the last reply, if that is more urgent than the ticket.

    None where the requester waits for no answer to a later message, for a finished ticket, and
    when the classifier cannot be used. Raises Http404 when there is no ticket.
    """
    ticket = Ticket.objects.only("description", "priority", "status").filter(pk=ticket_id).first()
    if ticket is None:
        raise Http404("No Ticket matches the given query.")
    if not settings.CLASSIFY_LATER_MESSAGES or ticket.status not in UNFINISHED:
        return None
    requests = _unanswered(ticket)
    if not requests:
        return None
    kept = LaterSuggestion.objects.filter(ticket=ticket, message_number=requests[-1].number).first()
    kept = kept or _ask(ticket, requests, request_id)
    if kept is None or _URGENCY[kept.priority] <= _URGENCY[ticket.priority]:
        return None
    return kept


def _unanswered(ticket: Ticket) -> list[Message]:
    """The requests after the last reply, oldest first; notes are not read."""
    public = Message.objects.filter(ticket=ticket, public_number__isnull=False)
    requests: list[Message] = []
    for message in public.order_by("-public_number")[:_MOST_MESSAGES]:
        if message.kind == Kind.REPLY:
            break
        requests.append(message)
    return requests[::-1]


def _ask(ticket: Ticket, requests: list[Message], request_id: str) -> LaterSuggestion | None:
    """The classifier's answer, stored; None when there is none."""
    text = "\n\n".join((ticket.description, *(message.body for message in requests)))
    if not connection.in_atomic_block:
        # Other requests use the connection while this one waits for the classifier.
        close_old_connections()
    # The end of a long text has the new message.
    outcome = llm_service.classify(text[-DESCRIPTION_CHARACTERS:], request_id=request_id)
    take_slot()
    if isinstance(outcome, Fallback):
        return None
    return _store(ticket, requests[-1], outcome)


def _store(ticket: Ticket, newest: Message, suggestion: Suggestion) -> LaterSuggestion:
    words = "".join(letter if letter.isprintable() else " " for letter in suggestion.reason)
    row = LaterSuggestion(
        ticket=ticket,
        message_number=newest.number,
        # The ticket's own priority is never shown. It is stored, so that the model is not asked
        # about this message again.
        priority=ticket.priority if "priority" in suggestion.unsure else suggestion.priority,
        confidence=suggestion.confidence,
        reason=" ".join(words.split())[: LaterSuggestion.REASON_CHARACTERS],
    )
    columns = ["message_number", "priority", "confidence", "reason"]
    try:
        LaterSuggestion.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["ticket"], update_fields=columns
        )
    except IntegrityError as error:
        raise Http404("No Ticket matches the given query.") from error
    return row
