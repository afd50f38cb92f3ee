"""Tables of the accounts app. Accounts, groups and permissions are Django's own."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class SignInAttempts(models.Model):
    """How often signing in failed for one account or one address (accounts/throttle.py)."""

    # SHA-256: what people type as their name by mistake is not kept, nor is an address.
    key = models.BinaryField(primary_key=True, max_length=32)
    failures = models.IntegerField()
    since = models.DateTimeField(db_default=Now())

    class Meta:
        """The index finds those that are over."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["since"], name="idx_attempts_since"),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.key).hex()[:12]}: {self.failures}"
