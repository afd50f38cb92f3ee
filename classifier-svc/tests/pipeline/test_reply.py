"""Reading replies: accepted forms, and no guesses."""

import json
import time

import pytest

from classifier.config import TAXONOMIES
from classifier.pipeline.reply import read_reply
from classifier.pipeline.taxonomy import Taxonomy, load_taxonomy
from classifier.problems import ProblemError, Reason

GOOD = {"category": "billing", "priority": "high", "confidence": 0.8, "reason": "Charged twice."}


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy(TAXONOMIES / "support-tickets.yaml")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"  {json.dumps(GOOD, indent=2)}\n",
        f"```json\n{json.dumps(GOOD)}\n```",
        f"```\n{json.dumps(GOOD)}```\n",
        f"```JSON \r\n{json.dumps(GOOD)}\r\n```",
        json.dumps({**GOOD, "mood": "angry"}),
        f"\ufeff{json.dumps(GOOD)}",
        f"\ufeff```json\n{json.dumps(GOOD)}\n```",
        f"Sure! {json.dumps(GOOD)}",
        f"{json.dumps(GOOD)} I hope this helps.",
        f"I take [billing] of {{category}}, so:\n\n{json.dumps(GOOD, indent=2)}\n\nDone [1].",
        f"Here it is:\n```json\n{json.dumps(GOOD)}\n```\nAnything else?",
        f"<think>Is it {json.dumps({**GOOD, 'priority': 'low'})}? No.</think>{json.dumps(GOOD)}",
        f"<THINK>\n\n</THINK>\n\n```json\n{json.dumps(GOOD)}```",
        f"The mark that begins was in the prompt.\n</think>\n{json.dumps(GOOD)}",
        f"<thinking>a</thinking><think>b</think> {json.dumps(GOOD)}",
    ],
)
def test_one_object_is_read_whatever_is_around_it(taxonomy: Taxonomy, text: str) -> None:
    verdict = read_reply(text, taxonomy)

    assert verdict.labels == {"category": "billing", "priority": "high"}
    assert (verdict.confidence, verdict.reason) == (0.8, "Charged twice.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "billing, high",
        f"{json.dumps(GOOD)} or {json.dumps({**GOOD, 'priority': 'low'})}",
        f"<think>It is {json.dumps(GOOD)}",
        f"<think>It is {json.dumps(GOOD)}</think> billing",
        f"Sure: {json.dumps([GOOD])}",
        "{" * 100_000,
        '{"a": ' * 100_000,
        '[1, {"a": ' * 400,
        "[ " * 900 + "x",
        f"{json.dumps(GOOD)[:-20]}",
        '{"category": ' + "9" * 5000 + "}",
        f"```json\n{json.dumps(GOOD)}\n```\n```json\n{json.dumps(GOOD)}\n```",
        json.dumps([GOOD]),
        json.dumps("billing"),
        json.dumps({**GOOD, "category": "Billing"}),
        json.dumps({**GOOD, "category": " billing"}),
        json.dumps({**GOOD, "category": ["billing"]}),
        json.dumps({**GOOD, "category": None}),
        json.dumps({"category": "billing"}),
        json.dumps({"labels": GOOD}),
        "[" * 100_000,
        "{'category': 'billing', 'priority': 'high'}",
    ],
)
def test_other_replies_are_refused(taxonomy: Taxonomy, text: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        read_reply(text, taxonomy)

    assert refusal.value.reason is Reason.PROVIDER_BAD_REPLY
    assert "sales" not in refusal.value.detail


@pytest.mark.parametrize("confidence", [-0.1, 1.1, "0.9", True, None, [], float("nan")])
def test_unusable_confidence_is_none(taxonomy: Taxonomy, confidence: object) -> None:
    text = json.dumps({**GOOD, "confidence": confidence})

    assert read_reply(text, taxonomy).confidence is None


@pytest.mark.parametrize(
    ("reason", "cleaned"),
    [
        ("  Two\n\tlines \x1b[31m ", "Two lines [31m"),
        ("hidden\u200b\u202etext", "hidden text"),
        ("\ud800", None),
        ("", None),
        (17, None),
        ("word " * 100, "word " * 39 + "word…"),
    ],
)
def test_reason_is_cleaned(taxonomy: Taxonomy, reason: object, cleaned: str | None) -> None:
    text = json.dumps({**GOOD, "reason": reason})

    assert read_reply(text, taxonomy).reason == cleaned


def test_scores_are_read_when_there_is_one_for_each_choice(taxonomy: Taxonomy) -> None:
    scores = {one.name: dict.fromkeys(one.choice_names, 0.25) for one in taxonomy.dimensions}
    extra = {**scores, "mood": {"angry": 1}}

    assert read_reply(json.dumps({**GOOD, "scores": extra}), taxonomy).scores == scores
    assert read_reply(json.dumps(GOOD), taxonomy).scores is None
    for broken in (
        [],
        "0.9",
        {},
        {"category": scores["category"]},
        {**scores, "priority": 1},
        {**scores, "priority": {**scores["priority"], "low": 1.5}},
        {**scores, "priority": {**scores["priority"], "low": "0.5"}},
        {**scores, "priority": {**scores["priority"], "low": float("nan")}},
    ):
        assert read_reply(json.dumps({**GOOD, "scores": broken}), taxonomy).scores is None


def test_reply_with_a_mark_of_thoughts_in_its_reason_is_read(taxonomy: Taxonomy) -> None:
    text = json.dumps({**GOOD, "reason": "They wrote </think> into it."})

    assert read_reply(text, taxonomy).labels["category"] == "billing"


@pytest.mark.parametrize("part", ["{", "[", '{"a": [1, ', '[{"', "<think>", "</think>", "```json"])
def test_endless_reply_is_refused_soon(taxonomy: Taxonomy, part: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ProblemError):
        read_reply((part * 200_000)[:500_000], taxonomy)

    assert time.perf_counter() - started < 1
