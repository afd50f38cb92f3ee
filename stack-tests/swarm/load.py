"""Load from outside of the Swarm, and what became of it."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ledger import Balance, Client, Ledger, Reply, ask, balance

# Enough to measure a hundredth of the classifications.
CALLERS = {"classifying": 6, "writing": 2, "listing": 1}
# Above what any request takes here while all machines are on.
PATIENCE_SECONDS = 2
CALM_SECONDS = 5


class Visitors(Client):
    """Clients that stay with one of the portal's names while it answers, as browsers do.

    They count the tickets that they mean to send.
    """

    def __init__(self, urls: list[str], **callers: int) -> None:
        self.begun: list[None] = []
        self._urls = itertools.cycle(urls)
        self._own = threading.local()
        super().__init__(urls[0], **callers)

    def ask(self, kind: str, method: str, path: str, **options: Any) -> Reply:
        if not hasattr(self._own, "url"):
            self._own.url = next(self._urls)
        reply = ask(self._own.url, kind, method, path, **options)
        if reply.status is None or reply.seconds > PATIENCE_SECONDS:
            self._own.url = next(self._urls)
        self.ledger.replies.append(reply)
        return reply

    def write(self) -> None:
        self.begun.append(None)
        super().write()


@dataclass
class Outcome:
    """A stretch of load: every reply, and the ledger held against the tickets."""

    ledger: Ledger = field(default_factory=Ledger)
    balanced: Balance = field(default_factory=lambda: Balance(0, [], [], stats_agree=False))
    begun: int = 0

    @property
    def bad(self) -> list[Reply]:
        """Requests that got an error, or no answer."""
        return [reply for reply in self.ledger.replies if reply.status not in {200, 201}]

    @property
    def tickets(self) -> int:
        return len(self.ledger.created)

    @property
    def failed_tickets(self) -> int:
        """Those that the client gave up, having sent them again for a minute."""
        return self.begun - self.tickets

    @property
    def classifications(self) -> int:
        return len(self.ledger.of("classify"))

    @property
    def without_suggestion(self) -> int:
        """Classifications that fell back, failed, or got no answer."""
        return sum(not reply.is_suggestion for reply in self.ledger.of("classify"))

    @property
    def slowest(self) -> float:
        return max(reply.seconds for reply in self.ledger.replies)


@contextmanager
def load(urls: list[str], least_seconds: float) -> Iterator[Outcome]:
    """Work while the body runs, a little longer, and so long at least; then take stock."""
    outcome = Outcome()
    ends_at = time.monotonic() + least_seconds
    visitors = Visitors(urls, **CALLERS)
    try:
        time.sleep(CALM_SECONDS)
        yield outcome
        time.sleep(max(CALM_SECONDS, ends_at - time.monotonic()))
    finally:
        outcome.ledger = visitors.end()
        outcome.begun = len(visitors.begun)
    outcome.balanced = balance(outcome.ledger, urls[-1])
