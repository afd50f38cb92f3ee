"""How the weights of the local model are trained and calibrated."""

from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="requirements-training.txt is not installed")

import numpy as np

from classifier.config import TAXONOMIES
from classifier.local_model import training
from classifier.local_model.calibration import calibrated_line
from classifier.local_model.training import Example, train
from classifier.local_model.vectors import VectorWeights, packed_layer
from classifier.pipeline.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy(TAXONOMIES / "support-tickets.yaml")
CATEGORIES, PRIORITIES = (one.choice_names for one in TAXONOMY.dimensions)


class Points:
    """An embedder of texts such as `billing high 7`: one direction for each pair of labels."""

    name, dimensions = "points", 16

    def embed(self, texts: Any) -> Any:
        """Return the direction, turned a little by the number."""
        rows = np.zeros((len(texts), 16), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            category, priority, number = text.split()
            row[4 * CATEGORIES.index(category) + PRIORITIES.index(priority)] = 1
            row[int(number) % 16] += 0.2
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def examples(count: int) -> list[Example]:
    return [
        Example(
            f"{category} {priority} {number}",
            {"category": category, "priority": priority},
            f"{category} {priority} {number}",
        )
        for category in CATEGORIES
        for priority in PRIORITIES
        for number in range(count)
    ]


def test_choice_is_as_likely_as_its_combinations_together() -> None:
    likely = np.array([0.1, 0.2, 0.3, 0.4])
    weights = VectorWeights(
        {
            "embedder": "points",
            "combinations": [[0, 1], [2, 3], [0, 2], [1, 3], []],
            "layers": [packed_layer(np.log(likely)[None, :], np.zeros(4))],
        }
    )

    (numbers,) = weights.logits([[1.0]])

    assert np.exp(numbers[:4]) == pytest.approx([0.3, 0.7, 0.4, 0.6])
    assert numbers[4] == pytest.approx(-10)  # No combination has this choice.


@pytest.mark.parametrize(("count", "together"), [(24, True), (4, False)])
def test_dimensions_are_trained_together_when_there_are_enough_examples(
    count: int, together: bool
) -> None:
    document = train(examples(count), TAXONOMY, Points())

    assert bool(document["vectors"]["combinations"]) is together


def test_no_fold_trains_on_a_group_that_it_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    folds = []
    whole = training.Trainer.document

    def recorded(self: Any, chosen: Any) -> Any:
        folds.append(set(chosen.tolist()))
        return whole(self, chosen)

    monkeypatch.setattr(training.Trainer, "document", recorded)
    given = examples(3)
    retold = [Example(f"{one.text} again", one.labels, one.group, tested=False) for one in given]

    train([*given, *retold], TAXONOMY, None)

    everything, *scored = folds
    assert len(everything) == len(given) * 2
    for trained in scored:
        for at in range(len(given)):
            assert (at in trained) == (at + len(given) in trained)


def retold(count: int) -> list[Example]:
    """Return examples each of which is told again under another name."""
    return [
        Example(f"{one.text} {words}", one.labels, f"{one.group} {words}", family=one.group)
        for one in examples(count)
        for words in ("here", "there")
    ]


def test_no_fold_trains_on_a_text_that_retells_one_that_it_scores() -> None:
    given = retold(3)
    scored = []

    for trained, tested in training.Trainer(given, TAXONOMY, None, "priority").folds("Testing"):
        known = {given[at].family for at in trained}
        assert not known & {given[at].family for at in tested}
        scored += tested.tolist()

    assert sorted(scored) == list(range(len(given)))


def test_families_do_not_change_the_weights() -> None:
    given = retold(3)
    apart = [replace(one, family="") for one in given]

    documents = [train(all_, TAXONOMY, None, calibrated=False) for all_ in (given, apart)]

    assert documents[0] == documents[1]


def test_threshold_is_where_half_of_the_labels_are_right() -> None:
    draw = np.random.default_rng(1)
    likely = draw.uniform(0.2, 1, 4000)
    rights = draw.uniform(size=4000) < likely  # As often right as promised.

    line = calibrated_line(list(zip(likely.tolist(), rights.tolist(), strict=True)))

    assert line["threshold"] == pytest.approx(0.5, abs=0.06)
    assert line["slope"] == pytest.approx(1, abs=0.1)
