"""What agents said of two tickets that were shown as possibly the same."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tickets.models import Ticket, plausible_times

MODEL_CHARACTERS = 100


class Verdict(models.Model):
    """One agent's word on a pair of tickets. Later words are added, and the latest one counts."""

    class Word(models.TextChoices):
        """What the agent said."""

        DIFFERENT = "different"  # The pair is not shown again.
        DUPLICATE = "duplicate"  # One is marked as a duplicate of the other.
        WITHDRAWN = "withdrawn"  # As if nothing had been said.

    # The database has the foreign keys, with ON DELETE CASCADE, so plain SQL may delete tickets.
    lower = models.ForeignKey(
        Ticket, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    higher = models.ForeignKey(
        Ticket, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    word = models.CharField(max_length=10, choices=Word)
    # How alike the model found the pair then, 0 to 1; null when it would not have shown it.
    similarity = models.FloatField(null=True)
    model = models.CharField(max_length=MODEL_CHARACTERS)
    # Without a foreign key: a verdict outlives an account.
    account_id = models.IntegerField()
    created_at = models.DateTimeField(db_default=Now())
    is_latest = models.BooleanField(default=True, db_default=True)

    class Meta:
        """A pair has one latest verdict, whichever ticket's page it was given on."""

        db_table = "similar_verdict"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["lower", "higher"],
                condition=Q(is_latest=True),
                name="one_latest_verdict_of_a_pair",
            ),
            models.CheckConstraint(condition=Q(lower__lt=F("higher")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(word__in=["different", "duplicate", "withdrawn"]), name="valid_verdict"
            ),
            plausible_times("created_at", name="plausible_verdict_times"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-created_at"], condition=Q(is_latest=True), name="idx_verdict_latest"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.lower_id} #{self.higher_id} {self.word}"
