"""API tokens: `tkt_<public id>_<secret>`, shown once; the database has a digest of the secret.

The secret has 256 random bits, which cannot be guessed. So a fast digest suffices; slow hashes are
for passwords that people choose.
"""

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from accounts.backend import account_with_permissions
from accounts.models import ApiToken
from accounts.refusals import InvalidToken

logger = logging.getLogger(__name__)

SCOPES = ("read", "write")
USE_NOTED_SECONDS = 60
PUBLIC_ID = r"\A[0-9a-f]{12}\Z"
_READ = f"SELECT * FROM {ApiToken._meta.db_table} WHERE public_id = %s"  # noqa: S608 (our table)
_FORM = re.compile(r"tkt_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


def new_public_id() -> str:
    """A random PUBLIC_ID."""
    return secrets.token_hex(6)


def token_create(
    *,
    name: str,
    account: User,
    scopes: Collection[str],
    expires_at: datetime | None = None,
    public_id: str = "",
) -> tuple[ApiToken, str]:
    """Create a token; returns it and the text that a client sends, which is not stored.

    ValidationError for values that the model refuses, such as a `public_id` that is in use.
    """
    public_id, secret = public_id or new_public_id(), secrets.token_urlsafe(32)
    token = ApiToken(
        name=name,
        account=account,
        public_id=public_id,
        secret_digest=_digest(secret),
        may_read="read" in scopes,
        may_write="write" in scopes,
        expires_at=expires_at,
    )
    token.full_clean()
    token.save()
    logger.info("token.created", extra={"token": public_id, "account_id": account.pk})
    return token, f"tkt_{public_id}_{secret}"


def token_revoke(token: ApiToken) -> None:
    """Revoke the token at once; does nothing when it is already revoked."""
    still = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if still.update(revoked_at=timezone.now()):
        logger.info("token.revoked", extra={"token": token.public_id})


def word_of(authorization: str | None) -> str | None:
    """The token in an Authorization header; None for another scheme than Bearer."""
    # Strip only blanks, as the gateway does to count requests by token.
    scheme, _, word = (authorization or "").strip(" ").partition(" ")
    return word.strip(" ") if scheme.lower() == "bearer" else None


def token_in_use(word: str) -> ApiToken:
    """The valid token with the text `word`, with its account; updates `last_used_at`.

    Raises:
        InvalidToken: the token is unknown, revoked or expired, or its account is inactive.
    """
    form = _FORM.fullmatch(word)
    if form is None:
        raise InvalidToken
    # An ORM query takes three times the processor time.
    token = next(iter(ApiToken.objects.raw(_READ, [form[1]])), None)
    if token is None or not hmac.compare_digest(bytes(token.secret_digest), _digest(form[2])):
        raise InvalidToken
    now = timezone.now()
    is_over = token.revoked_at or (token.expires_at and token.expires_at <= now)
    account = None if is_over else account_with_permissions(token.account_id)
    if account is None or not account.is_active:
        raise InvalidToken
    token.account = account
    _note_use(token, now)
    return token


def _note_use(token: ApiToken, now: datetime) -> None:
    before = now - timedelta(seconds=USE_NOTED_SECONDS)
    if token.last_used_at is None or token.last_used_at < before:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=before)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
