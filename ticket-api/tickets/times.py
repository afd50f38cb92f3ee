"""The times of tickets. conversations/models.py imports them: the table belongs to that app."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class TicketTimes(models.Model):
    """How long a ticket's answers took; the database keeps it (conversations/sql/times.sql)."""

    ticket = models.OneToOneField(
        "tickets.Ticket",
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="times",
    )
    first_reply_at = models.DateTimeField(null=True)
    # As the counters have the first reply: the step and the ticket as it was.
    first_reply_step = models.SmallIntegerField(null=True)
    first_reply_category = models.CharField(max_length=20, null=True)
    first_reply_priority = models.CharField(max_length=20, null=True)
    first_reply_assignee_id = models.IntegerField(null=True)
    # How many later replies answered a request.
    answers = models.IntegerField(default=0, db_default=0)
    resolved_at = models.DateTimeField(null=True)
    # As the counters have the resolution, to take it back when the ticket is resolved again.
    resolved_step = models.SmallIntegerField(null=True)
    resolved_category = models.CharField(max_length=20, null=True)
    resolved_priority = models.CharField(max_length=20, null=True)
    resolved_assignee_id = models.IntegerField(null=True)
    reopened = models.BooleanField(default=False, db_default=False)

    class Meta:
        """Beside the other tables that triggers keep."""

        app_label = "conversations"
        db_table = "ticket_times"
        # What happened on some days: for the list's filters and the figures of times.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=[f"{event}_at"],
                include=[f"{event}_step"],
                condition=Q(**{f"{event}_at__isnull": False}),
                name=f"idx_times_{event}",
            )
            for event in ("resolved", "first_reply")
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
