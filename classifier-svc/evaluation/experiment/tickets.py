"""The company's tickets: problems in a circumstance, with the labels of its own rules.

A ticket joins a problem of `problems.yaml`, which decides the category, and a circumstance of
`circumstances.yaml`, which decides the priority. Those to train with and those to test with have no
sentence in common.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from classifier.local_model.embedding import Embedder
from classifier.local_model.labelled import Labelled
from evaluation.corpus import mistype

FOLDER = Path(__file__).parent
Part = Literal["training", "test"]
_MISTYPED_OF = 6
NEARLY_REPEATED = 0.65
"""Training takes texts nearer than this for those of one matter."""


def held_out_tickets(count: int) -> list[Labelled]:
    """Return tickets to test with, the same ones each time, of all problems in turn."""
    draw = random.Random("test")  # noqa: S311 - the same tickets each time.
    by_problem = [draw.sample(tickets, len(tickets)) for tickets in _by_problem("test")]
    draw.shuffle(by_problem)
    rounds = max(map(len, by_problem))
    in_turn = [one[at] for at in range(rounds) for one in by_problem if at < len(one)]
    return in_turn[:count]


def bank(tested: Sequence[Labelled], embedder: Embedder) -> tuple[list[Labelled], int]:
    """Return the tickets to draw corrections from, and how many nearly repeated a tested one.

    Those are left out; the measure is that by which training finds the texts of one matter.
    """
    tickets = [ticket for tickets in _by_problem("training") for ticket in tickets]
    nearest = similarities(tickets, tested, embedder).max(axis=1)
    apart = [one for one, near in zip(tickets, nearest, strict=True) if near <= NEARLY_REPEATED]
    return apart, len(tickets) - len(apart)


def similarities(some: Sequence[Labelled], others: Sequence[Labelled], embedder: Embedder) -> Any:
    """Return the cosine of each pair of texts, of vectors less the mean of all."""
    rows = np.asarray(embedder.embed([one.text for one in [*some, *others]]))
    rows = rows - rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    return rows[: len(some)] @ rows[len(some) :].T


def _by_problem(part: Part) -> Iterator[list[Labelled]]:
    """Yield for each problem its tickets, one for each circumstance in the same language."""
    circumstances = _read("circumstances.yaml")
    for topic in _read("problems.yaml").values():
        for language, problems in topic[part].items():
            for problem in problems:
                yield [
                    _ticket(problem, circumstance, topic["category"], priority)
                    for priority, parts in circumstances.items()
                    for circumstance in parts[part][language]
                ]


def _ticket(problem: str, circumstance: str, category: str, priority: str) -> Labelled:
    draw = random.Random(problem + circumstance)  # noqa: S311
    text = " ".join(draw.sample([problem, circumstance], 2))
    if draw.randrange(_MISTYPED_OF) == 0:
        text = mistype(text, draw)
    return Labelled(text, {"category": category, "priority": priority}, marked=False)


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
