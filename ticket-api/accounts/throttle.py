"""Counts failures to sign in, in the database, so that all processes count together.

An attempt is counted before its password is looked at and given back when that was right, so that
no number of attempts at a time gets past the limit. A time of counting begins with its first
failure and ends WINDOW_SECONDS later, whatever is tried meanwhile.
"""

import hashlib

from django.db import connection

from accounts.models import SignInAttempts
from accounts.names import name_key

WINDOW_SECONDS = 15 * 60
FAILURES_OF_AN_ACCOUNT = 10
FAILURES_OF_AN_ADDRESS = 50  # An office may be behind one.
_CLEARED_AT_ONCE = 10


class Attempt:
    """One attempt to sign in as `username` from `network`; making it does not count it."""

    def __init__(self, *, username: str, network: str) -> None:
        self._account = _key("account", name_key(username))
        self._address = _key("address", network) if network else None

    def count(self) -> float:
        """Count it; the seconds to wait when there were too many, 0 when it may go on.

        An address beyond its limit counts towards no account, so it cannot add rows without end.
        """
        wait = _count(self._address, FAILURES_OF_AN_ADDRESS) if self._address else 0.0
        return wait or _count(self._account, FAILURES_OF_AN_ACCOUNT)

    def give_back(self) -> None:
        """Forget the account's failures, and that this attempt was one of the address."""
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [self._account])
            if self._address:
                cursor.execute(_SUBTRACT, [self._address])


def _key(kind: str, name: str) -> bytes:
    return hashlib.sha256(f"{kind}:{name}".encode()).digest()


def _count(key: bytes, limit: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "window": WINDOW_SECONDS})
        failures, remaining = cursor.fetchone()
        if failures == 1:
            cursor.execute(_CLEAR, {"window": WINDOW_SECONDS, "most": _CLEARED_AT_ONCE})
    return float(remaining) if failures > limit else 0.0


_TABLE = SignInAttempts._meta.db_table

_COUNT = f"""
INSERT INTO {_TABLE} AS kept (key, failures) VALUES (%(key)s, 1)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN kept.since > statement_timestamp() - make_interval(secs => %(window)s)
        THEN least(kept.failures, 1000000) + 1 ELSE 1 END,
    since = CASE WHEN kept.since > statement_timestamp() - make_interval(secs => %(window)s)
        THEN kept.since ELSE statement_timestamp() END
RETURNING failures, extract(epoch FROM since - statement_timestamp())::float8 + %(window)s
"""  # noqa: S608 (a table name of ours)

_FORGET = f"DELETE FROM {_TABLE} WHERE key = %s"  # noqa: S608 (as above)
_SUBTRACT = f"UPDATE {_TABLE} SET failures = failures - 1 WHERE key = %s"  # noqa: S608 (as above)

# Each new key clears some old ones away, so that the table does not grow without end.
_CLEAR = f"""
DELETE FROM {_TABLE} WHERE key IN (
    SELECT key FROM {_TABLE} WHERE since < statement_timestamp() - make_interval(secs => %(window)s)
    LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
"""  # noqa: S608 (as above)
