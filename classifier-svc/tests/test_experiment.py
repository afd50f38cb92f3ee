"""`python -m evaluation.experiment`, with few tickets and a simple model of embeddings."""

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
from evaluation.experiment.scripted import ScriptedModel
from evaluation.experiment.tickets import bank, held_out_tickets


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
    rows = [line.split(" | ") for line in text.splitlines() if re.match(r"\| \d", line)]
    priorities = {(row[0].strip("| "), row[1]): float(row[3]) for row in rows}
    assert len(priorities) == 6
    assert priorities["0", "local"] == priorities["0", "prompt, nearest"]
    assert priorities["120", "local"] > priorities["0", "local"]
    assert priorities["120", "prompt, nearest"] > priorities["0", "prompt, nearest"]
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    svg = ElementTree.parse(tmp_path / "experiment.svg").getroot()
    assert len(svg.findall(".//{*}polyline")) == 9


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
    taxonomy = load_taxonomy(TAXONOMIES / "support-tickets.yaml")
    own = load_model(taxonomy)
    assert own is not None
    model = ScriptedModel(own)
    question = build_question("The export of our ferry bookings stops", taxonomy)
    labels = {"category": "account", "priority": "critical"}
    alike = Example("Our export of ferry bookings was empty", labels)
    unlike = Example("I like dark colours", labels)

    plain = dict(own.predict(question.text).labels)
    assert model.answer(question.fenced) == plain != labels
    assert model.answer(with_examples(question, [alike], "v").fenced) == labels
    assert model.answer(with_examples(question, [unlike], "v").fenced) == plain
