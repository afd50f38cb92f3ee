"""The row of the ledger that is written with a ticket (docs/architecture.md, "Suggestions").

The database notes later changes of the ticket (tickets/sql/corrections.sql).
"""

import logging
from typing import Any

from django.dispatch import receiver

from suggestions import token as suggestion
from suggestions.token import ShownSuggestion
from tickets.models import TicketSuggestion
from tickets.representation import TicketRow
from tickets.services.ticket_service import ticket_sent_with_token

logger = logging.getLogger(__name__)


@receiver(ticket_sent_with_token)
def suggestion_record(*, token: object, row: TicketRow, **_signal: object) -> None:
    """Record what `token` suggested for the new ticket `row`, and what was sent.

    One statement, in the transaction that stores the ticket. A token that is forged, too old or was
    sent with another ticket before leaves no row, and the ticket is created all the same.
    """
    shown = suggestion.read(token)
    if shown is None:
        return
    stale = shown.is_stale_for(row["description"])
    # The ORM's `ignore_conflicts` does not say whether the row was stored.
    if not list(TicketSuggestion.objects.raw(_RECORD, _values(shown, row, stale=stale))):
        logger.warning("suggestion.token_ignored", extra={"reason": "used"})


def _values(shown: ShownSuggestion, row: TicketRow, *, stale: bool) -> dict[str, Any]:
    return {
        "ticket": row["id"],
        "token": bytes.fromhex(shown.id),
        "stale": stale,
        "provider": storable(shown.provider),
        "model": storable(shown.model),
        "prompt_version": storable(shown.prompt_version),
        "suggested_category": shown.category,
        "suggested_priority": shown.priority,
        "category": row["category"],
        "priority": row["priority"],
        "confidence": shown.confidence,
    }


def storable(name: str) -> str:
    """`name`, shortened and printable: no name of a model may make storing a ticket fail."""
    kept = "".join(letter for letter in name if letter.isprintable())
    return kept[: TicketSuggestion.NAME_CHARACTERS]


_RECORD = f"""
INSERT INTO {TicketSuggestion._meta.db_table} (
    ticket_id, token_id, origin, stale, provider, model, prompt_version, confidence,
    suggested_category, sent_category, final_category,
    suggested_priority, sent_priority, final_priority
) VALUES (
    %(ticket)s, %(token)s, 'form', %(stale)s, %(provider)s, %(model)s, %(prompt_version)s,
    %(confidence)s, %(suggested_category)s, %(category)s, %(category)s,
    %(suggested_priority)s, %(priority)s, %(priority)s
) ON CONFLICT (token_id) DO NOTHING
RETURNING ticket_id
"""  # noqa: S608 (a table name of ours)
