"""The requesters. conversations/models.py imports them: the table belongs to that app."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

# contracts/limits.json; a test holds the two together.
NAME_CHARACTERS = 100
EMAIL_CHARACTERS = 254


class Requester(models.Model):
    """A person with a problem. Each address has one requester, in any case of its letters."""

    name = models.CharField(max_length=NAME_CHARACTERS, default="", db_default="")
    email = models.CharField(max_length=EMAIL_CHARACTERS, null=True)
    # The address as addresses are compared (requesters.py).
    email_key = models.CharField(max_length=EMAIL_CHARACTERS, null=True, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """An address and its key are both there or both missing."""

        app_label = "conversations"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(email=None, email_key=None)
                | Q(email__isnull=False, email_key__isnull=False),
                name="address_has_key",
            ),
        ]

    def __str__(self) -> str:
        return f"requester {self.pk}"
