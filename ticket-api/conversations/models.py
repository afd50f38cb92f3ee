"""Tables of the conversations app. The columns of the ticket are in tickets/models.py.

Foreign keys to tickets are in sql/messages.sql and sql/later_suggestions.sql, with ON DELETE
CASCADE, so that plain SQL may delete tickets.
"""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from people.models import Requester  # noqa: F401 (a table of this app)
from tickets.models import Priority, plausible_times
from tickets.times import TicketTimes  # noqa: F401 (a table of this app)

# contracts/limits.json; a test holds the two together.
TITLE_CHARACTERS = 100
BODY_CHARACTERS = 20_000
_AUTHOR_CHARACTERS = 150


class Kind(models.TextChoices):
    """Who a message is from and for."""

    REPLY = "reply"  # From an agent to the requester.
    NOTE = "note"  # Among agents; a requester never sees it.
    REQUEST = "request"  # From the requester to the agents.


class Message(models.Model):
    """A message of a ticket. The database refuses to change or to delete it (sql/messages.sql)."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.DO_NOTHING, db_constraint=False, related_name="messages"
    )
    # Within the ticket, from 1, given under the ticket's row lock.
    number = models.IntegerField()
    # The same without notes, so that a requester's numbers do not tell of notes; null for notes.
    public_number = models.IntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # Null for the requester. Without a foreign key: a message outlives an account.
    author_account_id = models.IntegerField(null=True)
    # The display name when the message was written.
    author_name = models.CharField(max_length=_AUTHOR_CHARACTERS, default="", db_default="")
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """The unique numbers are also the indexes in which a conversation is read."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "number"], name="one_message_of_a_number"),
            models.UniqueConstraint(
                fields=["ticket", "public_number"], name="one_message_of_a_public_number"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="valid_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="number_from_one"),
            models.CheckConstraint(
                condition=Q(kind=Kind.NOTE, public_number=None)
                | (~Q(kind=Kind.NOTE) & Q(public_number__isnull=False, public_number__gte=1)),
                name="notes_have_no_public_number",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.REQUEST) | Q(author_account_id=None),
                name="requests_have_no_account",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="body_not_empty"),
            plausible_times("created_at", name="plausible_message_times"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.kind} {self.number}"


class Macro(models.Model):
    """A prepared answer."""

    title = models.CharField(max_length=TITLE_CHARACTERS, unique=True)
    body = models.TextField(max_length=BODY_CHARACTERS)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    def __str__(self) -> str:
        return self.title


class MessageKey(models.Model):
    """A key that a client sent with a message; it belongs to one endpoint and one ticket."""

    class Endpoint(models.TextChoices):
        """Where the message was sent."""

        TICKET = "ticket"  # By an account with a role.
        LINK = "link"  # With a private link.

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    endpoint = models.CharField(max_length=10, choices=Endpoint)
    key = models.CharField(max_length=255)
    # SHA-256 of the body that came with the key.
    body_digest = models.BinaryField(max_length=32)
    message = models.ForeignKey(
        Message, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    # The duplicates that got the reply too; null unless it was to go to them.
    sent_to = ArrayField(models.BigIntegerField(), null=True)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        """The unique index decides between two requests with one key."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["ticket", "endpoint", "key"], name="one_message_of_a_key"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.endpoint} {self.key}"


class LaterSuggestion(models.Model):
    """The classifier's suggestion for a ticket with its requester's later messages."""

    REASON_CHARACTERS = 500

    ticket = models.OneToOneField(
        "tickets.Ticket",
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    # The newest request that the classifier has read; a later one makes the row outdated.
    message_number = models.IntegerField()
    priority = models.CharField(max_length=20, choices=Priority)
    confidence = models.FloatField(null=True)  # 0 to 1; null when the model did not say.
    reason = models.CharField(max_length=REASON_CHARACTERS)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.priority}"


class TimeCount(models.Model):
    """How many tickets took how long, by day (UTC). Rows are deltas, so only their sums count.

    A ticket of step n took between STEP ** n and STEP ** (n + 1) seconds. So the middle of a step
    is exact within 4 %. A ticket counts once in each part and span.
    """

    STEP = 1.08
    # Days that a row counts together. The first of them is a multiple of the span after EPOCH.
    SPANS = (1, 8, 64)
    EPOCH = date(2000, 1, 1)

    class Measure(models.TextChoices):
        """The durations that are counted."""

        FIRST_REPLY = "first_reply"  # From the ticket's creation.
        ANSWER = "answer"  # From the earliest unanswered request, for every further reply.
        RESOLUTION = "resolution"  # From the ticket's creation until it was last resolved.
        REOPENED = "reopened"  # No duration: the tickets that were reopened at least once.

    class Part(models.TextChoices):
        """The column of the ticket that `value` is of."""

        ALL = "all"  # No column, an empty value. Only spans of one day.
        CATEGORY = "category"
        PRIORITY = "priority"
        ASSIGNEE = "assignee"  # The id of an account; empty for none.

    part = models.CharField(max_length=10, choices=Part, primary_key=True)
    measure = models.CharField(max_length=20, choices=Measure)
    span = models.SmallIntegerField()
    day = models.DateField()
    # The ticket's value at that time.
    value = models.CharField(max_length=20)
    step = models.SmallIntegerField()
    tickets = models.BigIntegerField()

    class Meta:
        """The view is made by a migration."""

        managed = False
        db_table = "ticket_time_count"

    def __str__(self) -> str:
        return f"{self.day}, {self.measure}: {self.tickets:+d}"
