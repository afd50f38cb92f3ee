"""Tables of the accounts app. Accounts, groups and permissions are Django's own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class SignInAttempts(models.Model):
    """Failed sign-ins of an account or an address (accounts/throttle.py)."""

    # SHA-256, so that the table contains no addresses and no passwords typed as a username.
    key = models.BinaryField(primary_key=True, max_length=32)
    failures = models.IntegerField()
    since = models.DateTimeField(db_default=Now())

    class Meta:
        """The index finds expired rows."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["since"], name="idx_attempts_since"),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.key).hex()[:12]}: {self.failures}"


class ApiToken(models.Model):
    """An API token (accounts/tokens.py); it has at most its account's permissions."""

    NAME_CHARACTERS = 100

    name = models.CharField(max_length=NAME_CHARACTERS, help_text="What it is for.")
    # The public part of the token, and the SHA-256 of its secret part.
    public_id = models.CharField(max_length=12, unique=True, editable=False)
    secret_digest = models.BinaryField(max_length=32, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    may_read = models.BooleanField(default=True)
    may_write = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: never.")
    revoked_at = models.DateTimeField(null=True, editable=False)
    # Updated at most once a minute.
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """The constraint refuses tokens without any scope."""

        verbose_name = "API token"
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(may_read=True) | models.Q(may_write=True),
                name="token_may_something",
                violation_error_message="Let the token read, write, or both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (tkt_{self.public_id}_…)"

    @property
    def scopes(self) -> list[str]:
        """The token's scopes out of `read` and `write`."""
        has = {"read": self.may_read, "write": self.may_write}
        return [scope for scope, granted in has.items() if granted]


class LinkRevocations(models.Model):
    """Number of revocations of a ticket's private links (tickets/requester/link.py).

    It has no foreign key, so that plain SQL can delete tickets.
    """

    ticket_id = models.BigIntegerField(primary_key=True)
    revocations = models.IntegerField()
    revoked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.revocations}"


class ExternalIdentity(models.Model):
    """The subject of an account at a sign-in provider (accounts/oidc/); usernames can change."""

    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="external_identities"
    )

    class Meta:
        """Each subject of an issuer has one account."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"
