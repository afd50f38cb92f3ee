"""Tables: tickets and the idempotency keys they were created with (requirements §3).

Rules that also hold for plain SQL are constraints and database defaults.
"""

from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

# Readers cannot hold every time that PostgreSQL can: `infinity`, years before 1 or after 9999.
EARLIEST, BEYOND = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def plausible_times(*columns: str, name: str) -> models.CheckConstraint:
    """Times of `columns` that are not null lie between EARLIEST and BEYOND."""
    condition = models.Q()
    for column in columns:
        condition &= models.Q(**{f"{column}__gte": EARLIEST, f"{column}__lt": BEYOND})
    return models.CheckConstraint(condition=condition, name=name)


class Category(models.TextChoices):
    """What a ticket is about."""

    BILLING = "billing"
    TECHNICAL = "technical"
    ACCOUNT = "account"
    GENERAL = "general"


class Priority(models.TextChoices):
    """How much a ticket hurts."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Status(models.TextChoices):
    """How far the work on a ticket has come."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"


# Tickets that agents still have to work on.
UNFINISHED = (Status.OPEN, Status.IN_PROGRESS)


class ChangedAtField(models.DateTimeField):
    """The time of the last save; for a new row exactly its `created_at`, so that both are equal."""

    def pre_save(self, model_instance: models.Model, add: bool) -> datetime:
        """The value to store."""
        changed_at = model_instance.created_at if add else timezone.now()  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, changed_at)
        return changed_at


