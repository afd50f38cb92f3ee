"""Parse a model's reply: one JSON object, validated against the taxonomy."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from classifier.pipeline.prompt import REASON_CHARACTERS_MAX
from classifier.pipeline.taxonomy import Label, Taxonomy
from classifier.problems import ProblemError, Reason

Scores = Mapping[str, Mapping[str, float]]

_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """Allowed labels, one for each dimension; `confidence` is from 0 to 1.

    `scores` has by dimension and choice how likely it is right, from 0 to 1.
    """

    labels: Mapping[str, Label]
    confidence: float | None
    reason: str | None
    scores: Scores | None = None


def read_reply(text: str, taxonomy: Taxonomy) -> Verdict:
    """Read a reply. Raises ProblemError(PROVIDER_BAD_REPLY), which never quotes the reply.

    A fenced block is unwrapped, because some models put one around JSON. Labels must match exactly.
    """
    reply = _parse(text)
    if refusal := taxonomy.refusal(reply):
        raise ProblemError(Reason.PROVIDER_BAD_REPLY, f"The provider's reply has {refusal}.")
    return Verdict(
        labels={one.name: one.label(reply[one.name]) or () for one in taxonomy.dimensions},
        confidence=_confidence(reply.get("confidence")),
        reason=_reason(reply.get("reason")),
        scores=_scores(reply.get("scores"), taxonomy),
    )


def _parse(text: str) -> dict[str, object]:
    text = text.strip()
    if fenced := _FENCED.fullmatch(text):
        text = fenced[1]
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        raise ProblemError(Reason.PROVIDER_BAD_REPLY, "The provider's reply is not JSON.") from None
    if not isinstance(reply, dict):
        raise ProblemError(Reason.PROVIDER_BAD_REPLY, "The provider's reply is not a JSON object.")
    return reply


def _confidence(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        return None
    return round(float(value), 4)


def _scores(value: object, taxonomy: Taxonomy) -> Scores | None:
    """Return a score for each choice of each dimension, or None when one cannot be used."""
    scores: dict[str, dict[str, float]] = {}
    for dimension in taxonomy.dimensions:
        given = value.get(dimension.name) if isinstance(value, dict) else None
        read = {
            name: _confidence(given.get(name) if isinstance(given, dict) else None)
            for name in dimension.choice_names
        }
        scores[dimension.name] = {name: one for name, one in read.items() if one is not None}
        if len(scores[dimension.name]) < len(read):
            return None
    return scores


def _reason(value: object) -> str | None:
    """Clean the sentence, which the portal shows and a ticket may have manipulated."""
    if not isinstance(value, str):
        return None
    if not value.isprintable():
        value = "".join(
            " " if unicodedata.category(character)[0] in "CZ" else character for character in value
        )
    reason = " ".join(value.split())
    if len(reason) > REASON_CHARACTERS_MAX:
        reason = reason[: REASON_CHARACTERS_MAX - 1].rstrip() + "…"
    return reason or None
