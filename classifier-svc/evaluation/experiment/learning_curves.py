"""Scores after some corrected tickets: of `local` trained on them, and of prompts with examples."""

import asyncio
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.config import Settings
from classifier.examples.installed import InstalledExamples
from classifier.examples.nearest import PromptExamples
from classifier.examples.store import Store, publish_examples
from classifier.local_model.embedding import Embedder
from classifier.local_model.labelled import Labelled
from classifier.local_model.learning import learn, redacted
from classifier.local_model.model import LocalModel
from classifier.local_model.remembered import Remembered
from classifier.local_model.training import Example
from classifier.metrics import Metrics
from classifier.pipeline.backend import Backend
from classifier.pipeline.classification import Classifier
from classifier.pipeline.prompt import Question
from classifier.pipeline.taxonomy import Label, Taxonomy
from evaluation.experiment.scripted import ScriptedModel
from evaluation.experiment.tickets import Ticket
from evaluation.scores import macro_f1
from evaluation.train import WORST_OF

LOCAL, PROMPT, AT_RANDOM = "local", "prompt, nearest", "prompt, at random"
NEW, AGAIN = "new", "again"
"""Tickets with problems that were not corrected before, and with some that were."""
_CLIENT = "the-desk"


@dataclass(frozen=True)
class Setup:
    """What each draw begins with: `own` sorts before any correction, `base` is what shipped."""

    taxonomy: Taxonomy
    embedder: Remembered
    own: LocalModel
    base: Sequence[Example]
    settings: Settings


Scores = Mapping[str, float]
"""Macro-F1 by dimension, under `both` the share of tickets with all labels right, and under
`tested` the number of tickets."""


def scores_after(
    count: int,
    seed: int,
    bank: Sequence[Ticket],
    tested: Mapping[str, Sequence[Ticket]],
    setup: Setup,
) -> dict[str, dict[str, Scores]]:
    """Return by NEW and AGAIN the scores of each way after `count` corrections of the bank.

    A longer draw of the same seed begins with the shorter one. Of AGAIN, only tickets are scored
    whose problem is among the corrected ones; without corrections, all.
    """
    order = random.Random(seed).sample(bank, len(bank))  # noqa: S311 - the same draw each time.
    corrected = order[:count]
    if len(corrected) < count:
        raise ValueError(f"The bank has {len(bank)} tickets, fewer than {count}.")
    known = {one.problem for one in corrected}
    again = [one for one in tested[AGAIN] if one.problem in known or not known]
    model = _trained(corrected, setup)
    return {
        kind: {
            LOCAL: _scores(tickets, [model.predict(one.text).labels for one in tickets]),
            PROMPT: _prompted(corrected, tickets, setup, lambda store: store),
            AT_RANDOM: _prompted(corrected, tickets, setup, lambda store: _shuffled(store, seed)),
        }
        for kind, tickets in ((NEW, tested[NEW]), (AGAIN, again))
    }


def _trained(corrected: Sequence[Labelled], setup: Setup) -> LocalModel:
    """Return the weights that the corrected tickets and those that ship give."""
    if not corrected:
        return setup.own
    document = learn(
        redacted(corrected),
        setup.taxonomy,
        setup.embedder,
        base=setup.base,
        worst_of=WORST_OF,
        calibrated=False,
    )
    return LocalModel(document, setup.embedder)


def _prompted(
    corrected: Sequence[Labelled],
    tested: Sequence[Labelled],
    setup: Setup,
    change: Callable[[Store], Store],
) -> Scores:
    """Return the scores of the service with a store of the corrected tickets."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish_examples(corrected, setup.taxonomy, setup.embedder, folder, clients=[_CLIENT])
        taxonomies = {setup.taxonomy.name: setup.taxonomy}
        installed = InstalledExamples(taxonomies, folder, setup.embedder)
    found = installed.of(setup.taxonomy.name, _CLIENT)
    examples = _Fixed(installed, setup.embedder, change(found) if found else None)
    return _scores(tested, asyncio.run(_asked(tested, setup, examples)))


class _Fixed(PromptExamples):
    """Examples of one store."""

    def __init__(
        self, installed: InstalledExamples, embedder: Embedder, fixed: Store | None
    ) -> None:
        super().__init__(installed, embedder, Metrics())
        self._fixed = fixed

    def store(self, question: Question) -> Store | None:  # noqa: ARG002
        return self._fixed


def _shuffled(store: Store, seed: int) -> Store:
    """Return the store with each text at another one's vector: as if they were drawn at random."""
    draw = random.Random(seed)  # noqa: S311
    return replace(store, examples=tuple(draw.sample(store.examples, len(store.examples))))


async def _asked(
    tested: Sequence[Labelled], setup: Setup, examples: PromptExamples
) -> list[Mapping[str, Label]]:
    metrics = Metrics()
    provider = ScriptedModel(setup.own)
    backend = Backend(provider, setup.settings, metrics)
    classifier = Classifier(setup.settings, [backend], metrics, examples=examples)
    answers = [await classifier.classify(one.text, setup.taxonomy) for one in tested]
    return [answer.verdict.labels for answer in answers]


def _scores(tested: Sequence[Labelled], found: Sequence[Mapping[str, Label]]) -> Scores:
    rights = [one.labels for one in tested]
    pairs = list(zip(rights, found, strict=True))
    values = {
        name: macro_f1([(right[name], labels[name]) for right, labels in pairs])
        for name in rights[0]
    }
    both = sum(dict(right) == dict(labels) for right, labels in pairs) / len(pairs)
    return {**values, "both": both, "tested": len(pairs)}
