"""The redaction keeps its level on the set of texts that its author had not seen."""

import random

import pytest

from classifier.pipeline.redaction import redact
from evaluation.redaction import Scored, damaged, leaks, leaks_in, load_set, score, without_personal

SHARE_MAX = 0.05


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return [score(item) for item in load_set()]


@pytest.mark.parametrize("looked_at", [True, False])
def test_few_values_leak_in_either_half(scored: list[Scored], *, looked_at: bool) -> None:
    part, whole = leaks(one for one in scored if one.item.looked_at == looked_at)

    assert whole > 90
    assert part <= whole * SHARE_MAX


@pytest.mark.parametrize("looked_at", [True, False])
def test_few_texts_are_damaged_in_either_half(scored: list[Scored], *, looked_at: bool) -> None:
    half = [one for one in scored if one.item.looked_at == looked_at]

    for part, whole in (damaged(half), damaged(without_personal(half))):
        assert whole > 50
        assert part <= whole * SHARE_MAX


@pytest.mark.parametrize(
    ("kind", "value", "redacted", "leaks"),
    [
        ("phone", "+49 30 901820", "call [phone number]", False),
        ("phone", "+49 30 901820", "call [phone number] 901820", True),
        ("phone", "０３−１２３４−５６７８", "03-1234-[phone number]", True),
        ("card", "4111 1111 1111 1111", "[card number] 1111", False),
        ("secret", "4711", "PIN 4711.", True),
        ("secret", "4711", "order 124711", False),
        ("secret", "Sommer-2026!", "[secret]2026!", False),
        ("secret", "Sommer-2026!", "[secret]-2026!", True),
    ],
)
def test_enough_of_a_value_is_a_leak(kind: str, value: str, redacted: str, *, leaks: bool) -> None:
    assert leaks_in(redacted, kind, value) is leaks


ODD = [
    "*",
    '"',
    "\u201c",
    "[",
    "]",
    "(",
    ":",
    "=",
    "\n",
    "\u200b",
    "\ue000",
    "\u3000",
    "\u0660",
    "+",
    "00",
]


def test_any_text_can_be_redacted_and_once_is_enough() -> None:
    """Texts of the set, cut and mixed with odd characters, are redacted, twice as once."""
    draw = random.Random(18)
    texts = [item.text for item in load_set()]
    twice = 0
    for _ in range(1500):
        text = draw.choice(texts)
        for _ in range(draw.randrange(6)):
            place = draw.randrange(len(text) + 1)
            text = text[:place] + draw.choice(ODD) * draw.randrange(1, 4) + text[place:]
        once = redact(text).text
        twice += redact(once).text != once

    assert twice <= 30  # A part that was left may be found when the rest is gone.
