"""Counts what the classify endpoint answered, without making an answer wait for it.

Each process keeps its counts in memory. A background thread with a separate connection adds them
to the counters of the database every few seconds. While the database is away, the thread drops
them and logs that (docs/decisions/0010): no answer waits for a count or fails because of it.
"""

import atexit
import functools
import logging
import math
import os
import threading
from collections import Counter
from datetime import date
from typing import NamedTuple

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from suggestions.ledger import storable
from tickets.services.classifier_answer import Fallback, Suggestion

logger = logging.getLogger(__name__)

SHOWN = "shown"
STEPS_OF_A_DOUBLING = 4  # So a median is right to within a tenth.
_KINDS = 1_000  # A limit on memory; real models never make so many kinds between two writes.
_PATIENCE = {"connect_timeout": 2, "options": "-c statement_timeout=2000 -c lock_timeout=1000"}


class Answered(NamedTuple):
    """A kind of answer."""

    day: date
    provider: str
    model: str
    prompt_version: str
    outcome: str  # SHOWN, or the cause of a fallback.
    step: int  # How long it took, see `step_of`.


def step_of(milliseconds: float) -> int:
    """How long something took on a scale of doublings, from 1 ms on."""
    return round(STEPS_OF_A_DOUBLING * math.log2(max(milliseconds, 1)))


def milliseconds_of(step: int) -> int:
    """The middle of a step of `step_of`."""
    return round(2 ** (step / STEPS_OF_A_DOUBLING))


class AnswerCounter:
    """The counts of one process since they were last written; any thread may count."""

    def __init__(self) -> None:
        self._counts: Counter[Answered] = Counter()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def count(self, outcome: Suggestion | Fallback, *, milliseconds: float) -> None:
        """Remember one answer; begins to write now and then if the settings say so."""
        answered = _answered(outcome, milliseconds)
        with self._lock:
            if answered in self._counts or len(self._counts) < _KINDS:
                self._counts[answered] += 1
            if self._thread is None and settings.ANSWER_COUNT_SECONDS:
                self._thread = threading.Thread(target=self._write_now_and_then, daemon=True)
                self._thread.start()
                atexit.register(self._write_the_last)

    def write(self) -> None:
        """Add the counts to the database's, or drop and log them when it cannot take them.

        Raw SQL: the connection is psycopg's, whose limits Django's connections do not have
        (tests/suggestions/test_suggestion_stats.py,
        test_without_the_database_answers_are_dropped_and_logged).
        """
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with psycopg.connect(**{**connection.get_connection_params(), **_PATIENCE}) as own:
                own.cursor().executemany(_WRITE, [(*kind, n) for kind, n in counts.items()])
        except psycopg.Error as error:
            extra = {"answers": counts.total(), "reason": type(error).__name__}
            logger.warning("suggestion.answers_not_counted", extra=extra)

    def _write_now_and_then(self) -> None:
        while not self._ended.wait(settings.ANSWER_COUNT_SECONDS):
            self.write()

    def _write_the_last(self) -> None:
        self._ended.set()
        self.write()


def _answered(outcome: Suggestion | Fallback, milliseconds: float) -> Answered:
    day, step = timezone.now().date(), step_of(milliseconds)
    if isinstance(outcome, Fallback):
        return Answered(day, "", "", "", outcome.cause.value, step)
    names = (outcome.provider, outcome.model, outcome.prompt_version)
    provider, model, prompt_version = map(storable, names)
    return Answered(day, provider, model, prompt_version, SHOWN, step)


@functools.cache
def answer_counter() -> AnswerCounter:
    """The counter of this process."""
    return AnswerCounter()


# gunicorn forks; a worker must not write the counts of the master process.
os.register_at_fork(after_in_child=answer_counter.cache_clear)

_WRITE = """
INSERT INTO suggestion_count_delta (
    day, provider, model, prompt_version, suggested, step, suggestions,
    origin, field, stale, sent, final, confidence, seconds
) VALUES (%s, %s, %s, %s, %s, %s, %s, 'form', 'answer', false, '', '', 0, 0)
"""
