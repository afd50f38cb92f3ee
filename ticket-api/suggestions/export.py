"""Export corrected suggestions as test cases: `manage.py export_suggestions`.

A suggestion that people overrode or corrected becomes an example with the labels that its ticket
has now, in the format that the classifier's evaluation reads: a heading `# category priority`, then
a text in one line, marked `* ` as held back from training. The texts are redacted by the
classifier, whose rules they are (docs/decisions/0011); no provider sees them.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TextIO

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from suggestions.classifier_batches import ClassifierBatches, packed
from tickets.models import TicketSuggestion

AT_ONCE = 50

# The same condition as the index has. A suggestion that a person overrode counts as right when the
# ticket was later corrected back to it.
_WRONG = ~Q(suggested_category=F("final_category")) | ~Q(suggested_priority=F("final_priority"))


def examples(*, days: int | None, right_too: bool = False) -> QuerySet[TicketSuggestion]:
    """The suggestions that people made something else of, ordered by what their tickets are.

    With `right_too` those that were right as well, which a model needs to learn from: the wrong
    ones alone would teach it that a suggestion is always wrong. These are ordered by ticket: the
    last label of a text counts, and of too many examples the last ones.
    """
    found = TicketSuggestion.objects.filter(stale=False)
    if not right_too:
        found = found.filter(_WRONG)
    if days is not None:
        found = found.filter(created_at__gte=timezone.now() - timedelta(days=days))
    labels = () if right_too else ("final_category", "final_priority")
    return found.order_by(*labels, "ticket_id").select_related("ticket")


def examples_write(
    found: QuerySet[TicketSuggestion], to: TextIO, classifier: ClassifierBatches
) -> Iterator[int]:
    """Write the examples; gives how many were written, batch by batch.

    Raises ClassifierUnusableError when they cannot be redacted: nothing is written unredacted.
    """
    heading = ""
    # The rows come bit by bit from a cursor, which behind PgBouncer lives no longer than this.
    with transaction.atomic():
        rows = found.iterator(chunk_size=500)
        for batch in packed(rows, most=AT_ONCE, text=lambda row: row.ticket.description):
            texts = classifier.redact([row.ticket.description for row in batch])
            for row, text in zip(batch, texts, strict=True):
                own = f"# {row.final_category} {row.final_priority}\n"
                if own != heading:
                    to.write(own)
                    heading = own
                # The bullet keeps a text that starts with "# " from being a heading.
                to.write(f"* {' '.join(text.split())}\n")
            yield len(batch)
