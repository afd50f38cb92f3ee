"""Train a taxonomy's weights on labelled texts of an installation.

Texts about one matter (nearly the same vector, or the same words) are one group. A fifth of the
groups is held back for the comparison (comparison.py): whole groups, so that no text that is
trained on repeats a held-back one, and none that the present weights were trained on.
"""

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from classifier.local_model.artefact import digest
from classifier.local_model.embedding import Embedder
from classifier.local_model.labelled import Labelled
from classifier.local_model.training import Example, grouped, train
from classifier.pipeline.redaction import redact
from classifier.pipeline.taxonomy import Taxonomy

HELD_BACK_OF = 5
LEAST_HELD_BACK = 20
"""Of fewer groups even a much better model is not told from chance."""
LEAST_GROUPS = LEAST_HELD_BACK * HELD_BACK_OF
WEIGHT_MAX = 8.0
_WORD = re.compile(r"\w+")


class TooFewError(ValueError):
    """There are too few texts to train on or to compare with, with the counts in a sentence."""


@dataclass(frozen=True)
class Split:
    """The texts to train on, and those to compare with and the group of each."""

    trained: Sequence[Labelled]
    held_back: Sequence[Labelled]
    groups: Sequence[str]


def split(
    labelled: Sequence[Labelled], embedder: Embedder | None, *, seen: Set[str] = frozenset()
) -> Split:
    """Redact the texts, leave out repetitions, and hold groups back.

    These are the marked texts where others are not marked, otherwise the groups that their digest
    draws, without those that have a text of `seen`. A text in a group of marked ones is left out.
    Raises TooFewError.
    """
    texts = redacted(labelled)
    groups = _groups([one.text for one in texts], embedder)
    if len({one.marked for one in texts}) > 1:
        chosen = {group for one, group in zip(texts, groups, strict=True) if one.marked}
        held_back = [at for at, one in enumerate(texts) if one.marked]
    else:
        chosen = _drawn(texts, groups, seen)
        held_back = [at for at, group in enumerate(groups) if group in chosen]
    trained = [one for one, group in zip(texts, groups, strict=True) if group not in chosen]
    _require_enough(len(texts), len(set(groups)), len(chosen), len(trained))
    return Split(trained, [texts[at] for at in held_back], [groups[at] for at in held_back])


def redacted(labelled: Sequence[Labelled]) -> list[Labelled]:
    """Return the texts redacted and each once, with its last label."""
    unique = {text: one for one in labelled if (text := redact(one.text).text).strip()}
    return [Labelled(text, one.labels, one.marked) for text, one in unique.items()]


def short_digest(text: str) -> str:
    """Return eight hexadecimal digits of a text, by which weights know what they have seen."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _groups(texts: Sequence[str], embedder: Embedder | None) -> list[str]:
    words = [" ".join(_WORD.findall(text.casefold())) or text for text in texts]
    if embedder is None or not texts:
        return words
    return grouped(words, np.asarray(embedder.embed(texts)))


def _drawn(texts: Sequence[Labelled], groups: Sequence[str], seen: Set[str]) -> set[str]:
    """Return a fifth of the groups: the same ones when it is trained again with more texts."""
    digests: dict[str, list[str]] = {}
    for one, group in zip(texts, groups, strict=True):
        digests.setdefault(group, []).append(short_digest(one.text))
    return {
        group
        for group, own in digests.items()
        if int(min(own), 16) % HELD_BACK_OF == 0 and seen.isdisjoint(own)
    }


def _require_enough(texts: int, matters: int, held_back: int, trained: int) -> None:
    if held_back >= LEAST_HELD_BACK and trained >= LEAST_HELD_BACK:
        return
    raise TooFewError(
        f"There are {texts} different texts about {matters} matters, of which {held_back} can be "
        f"held back for the comparison; {LEAST_HELD_BACK} are needed, which takes about "
        f"{LEAST_GROUPS} matters. Run this again when there are more labelled texts."
    )


def learn(
    trained: Sequence[Labelled],
    taxonomy: Taxonomy,
    embedder: Embedder | None,
    *,
    base: Sequence[Example] = (),
    worst_of: str | None = None,
    calibrated: bool = True,
) -> dict[str, Any]:
    """Return an artefact of the texts and of further examples, calibrated by both."""
    own = [
        Example(one.text, one.labels, f"own:{place}", weight=own_weight(len(trained), len(base)))
        for place, one in enumerate(trained)
    ]
    document = train([*base, *own], taxonomy, embedder, worst_of=worst_of, calibrated=calibrated)
    document["seen"] = sorted({short_digest(one.text) for one in trained})
    document["learned_from"] = sources(trained, base, embedder)
    document["version"] = digest(document)
    return document


def sources(trained: Sequence[Labelled], base: Sequence[Example], embedder: Embedder | None) -> str:
    """Return 16 hexadecimal digits that change with what `learn` is given."""
    read = [sorted(json.dumps([one.text, one.labels], sort_keys=True) for one in texts)
            for texts in (trained, base)]  # fmt: skip
    name = embedder.name if embedder else None
    return sha256(json.dumps([name, *read]).encode()).hexdigest()[:16]


def own_weight(own: int, base: int) -> float:
    """Return what an installation's text counts, against one of the examples that ship.

    Its labels are the ones to learn where the two contradict each other, and few of them have to
    outweigh many others.
    """
    return min(max(base / own, 1.0), WEIGHT_MAX) if base else 1.0


def seen_by(document: Mapping[str, Any]) -> Set[str]:
    """Return the digests of an installation's texts that weights were trained on."""
    return frozenset(map(str, document.get("seen", ())))
