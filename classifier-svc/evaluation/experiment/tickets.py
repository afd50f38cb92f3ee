"""The company's tickets: problems in a circumstance, with the labels of its own rules.

A ticket joins a problem of `problems.yaml`, which decides the category, and a circumstance of
`circumstances.yaml`, which decides the priority. Those to train with and those to test with have no
sentence in common. Of the latter, `test` has other problems, and `again` the same problems as
others would tell them.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from classifier.local_model.embedding import Embedder
from classifier.local_model.labelled import Labelled
from evaluation.corpus import mistype

FOLDER = Path(__file__).parent
Part = Literal["training", "test", "again"]
_MISTYPED_OF = 6
NEARLY_REPEATED = 0.65
"""Training takes texts nearer than this for those of one matter."""


@dataclass(frozen=True)
class Ticket(Labelled):
    """A labelled text; `problem` is the sentence that tells its problem in training, or in test."""

    problem: str


def held_out_tickets(count: int, part: Part = "test") -> list[Ticket]:
    """Return tickets to test with, the same ones each time, of all problems in turn."""
    draw = random.Random(part)  # noqa: S311 - the same tickets each time.
    by_problem = [draw.sample(tickets, len(tickets)) for tickets in _by_problem(part)]
    draw.shuffle(by_problem)
    rounds = max(map(len, by_problem))
    in_turn = [one[at] for at in range(rounds) for one in by_problem if at < len(one)]
    return in_turn[:count]


def bank(tested: Sequence[Labelled], embedder: Embedder) -> tuple[list[Ticket], int]:
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


def _by_problem(part: Part) -> Iterator[list[Ticket]]:
    """Yield for each problem its tickets, one for each circumstance in the same language."""
    circumstances = _read("circumstances.yaml")
    for topic in _read("problems.yaml").values():
        for problem, language, told in _told(topic, part):
            yield [
                _ticket(told, circumstance, topic["category"], priority, problem)
                for priority, parts in circumstances.items()
                for circumstance in parts["training" if part == "training" else "test"][language]
            ]


def _told(topic: Mapping[str, Any], part: Part) -> Iterator[tuple[str, str, str]]:
    """Yield each problem, a language, and a sentence of that language that tells the problem."""
    of = "training" if part == "again" else part
    problems = [(language, one) for language, ones in topic[of].items() for one in ones]
    again = [told for one in topic["again"] for told in one.items()]
    for (_, problem), (language, told) in zip(
        problems, again if part == "again" else problems, strict=True
    ):
        yield problem, language, told


def _ticket(told: str, circumstance: str, category: str, priority: str, problem: str) -> Ticket:
    draw = random.Random(told + circumstance)  # noqa: S311
    text = " ".join(draw.sample([told, circumstance], 2))
    if draw.randrange(_MISTYPED_OF) == 0:
        text = mistype(text, draw)
    labels = {"category": category, "priority": priority}
    return Ticket(text, labels, marked=False, problem=problem)


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
