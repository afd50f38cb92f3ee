"""The sample that a search decides by: what it knows, and when it is renewed."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tickets import search_sample
from tickets.models import Ticket
from tickets.search_sample import Sample, renewed

TEXTS = (
    "invoice of monday, invoice of friday",
    "error",
    "an error on the invoice",
    "café",
)


@pytest.mark.parametrize("word", ["invoice", "Error", "o", "monday, inv", "CAFÉ", "absent"])
def test_which_texts_hold_a_word(word: str) -> None:
    right = {number for number, text in enumerate(TEXTS) if word.lower() in text}
    assert Sample(TEXTS).holding(word) == right


def test_the_share_of_words_is_that_of_the_newer_half() -> None:
    sample = Sample(tuple(f"old {number:04d}" for number in range(50)) + ("new",) * 50)
    assert sample.share(("new",)) == 1
    assert sample.share(("old",)) == 0
    assert sample.share(("new", "old")) == 0
    assert Sample().share(("new",)) == 0


def test_how_many_pass_the_filters() -> None:
    billing, high, low = ("category", "billing"), ("priority", "high"), ("priority", "low")
    counts = Counter({frozenset({billing, high}): 3, frozenset({billing, low}): 40})
    sample = Sample(
        TEXTS, tuple(frozenset({billing, own}) for own in (low, high, low, low)), counts
    )
    assert sample.passing({}) == {0, 1, 2, 3}
    assert sample.passing({"category": "billing", "priority": "high"}) == {1}
    assert sample.passing({"category": "general"}) == set()
    assert sample.fitting({}) == 43
    assert sample.fitting({"category": "billing"}) == 43
    assert sample.fitting({"category": "billing", "priority": "high"}) == 3
    assert sample.fitting({"category": "general"}) == 0


@pytest.mark.django_db
def test_it_is_renewed_when_the_table_has_grown_by_a_tenth(
    new_ticket: Callable[..., Ticket], django_assert_num_queries: Any
) -> None:
    for number in range(20):
        new_ticket(title=f"Desk {number:02d}")
    first = renewed(20)
    # Every tenth.
    assert [text[:7] for text in first.texts] == ["desk 00", "desk 10"]
    assert first.fitting({}) == 20
    assert first.each == 10
    assert first.passing({"status": "open"}) == {0, 1}
    new_ticket(title="Another")
    with django_assert_num_queries(0):
        assert renewed(21) is first
    for _ in range(3):
        new_ticket(title="Another")
    assert len(renewed(24).texts) == 3
    assert search_sample.kept().fitting({}) == 24


@pytest.mark.django_db
def test_a_table_without_tickets_has_no_sample() -> None:
    assert renewed(0) == Sample()
