"""Limits of open streams: in total and for each address, account and link."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping

from rest_framework import status

from common.errors import Refusal
from server.descriptors import descriptor_limit

logger = logging.getLogger(__name__)

# A limit that an open stream counts towards: a key of STREAM_LIMITS and the address, account or
# link.
Claim = tuple[str, str]

_RESERVED_DESCRIPTORS = 64  # For the database, the log, probes and connections to refuse.
_LOG_SECONDS = 60.0

_SENTENCES = {
    "all": "Too many live updates are open. Try again in a minute.",
    "address": "Too many live updates are open from this address. Close some of its pages.",
    "account": "Too many live updates are open for this account. Close some of its pages.",
    "link": "Too many live updates are open with this link. Close some of its pages.",
}


class TooManyStreams(Refusal):
    """A limit is reached; the caller can try again when another stream has ended."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "too_many_streams"
    wait = 10

    def __init__(self, kind: str) -> None:
        super().__init__(_SENTENCES[kind])


class StreamLimits:
    """Counts open streams; each process has one instance.

    Views call `take` in a thread; the event loop calls `give_back`.
    """

    def __init__(self, most: Mapping[str, int]) -> None:
        """`most` has a number for `all`, `address`, `account` and `link`.

        A stream needs a file descriptor, so the process's limit of descriptors can lower `all`.
        """
        room = max(1, descriptor_limit() - _RESERVED_DESCRIPTORS)
        self._most = {**most, "all": min(most["all"], room)}
        self._open: Counter[Claim] = Counter()
        self._lock = threading.Lock()
        self._logged_at: dict[str, float] = {}

    def take(self, *claims: Claim) -> None:
        """Count a stream towards all `claims`; if one is exhausted, TooManyStreams and no count."""
        with self._lock:
            for claim in claims:
                if self._open[claim] >= self._most[claim[0]]:
                    self._log(claim[0])
                    raise TooManyStreams(claim[0])
            self._open.update(claims)

    def give_back(self, *claims: Claim) -> None:
        """Count one stream less towards all `claims`."""
        with self._lock:
            self._open.subtract(claims)
            for claim in claims:
                if self._open[claim] <= 0:
                    del self._open[claim]

    def _log(self, kind: str) -> None:
        """Log at most once a minute for each kind, because refused clients retry."""
        now = time.monotonic()
        if now - self._logged_at.get(kind, -_LOG_SECONDS) >= _LOG_SECONDS:
            self._logged_at[kind] = now
            limit = {"limit": kind, "most": self._most[kind]}
            logger.warning("events.too_many_streams", extra=limit)
