"""Corrects the times that 0210 refuses, names each, and validates the constraints of 0210.

Such a time broke the list, the figures or the live updates, and kept its ticket from being changed.
A ticket that was created at an impossible time gets the time of its last change; without one, the
time of the oldest ticket if it was too early, and the present time if it was too late. May be
interrupted and run again.
"""

import sys
from typing import Any

from django.contrib.postgres.operations import ValidateConstraint
from django.db import connection, migrations

from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN
from tickets.models import BEYOND, EARLIEST

LIMITS = {"earliest": EARLIEST, "beyond": BEYOND}
BATCH = 1_000


def plausible(column: str) -> str:
    """SQL for a time between the two."""
    return f"({column} >= %(earliest)s AND {column} < %(beyond)s)"


TICKETS = f"""
WITH odd AS (
    SELECT id, created_at, updated_at FROM tickets_ticket
    WHERE NOT ({plausible("created_at")} AND {plausible("updated_at")})
    LIMIT %(batch)s FOR UPDATE
), known AS (
    SELECT min(created_at) AS oldest FROM tickets_ticket WHERE {plausible("created_at")}
), dated AS (
    SELECT odd.*, CASE
        WHEN {plausible("created_at")} THEN created_at
        WHEN {plausible("updated_at")} THEN updated_at
        WHEN created_at < %(earliest)s THEN coalesce(oldest, statement_timestamp())
        ELSE statement_timestamp()
    END AS created FROM odd CROSS JOIN known
)
UPDATE tickets_ticket AS ticket SET created_at = created, updated_at = CASE
    WHEN {plausible("dated.updated_at")} THEN dated.updated_at ELSE created
END
FROM dated WHERE ticket.id = dated.id
RETURNING ticket.id, dated.created_at::text, dated.updated_at::text,
    ticket.created_at::text, ticket.updated_at::text
"""  # noqa: S608 (names of ours)

# A correction without a good time counts from the ticket's; one that did not happen has none.
SUGGESTIONS = f"""
UPDATE ticket_suggestion AS suggestion SET
    created_at = ticket.created_at,
    category_corrected_at = CASE WHEN category_corrected_at IS NOT NULL THEN ticket.updated_at END,
    priority_corrected_at = CASE WHEN priority_corrected_at IS NOT NULL THEN ticket.updated_at END
FROM tickets_ticket AS ticket
WHERE ticket.id = suggestion.ticket_id AND NOT (
    {plausible("suggestion.created_at")}
    AND coalesce({plausible("category_corrected_at")}, true)
    AND coalesce({plausible("priority_corrected_at")}, true)
)
RETURNING ticket_id
"""  # noqa: S608 (as above)

CHANGES = f"SELECT id FROM ticket_audit WHERE NOT {plausible('changed_at')}"  # noqa: S608 (as above)


def correct(_apps: Any, _editor: Any) -> None:
    """Name each ticket with its former times, which are kept nowhere else."""
    with connection.cursor() as cursor:
        corrected = BATCH
        while corrected == BATCH:
            cursor.execute(TICKETS, {**LIMITS, "batch": BATCH})
            corrected = cursor.rowcount
            for number, *was, created, updated in cursor.fetchall():
                say(f"Ticket #{number}: created_at {was[0]}, updated_at {was[1]}", created, updated)
        cursor.execute(SUGGESTIONS, LIMITS)
        for (number,) in cursor.fetchall():
            sys.stderr.write(f"\n    Suggestion of ticket #{number}: now has the ticket's times")


def say(was: str, created: str, updated: str) -> None:
    """One line of the migration's output."""
    sys.stderr.write(f"\n    {was}; now {created}, {updated}")


def validate_trail(_apps: Any, _editor: Any) -> None:
    """The trail refuses to be rewritten, so odd rows stay; they are never updated."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, LIMITS)
        odd = [str(number) for (number,) in cursor.fetchall()]
        if odd:
            sys.stderr.write(f"\n    ticket_audit: rows {', '.join(odd)} keep impossible times")
        else:
            cursor.execute("ALTER TABLE ticket_audit VALIDATE CONSTRAINT plausible_audit_time")


class Migration(migrations.Migration):
    # Writers wait for a batch at most.
    atomic = False

    dependencies = [("tickets", "0210_plausible_times")]

    operations = [
        NO_TIME_LIMIT,
        migrations.RunPython(correct, migrations.RunPython.noop),
        ValidateConstraint(model_name="ticket", name="plausible_times"),
        ValidateConstraint(model_name="ticketsuggestion", name="plausible_suggestion_times"),
        migrations.RunPython(validate_trail, migrations.RunPython.noop),
        TIME_LIMIT_AGAIN,
    ]
