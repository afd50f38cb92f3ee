"""For pictures: made-up suggestions for the tickets of the last month, most of them right.

manage.py shell -c "$(cat e2e/fill_ledger.py)"
"""

import random
from datetime import timedelta

from django.utils import timezone
from suggestions.answers import answer_counter
from tickets.models import Category, Priority, Ticket, TicketSuggestion
from tickets.services.classifier_answer import Cause, Fallback, Suggestion

chance = random.Random(7)  # noqa: S311 (the same pictures every time)
MODEL = {
    "provider": "gemini",
    "model": "gemini-flash-latest",
    "prompt_version": "2f6c1a0b",
}
# The label that the model prefers to the right one.
MISTAKEN = {"general": "technical", "account": "billing", "critical": "high", "high": "medium"}


def guess(truth, choices, sureness):
    """Right as often as it is sure, and a little less."""
    if chance.random() < 0.72 + 0.24 * sureness:
        return truth
    return MISTAKEN.get(truth) or chance.choice([one for one in choices if one != truth])


rows = []
fresh = Ticket.objects.filter(created_at__gte=timezone.now() - timedelta(days=29))
# It may run again: the tests of a file that fail go on in another process.
for ticket in fresh.exclude(pk__in=TicketSuggestion.objects.values("ticket")):
    sureness = chance.betavariate(6, 2)
    category = guess(ticket.category, Category.values, sureness)
    priority = guess(ticket.priority, Priority.values, sureness)
    noticed = chance.random() < 0.85  # The others are corrected by an agent later.
    rows.append(
        TicketSuggestion(
            ticket=ticket,
            origin=TicketSuggestion.Origin.FORM,
            stale=False,
            confidence=round(sureness, 2),
            suggested_category=category,
            sent_category=ticket.category if noticed else category,
            final_category=ticket.category,
            suggested_priority=priority,
            sent_priority=ticket.priority if noticed else priority,
            final_priority=ticket.priority,
            created_at=ticket.created_at,
            **MODEL,
        )
    )
TicketSuggestion.objects.bulk_create(rows)

SHOWN = Suggestion(category="billing", priority="high", confidence=0.9, reason="", **MODEL)
for number in range(3 * len(rows)):
    answer_counter().count(SHOWN, milliseconds=chance.lognormvariate(6.75, 0.35))
    if number % 60 == 0:
        answer_counter().count(Fallback(Cause.TIMED_OUT), milliseconds=10_500)
answer_counter().write()