class Ticket(models.Model):
    """One request for support."""

    title = models.CharField(max_length=200)
    description = models.TextField()
    category = models.CharField(max_length=20, choices=Category)
    priority = models.CharField(max_length=20, choices=Priority)
    status = models.CharField(
        max_length=20, choices=Status, default=Status.OPEN, db_default=Status.OPEN
    )
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = ChangedAtField(editable=False, db_default=Now())
    # Title and description as a search compares them; the database fills it (sql/search_text.sql).
    search_text = models.TextField(null=True, editable=False, db_collation="C")
    # The database has the foreign keys, with ON DELETE SET NULL, so plain SQL may delete rows.
    requester = models.ForeignKey(
        "conversations.Requester",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="tickets",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="assigned_tickets",
    )
    # The earliest request that is not answered (conversations/sql/waiting_since.sql).
    waiting_since = models.DateTimeField(null=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="duplicates",
    )

    class Meta:
        """Names as in requirements §3.2; every list index ends in the order of its list."""

        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values), name="valid_category"
            ),
            models.CheckConstraint(
                condition=models.Q(priority__in=Priority.values), name="valid_priority"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="valid_status"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="title_not_empty"),
            models.CheckConstraint(
                condition=~models.Q(description=""), name="description_not_empty"
            ),
            plausible_times("created_at", "updated_at", name="plausible_times"),
            plausible_times("waiting_since", name="waiting_since_is_plausible"),
            models.CheckConstraint(
                condition=models.Q(search_text__isnull=False), name="search_text_filled"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-created_at", "-id"], name="idx_ticket_created"),
            models.Index(fields=["category", "-created_at", "-id"], name="idx_ticket_category"),
            models.Index(fields=["priority", "-created_at", "-id"], name="idx_ticket_priority"),
            models.Index(fields=["status", "-created_at", "-id"], name="idx_ticket_status"),
            # For two filters or three; for two it is read once for each value of the third.
            models.Index(
                fields=["category", "priority", "status", "-created_at", "-id"],
                name="idx_ticket_filters",
            ),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="idx_ticket_search"),
            models.Index(fields=["assignee", "-created_at", "-id"], name="idx_ticket_assignee"),
            models.Index(
                fields=["requester", "-created_at", "-id"],
                condition=models.Q(requester__isnull=False),
                name="idx_ticket_requester",
            ),
            models.Index(
                fields=["duplicate_of", "-created_at", "-id"],
                condition=models.Q(duplicate_of__isnull=False),
                name="idx_ticket_duplicate_of",
            ),
            models.Index(
                fields=["waiting_since", "id"],
                condition=models.Q(waiting_since__isnull=False),
                name="idx_ticket_waiting",
            ),
            # The other orders, of all tickets and of the portal's views (listing/list_indexes.py).
            # The columns after the id find tickets of other filters without reading each ticket.
            models.Index(
                fields=["-updated_at", "-id", "category", "priority", "status", "created_at"],
                name="idx_ticket_changed",
            ),
            models.Index(
                fields=["priority", "-created_at", "-id"],
                condition=models.Q(status__in=UNFINISHED),
                name="idx_unfinished_priority",
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                condition=models.Q(status__in=UNFINISHED),
                name="idx_unfinished_changed",
            ),
            models.Index(
                fields=["assignee", "priority", "-created_at", "-id"],
                condition=models.Q(status__in=UNFINISHED),
                name="idx_assignee_priority",
            ),
            models.Index(
                fields=["assignee", "-updated_at", "-id"],
                condition=models.Q(status__in=UNFINISHED),
                name="idx_assignee_changed",
            ),
            models.Index(
                fields=["assignee", "waiting_since", "id"],
                condition=models.Q(waiting_since__isnull=False),
                name="idx_assignee_waiting",
            ),
            models.Index(
                fields=["priority", "-created_at", "-id"],
                condition=models.Q(waiting_since__isnull=False),
                name="idx_waiting_priority",
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                condition=models.Q(waiting_since__isnull=False),
                name="idx_waiting_changed",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class IdempotencyKey(models.Model):
    """A key that a client sent with a new ticket; its uniqueness decides between two senders."""

    key = models.CharField(max_length=255, unique=True)
    # SHA-256 of the body that came with the key.
    body_digest = models.BinaryField(max_length=32)
    # The database has the foreign key, with ON DELETE CASCADE, so plain SQL may delete tickets.
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.key


class ImportedRow(models.Model):
    """A row that an import has stored (bulk/imported_keys.py)."""

    key = models.BinaryField(primary_key=True, max_length=16)
    imported_at = models.DateTimeField(db_default=Now())
    # The foreign key is the database's, as above. Null for other lines, and in rows of earlier
    # versions.
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, db_constraint=False, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return bytes(self.key).hex()


class TicketCount(models.Model):
    """How many tickets there are of a category, priority and status.

    A view on what the database counts while tickets are written (docs/architecture.md, "Data").
    A combination has several rows, and some are negative: only sums mean something.
    """

    category = models.CharField(max_length=20, primary_key=True)
    priority = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    tickets = models.BigIntegerField()

    class Meta:
        """The view is in sql/."""

        managed = False
        db_table = "ticket_count"

    def __str__(self) -> str:
        return f"{self.category}, {self.priority}, {self.status}: {self.tickets:+d}"


class TicketSuggestion(models.Model):
    """The ledger: what was suggested for a ticket, what was sent, and what it is now.

    Triggers note later changes of the ticket here, from any writer. `final` is what the
    ticket says now; a field was corrected when that differs from what was sent.
    """

    NAME_CHARACTERS = 100

    class Origin(models.TextChoices):
        """Who took the suggestion over."""

        FORM = "form"  # A person who was shown it.
        BACKLOG = "backlog"  # `manage.py classify_tickets`, for a ticket with the defaults.

    # The database has the foreign key, with ON DELETE CASCADE, so plain SQL may delete tickets.
    ticket = models.OneToOneField(
        Ticket,
        on_delete=models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="suggestion",
    )
    # Of the token that came with the ticket; a token counts once.
    token_id = models.BinaryField(max_length=16, unique=True, null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    # Made for another text than the ticket's; no rate counts it.
    stale = models.BooleanField()
    provider = models.CharField(max_length=NAME_CHARACTERS)
    model = models.CharField(max_length=NAME_CHARACTERS)
    prompt_version = models.CharField(max_length=NAME_CHARACTERS)
    confidence = models.FloatField(null=True)  # 0 to 1; null when the model did not say.
    suggested_category = models.CharField(max_length=20)
    sent_category = models.CharField(max_length=20)
    final_category = models.CharField(max_length=20)
    category_corrected_at = models.DateTimeField(null=True)
    suggested_priority = models.CharField(max_length=20)
    sent_priority = models.CharField(max_length=20)
    final_priority = models.CharField(max_length=20)
    priority_corrected_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """The index serves the newest of the sure and wrong ones."""

        db_table = "ticket_suggestion"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            plausible_times(
                "created_at",
                "category_corrected_at",
                "priority_corrected_at",
                name="plausible_suggestion_times",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-created_at", "-ticket"],
                condition=(
                    ~models.Q(suggested_category=models.F("final_category"))
                    | ~models.Q(suggested_priority=models.F("final_priority"))
                ),
                name="idx_suggestion_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.suggested_category}, {self.suggested_priority}"


class SuggestionCount(models.Model):
    """How many suggestions there were of a kind on a day (UTC); like TicketCount, sums count.

    A suggestion is counted under `category` and under `priority`. The field `answer` counts
    the answers of the classify endpoint: `suggested` is `shown` or why it fell back.
    """

    day = models.DateField(primary_key=True)
    origin = models.CharField(max_length=10)
    provider = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    prompt_version = models.CharField(max_length=100)
    field = models.CharField(max_length=10)
    stale = models.BooleanField()
    suggested = models.CharField(max_length=20)
    sent = models.CharField(max_length=20)
    final = models.CharField(max_length=20)
    # Tenth of the confidence, 0 to 9, or -1 without one; of an answer, how long it took.
    step = models.SmallIntegerField()
    suggestions = models.BigIntegerField()
    confidence = models.BigIntegerField()  # The sum, in ten-thousandths.
    seconds = models.BigIntegerField()  # The sum, from sending to the correction.

    class Meta:
        """The view is in sql/."""

        managed = False
        db_table = "suggestion_count"

    def __str__(self) -> str:
        return f"{self.day}, {self.field} {self.suggested}: {self.suggestions:+d}"


class TicketChange(models.Model):
    """The audit trail: a changed field of a ticket, written by the database (sql/audit.sql).

    It outlives its ticket, and the database refuses to change it.
    """

    ticket_id = models.BigIntegerField()
    changed_at = models.DateTimeField(db_default=Now())
    # The account that changed it; null for a caller without a session or token.
    account_id = models.IntegerField(null=True)
    # The requester changed it, with the private link.
    by_requester = models.BooleanField(db_default=False)
    # Null for what did not come through the API.
    request_id = models.CharField(max_length=64, null=True)
    field = models.CharField(max_length=20)
    old_value = models.TextField()
    new_value = models.TextField()

    class Meta:
        """The table is in sql/tables.sql."""

        managed = False
        db_table = "ticket_audit"

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.field}: {self.old_value[:50]} → {self.new_value[:50]}"
