"""The token of a suggestion: what comes back is what was shown, or nothing."""

import json
import logging
import re
import time

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from suggestions import token as suggestion
from tickets.services.classifier_answer import Suggestion

TEXT = "I was charged twice in March."
SHOWN = Suggestion(
    category="billing",
    priority="high",
    confidence=0.87,
    reason="Money was taken twice.",
    provider="gemini",
    model="gemini-flash-latest",
    prompt_version="9f2c41d7",
)


@pytest.fixture
def token() -> str:
    return suggestion.sign(SHOWN, description=TEXT)


def test_what_was_shown_comes_back(token):
    shown = suggestion.read(token)
    assert shown is not None
    names = ("category", "priority", "confidence", "provider", "model", "prompt_version")
    assert [getattr(shown, name) for name in names] == [getattr(SHOWN, name) for name in names]


@pytest.mark.parametrize("text", [f"  {TEXT}\n", TEXT.replace(" ", "\r\n")])
def test_white_space_does_not_make_another_text(token, text):
    assert not suggestion.read(token).is_stale_for(text)


def test_a_text_without_letters_is_bound_as_well():
    shown = suggestion.read(suggestion.sign(SHOWN, description="😀 😀"))
    assert not shown.is_stale_for("😀  😀")
    assert shown.is_stale_for("😡")


def test_no_two_tokens_are_the_same(token):
    again = suggestion.sign(SHOWN, description=TEXT)
    assert suggestion.read(again).id != suggestion.read(token).id


def test_the_longest_text_has_a_token_that_is_read():
    text = " ".join(f"word{number}" for number in range(2_500))
    token = suggestion.sign(SHOWN, description=text)
    assert len(token) < 900
    assert not suggestion.read(token).is_stale_for(text.replace("word77 ", "wrod77 "))


def test_the_token_holds_nothing_of_the_text(token):
    payload = signing.loads(token, salt="tickets.suggestion.2")
    assert not {"charged", "twice", "March"} & set(re.findall(r"\w+", json.dumps(payload)))


def assert_ignored(caplog, reason: str) -> None:
    assert [(r.message, r.reason) for r in caplog.records] == [("suggestion.token_ignored", reason)]


def test_another_text_makes_it_stale(token):
    assert suggestion.read(token).is_stale_for(f"{TEXT} And in April.")


@pytest.mark.parametrize(("age", "valid"), [(3599, True), (3602, False)])
def test_it_is_valid_for_an_hour(token, monkeypatch, caplog, age, valid):
    later = time.time() + age
    monkeypatch.setattr(time, "time", lambda: later)
    assert (suggestion.read(token) is not None) is valid
    if not valid:
        assert_ignored(caplog, "expired")


@pytest.mark.parametrize(
    "forged",
    [None, 7, ["a"], {}, "", "a", "a:b:c", "\ud800", "ü:ü:ü", "x" * 5000, "\x00:\x00:\x00"],
)
def test_forged_tokens_are_ignored(forged, caplog):
    assert suggestion.read(forged) is None
    assert_ignored(caplog, "forged")


def test_a_token_of_another_secret_is_forged(token, settings, caplog):
    settings.SECRET_KEY = "another secret, as long as a real one would have to be, surely"
    assert suggestion.read(token) is None
    assert_ignored(caplog, "forged")


def test_a_token_of_another_purpose_is_forged(caplog):
    other = signing.dumps({"category": "billing"}, salt="tickets.cursor")
    assert suggestion.read(other) is None
    assert_ignored(caplog, "forged")


@given(position=st.integers(0, 10_000), replacement=st.sampled_from("aZ9-_:."))
def test_no_single_changed_letter_gets_through(position, replacement):
    token = suggestion.sign(SHOWN, description=TEXT)
    position %= len(token)
    changed = token[:position] + replacement + token[position + 1 :]
    logging.disable(logging.WARNING)
    try:
        read = suggestion.read(changed)
    finally:
        logging.disable(logging.NOTSET)
    # The last letter of a base64 digest has bits that say nothing; another letter may be the same.
    assert changed == token or position == len(token) - 1 or read is None
