"""`python -m evaluation.experiment`, with few tickets and a simple model of embeddings."""

import random
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest.importorskip("sklearn", reason="requirements-training.txt is not installed")

import numpy as np

from classifier.config import TAXONOMIES
from classifier.examples import nearest
from classifier.local_model.model import load_model
from classifier.pipeline.prompt import build_question, with_examples
from classifier.pipeline.taxonomy import Example, load_taxonomy
from evaluation.experiment import __main__ as command
from evaluation.experiment import learning_curves
from evaluation.experiment.scripted import ScriptedModel
from evaluation.experiment.tickets import bank, held_out_tickets

TAXONOMY = load_taxonomy(TAXONOMIES / "support-tickets.yaml")


class Stems:
    """Texts with words in common are near."""

    name = "stems-1"
    dimensions = 256

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> np.ndarray:
        vector = np.full(self.dimensions, 1e-6, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            vector[int(sha256(word[:5].encode()).hexdigest(), 16) % self.dimensions] += 1
        return vector / np.linalg.norm(vector)


def test_the_command_writes_its_plot_and_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "embedder", Stems)
    monkeypatch.setattr(nearest, "LEAST_SIMILARITY", 0.3)
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- experiment -->\n<!-- /experiment -->\nafter\n")
    few = ["--counts", "0", "120", "--draws", "1", "--tested", "30", "--base", "30"]

    command.main([*few, "--readme", str(readme)])

    text = readme.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    learnt = {}
    for kind, part in zip(
        ("new", "again"), text.split("**Problems that come again", 1), strict=True
    ):
        rows = [
            line.strip("| ").split(" | ") for line in part.splitlines() if re.match(r"\| \d", line)
        ]
        found = {(row[0], row[2]): [float(cell) for cell in row[3:]] for row in rows}
        assert len(found) == 6
        assert found["0", "local"] == found["0", "prompt, nearest"]
        # With so few texts of ours the category of a new problem is a matter of chance.
        learning = {
            "new": [("local", 1), ("prompt, nearest", 1)],
            "again": [("local", 0), ("local", 1)],
        }
        for way, at in learning[kind]:
            assert found["120", way][at] > found["0", way][at]
        learnt[kind] = found["120", "local"][0]
    assert learnt["again"] > learnt["new"]
    for plot in ("experiment.svg", "experiment-again.svg"):
        svg = ElementTree.parse(tmp_path / plot).getroot()
        assert len(svg.findall(".//{*}polyline")) == 9


def test_only_tickets_whose_problem_was_corrected_are_scored_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scored: list[set[str]] = []
    monkeypatch.setattr(learning_curves, "_trained", lambda *_: load_model(TAXONOMY))
    monkeypatch.setattr(learning_curves, "_prompted", lambda *_: {})
    monkeypatch.setattr(
        learning_curves, "_scores", lambda tested, _: scored.append({o.problem for o in tested})
    )
    tested = {"new": held_out_tickets(40), "again": held_out_tickets(616, "again")}
    corrections, _ = bank(tested["new"], Stems())
    order = random.Random(3).sample(corrections, len(corrections))

    for count in (0, 20):
        learning_curves.scores_after(count, 3, corrections, tested, None)  # type: ignore[arg-type]

    before, again = scored[1], scored[3]
    assert len(before) == 154
    assert again == {one.problem for one in order[:20]}
    assert not scored[2] & before


def test_problems_are_told_again_in_other_words() -> None:
    again = held_out_tickets(616, "again")
    corrections, _ = bank(held_out_tickets(1), Stems())

    assert len({one.text for one in again}) == 616
    assert {one.problem for one in again} == {one.problem for one in corrections}
    corrected = {one.problem: one.labels["category"] for one in corrections}
    for one in again:
        assert one.problem not in one.text
        assert one.labels["category"] == corrected[one.problem]


def test_held_out_tickets_share_no_sentence_with_the_corrections() -> None:
    tested = held_out_tickets(200)
    corrections, _ = bank(tested, Stems())

    def sentences(texts: Sequence[str]) -> set[str]:
        return {one for text in texts for one in re.split(r"(?<=[.!?]) ", text)}

    ours = sentences([one.text for one in tested])
    assert len({one.text for one in tested}) == 200
    assert len(corrections) > 1000
    assert not ours & sentences([one.text for one in corrections])
    assert {one.labels["priority"] for one in tested} == {"low", "medium", "high", "critical"}


def test_scripted_model_answers_from_the_prompt_alone() -> None:
    own = load_model(TAXONOMY)
    assert own is not None
    model = ScriptedModel(own)
    question = build_question("The export of our ferry bookings stops", TAXONOMY)
    labels = {"category": "account", "priority": "critical"}
    alike = Example("Our export of ferry bookings was empty", labels)
    unlike = Example("I like dark colours", labels)

    plain = dict(own.predict(question.text).labels)
    assert model.answer(question.fenced) == plain != labels
    assert model.answer(with_examples(question, [alike], "v").fenced) == labels
    assert model.answer(with_examples(question, [unlike], "v").fenced) == plain
