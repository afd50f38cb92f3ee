"""Classify tickets that still have the defaults of a fallback: `manage.py classify_tickets`.

It takes tickets with the category `general` and the priority `medium` that were sent without a
suggestion and have not changed since. It overwrites no choice of a person, also none that is made
while the classifier works.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, QuerySet

from suggestions.classifier_batches import ClassifierBatches, packed
from suggestions.ledger import storable
from tickets.models import Ticket, TicketSuggestion
from tickets.services.classifier_answer import (
    DEFAULT_CATEGORY,
    DEFAULT_PRIORITY,
    Fallback,
    Suggestion,
)
from tickets.services.ticket_service import ticket_update

BATCH = 20
PAGE = 200


def waiting_tickets() -> QuerySet[Ticket]:
    """Tickets that still have the default category and priority."""
    return Ticket.objects.filter(
        category=DEFAULT_CATEGORY,
        priority=DEFAULT_PRIORITY,
        updated_at=F("created_at"),
        suggestion=None,
    )


@dataclass
class Done:
    """What became of the tickets so far."""

    sorted: int = 0
    failed: dict[str, int] = field(default_factory=dict)  # By cause.
    left_alone: int = 0  # Changed by somebody meanwhile.


class Backlog:
    """Classifies at most `limit` tickets, the oldest first, and stores each result at once.

    It calls `tell` with each ticket and its suggestion. With `dry_run` it stores nothing.
    """

    def __init__(
        self,
        classifier: ClassifierBatches,
        *,
        per_minute: int,
        limit: int | None,
        dry_run: bool,
        tell: Callable[[Ticket, Suggestion], object],
        sleep: Callable[[float], object],
        clock: Callable[[], float],
    ) -> None:
        self.done = Done()
        self._classifier = classifier
        self._per_minute = per_minute
        self._limit = limit
        self._dry_run = dry_run
        self._tell = tell
        self._sleep = sleep
        self._clock = clock

    def run(self, *, progress: Callable[[int], object]) -> None:
        """Sort the tickets; ClassifierUnusableError ends the run and keeps what it has sorted."""
        batches = packed(
            self._tickets(),
            most=min(BATCH, self._per_minute),
            text=lambda ticket: ticket.description,
        )
        next_at = self._clock()
        for batch in batches:
            self._sleep(max(0.0, next_at - self._clock()))
            next_at = self._clock() + len(batch) * 60 / self._per_minute
            outcomes = self._classifier.classify([ticket.description for ticket in batch])
            for ticket, outcome in zip(batch, outcomes, strict=True):
                self._take(ticket, outcome)
            progress(len(batch))

    def _tickets(self) -> Iterator[Ticket]:
        """Read in pages by id, so that a ticket that fails is not read again."""
        last, left = 0, self._limit
        while page := list(waiting_tickets().filter(pk__gt=last).order_by("pk")[:PAGE]):
            yield from page if left is None else page[:left]
            last = page[-1].pk
            if left is not None:
                left = max(0, left - len(page))
                if left == 0:
                    return

    def _take(self, ticket: Ticket, outcome: Suggestion | Fallback) -> None:
        if isinstance(outcome, Fallback):
            cause = outcome.problem or outcome.cause.value
            self.done.failed[cause] = self.done.failed.get(cause, 0) + 1
            return
        if not self._dry_run and not _apply(ticket.pk, outcome):
            self.done.left_alone += 1
            return
        self.done.sorted += 1
        self._tell(ticket, outcome)


def _apply(ticket_id: int, outcome: Suggestion) -> bool:
    """Write the suggestion into the ticket and the ledger; False when the ticket has changed."""
    with transaction.atomic():
        still = waiting_tickets().filter(pk=ticket_id).select_for_update(of=("self",), no_key=True)
        if still.first() is None:
            return False
        changes = {"category": outcome.category, "priority": outcome.priority}
        ticket_update(ticket_id=ticket_id, changes=changes)
        TicketSuggestion.objects.create(
            ticket_id=ticket_id,
            origin=TicketSuggestion.Origin.BACKLOG,
            stale=False,
            provider=storable(outcome.provider),
            model=storable(outcome.model),
            prompt_version=storable(outcome.prompt_version),
            confidence=outcome.confidence,
            suggested_category=outcome.category,
            sent_category=outcome.category,
            final_category=outcome.category,
            suggested_priority=outcome.priority,
            sent_priority=outcome.priority,
            final_priority=outcome.priority,
        )
    return True
