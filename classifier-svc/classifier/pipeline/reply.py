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

_BEGIN_OF_THOUGHTS = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_END_OF_THOUGHTS = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_BRACKET = re.compile(r"[{\[]")
_BRACKETS_MAX = 100  # A sentence has a few; trying each of thousands would take seconds.
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Verdict:
    """Allowed labels, one for each dimension; `confidence` is from 0 to 1.

    `scores` has by dimension and choice how likely it is right, from 0 to 1, and `confidences` by
    dimension how likely its label is. `unsure` has the dimensions whose label is better not shown.
    """

    labels: Mapping[str, Label]
    confidence: float | None
    reason: str | None
    scores: Scores | None = None
    confidences: Mapping[str, float] | None = None
    unsure: tuple[str, ...] = ()


def read_reply(text: str, taxonomy: Taxonomy) -> Verdict:
    """Read a reply. Raises ProblemError(PROVIDER_BAD_REPLY), which never quotes the reply.

    Some models put a fence, sentences or thoughts around the object. Labels must match exactly.
    """
    reply = _parse(text)
    if refusal := taxonomy.refusal(reply):
        raise ProblemError(Reason.PROVIDER_BAD_REPLY, f"The provider's reply has {refusal}.")
    return Verdict(
        labels={one.name: one.label(reply[one.name]) or () for one in taxonomy.dimensions},
        confidence=_confidence(reply.get("confidence")),
        reason=_reason(reply.get("reason")),
        scores=_scores(reply.get("scores"), taxonomy),
        confidences=_confidences(reply.get("confidences"), taxonomy),
        unsure=_unsure(reply.get("unsure"), taxonomy),
    )


def _parse(text: str) -> dict[str, object]:
    text = text.strip("\ufeff \t\r\n")
    try:
        replies = [json.loads(text)]
    except ValueError:
        replies = _objects(_thoughtless(text))
    except RecursionError:
        replies = []
    if not replies:
        raise ProblemError(Reason.PROVIDER_BAD_REPLY, "The provider's reply has no JSON.")
    if len(replies) > 1 or not isinstance(replies[0], dict):
        detail = "The provider's reply is not one JSON object."
        raise ProblemError(Reason.PROVIDER_BAD_REPLY, detail)
    return replies[0]


def _thoughtless(text: str) -> str:
    """Return what follows a model's thoughts; thoughts that do not end have nothing after them.

    Some servers leave out the mark that begins them.
    """
    *thoughts, answer = _END_OF_THOUGHTS.split(text)
    return "" if not thoughts and _BEGIN_OF_THOUGHTS.match(answer) else answer


def _objects(text: str) -> list[object]:
    """Return the JSON objects in a sentence or a fenced block, up to the second one."""
    found: list[object] = []
    position = 0
    for _ in range(_BRACKETS_MAX):
        bracket = _BRACKET.search(text, position)
        if bracket is None or len(found) > 1:
            break
        try:
            value, position = _DECODER.raw_decode(text, bracket.start())
        except ValueError:
            position = bracket.end()
        except RecursionError:
            return []
        else:
            found += [value] if isinstance(value, dict) else []
    return found


def _confidence(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        return None
    return round(float(value), 4)


def _confidences(value: object, taxonomy: Taxonomy) -> Mapping[str, float] | None:
    """Return a confidence for each dimension, or None when one cannot be used."""
    given = value if isinstance(value, dict) else {}
    read = {one.name: _confidence(given.get(one.name)) for one in taxonomy.dimensions}
    usable = {name: one for name, one in read.items() if one is not None}
    return usable if len(usable) == len(read) else None


def _unsure(value: object, taxonomy: Taxonomy) -> tuple[str, ...]:
    named = value if isinstance(value, list) else []
    return tuple(one.name for one in taxonomy.dimensions if one.name in named)


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
