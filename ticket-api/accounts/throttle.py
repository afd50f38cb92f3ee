"""Limit failed sign-ins, with counters in the database that all processes share.

An attempt is counted before its password is checked, and the count is undone when the password is
right. So concurrent attempts cannot exceed the limit. A window begins with its first failure and
ends WINDOW_SECONDS later, whatever happens in between.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import SignInAttempts
from accounts.names import name_key

WINDOW_SECONDS = 15 * 60
FAILURES_OF_AN_ACCOUNT = 10
FAILURES_OF_AN_ADDRESS = 50  # A whole office can share an address.
_CLEARED_AT_ONCE = 10


class Attempt:
    """An attempt to sign in as `username` from `network`; call `count` to count it."""

    def __init__(self, *, username: str, network: str) -> None:
        self._account = _key("account", name_key(username))
        self._address = _key("address", network) if network else None

    def count(self) -> float:
        """Count the attempt; returns the seconds to wait, 0 when the attempt is allowed.

        An address beyond its limit does not count towards accounts, so it cannot add more rows.
        """
        wait = _count(self._address, FAILURES_OF_AN_ADDRESS) if self._address else 0.0
        return wait or _count(self._account, FAILURES_OF_AN_ACCOUNT)

    def give_back(self) -> None:
        """Delete the account's failures and subtract this attempt from those of the address."""
        SignInAttempts.objects.filter(pk=self._account).delete()
        if self._address:
            counter = SignInAttempts.objects.filter(pk=self._address)
            counter.update(failures=F("failures") - 1)


def _key(kind: str, name: str) -> bytes:
    return hashlib.sha256(f"{kind}:{name}".encode()).digest()


def _count(key: bytes, limit: int) -> float:
    # Django's upserts cannot compute the new value from the stored one.
    (counter,) = SignInAttempts.objects.raw(_COUNT, {"key": key, "window": WINDOW_SECONDS})
    if counter.failures == 1:
        _delete_expired()
    remaining: float = counter.remaining  # type: ignore[attr-defined]  # Of RETURNING.
    return remaining if counter.failures > limit else 0.0


def _delete_expired() -> None:
    """Delete some expired counters; each new one does, so that the table stays small."""
    expired = SignInAttempts.objects.filter(since__lt=Now() - timedelta(seconds=WINDOW_SECONDS))
    with transaction.atomic():
        some = expired.select_for_update(skip_locked=True)[:_CLEARED_AT_ONCE]
        SignInAttempts.objects.filter(pk__in=[one.pk for one in some]).delete()


_TABLE = SignInAttempts._meta.db_table

_COUNT = f"""
INSERT INTO {_TABLE} AS kept (key, failures) VALUES (%(key)s, 1)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN kept.since > statement_timestamp() - make_interval(secs => %(window)s)
        THEN least(kept.failures, 1000000) + 1 ELSE 1 END,
    since = CASE WHEN kept.since > statement_timestamp() - make_interval(secs => %(window)s)
        THEN kept.since ELSE statement_timestamp() END
RETURNING key, failures,
    extract(epoch FROM since - statement_timestamp())::float8 + %(window)s AS remaining
"""  # noqa: S608 (a table name of ours)
