"""Parse a model's reply: one JSON object, validated against the taxonomy."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from classifier.pipeline.prompt import REASON_CHARACTERS_MAX
from classifier.pipeline.taxonomy import Taxonomy
from classifier.problems import ProblemError, Reason

_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """Allowed labels, one for each dimension; `confidence` is from 0 to 1."""

    labels: Mapping[str, str]
    confidence: float | None
    reason: str | None


def read_reply(text: str, taxonomy: Taxonomy) -> Verdict:
    """Read a reply. Raises ProblemError(PROVIDER_BAD_REPLY), which never quotes the reply.

    A fenced block is unwrapped, because some models put one around JSON. Labels must match exactly.
    """
    reply = _parse(text)
    if refusal := taxonomy.refusal(reply):
        raise ProblemError(Reason.PROVIDER_BAD_REPLY, f"The provider's reply has {refusal}.")
    return Verdict(
        labels={dimension.name: str(reply[dimension.name]) for dimension in taxonomy.dimensions},
        confidence=_confidence(reply.get("confidence")),
        reason=_reason(reply.get("reason")),
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
