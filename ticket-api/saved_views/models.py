"""Saved views and the idempotency keys they were created with."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

# contracts/limits.json; a test holds the two together.
NAME_CHARACTERS = 60
QUERY_CHARACTERS = 4_000
VIEWS_PER_ACCOUNT = 50


def keep_shared(collector: Any, field: Any, views: Any, using: str) -> None:
    """When an account is deleted, its private views go and its shared ones have no owner.

    An `on_delete` of Django does one of the two, so this calls both with the arguments that Django
    passes. Without it
    tests/saved_views/test_saved_views.py::test_a_deleted_account_leaves_its_shared_views fails.
    """
    models.CASCADE(collector, field, views.filter(shared=False), using)
    models.SET_NULL(collector, field, views.filter(shared=True), using)


class SavedView(models.Model):
    """A list of tickets under a name."""

    name = models.CharField(max_length=NAME_CHARACTERS)
    # The parameters of the list in one spelling (tickets/listing/queries.py).
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False, db_default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=keep_shared, null=True, related_name="saved_views"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """The names of one account's views differ by more than their case."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("owner", Lower("name"), name="one_view_of_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_name"),
            models.CheckConstraint(
                condition=Q(shared=True) | Q(owner__isnull=False), name="private_view_has_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class SavedViewKey(models.Model):
    """An Idempotency-Key of an account, and the view that was created with it."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=255)
    body_digest = models.BinaryField(max_length=32)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """A key belongs to an account."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "key"], name="one_view_of_a_key"),
        ]

    def __str__(self) -> str:
        return self.key
