"""`python -m classifier.train`: weights of any taxonomy from labelled texts, or a refusal."""

import io
import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classifier import train
from classifier.config import Settings
from classifier.local_model.comparison import compare
from classifier.local_model.labelled import Labelled, LabelledError, read_labelled
from classifier.local_model.learning import Split, learn, short_digest, split
from classifier.local_model.published import seen_before
from classifier.pipeline.taxonomy import Taxonomy, load_taxonomy
from tests.conftest import serving

YAML = """\
title: Parcels
about: Notes of a warehouse.
dimensions:
  room:
    question: Where does it go?
    default: cellar
    choices:
      cellar: {definition: Cold things.}
      attic: {definition: Dry things.}
      yard: {definition: Large things.}
  marks:
    question: Which marks does it need?
    multiple: true
    default: []
    choices:
      fragile: {definition: It breaks.}
      heavy: {definition: It needs two people.}
"""
ROOMS = {
    "cellar": "cheese butter milk",
    "attic": "paper books letters",
    "yard": "beams pipes bricks",
}
MARKS = {
    "-": "plain usual",
    "fragile": "glass thin",
    "heavy": "lead massive",
    "fragile+heavy": "glass lead",
}
WHERE = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


@pytest.fixture(autouse=True)
def without_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "embedder", lambda: None)


@pytest.fixture
def taxonomies(tmp_path: Path) -> Path:
    folder = tmp_path / "taxonomies"
    folder.mkdir()
    (folder / "parcels.yaml").write_text(YAML)
    return folder


@pytest.fixture
def parcels(taxonomies: Path) -> Taxonomy:
    return load_taxonomy(taxonomies / "parcels.yaml")


def lines(mark: str = "* ") -> Iterator[str]:
    """Parcels whose words say where they go and which marks they need."""
    for room, things in ROOMS.items():
        for marks, words in MARKS.items():
            yield f"# {room} {marks}"
            for thing in things.split():
                for day in WHERE:
                    yield f"{mark}{words} {thing} came on {day} for me"


def labelled(folder: Path, text: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "texts.txt").write_text("\n".join(text), encoding="utf-8")
    return folder


def run(taxonomies: Path, tickets: Path | str, out: Path) -> int:
    places = ["--taxonomies", str(taxonomies), "--tickets", str(tickets), "--out", str(out)]
    return train.main(["--taxonomy", "parcels", *places])


def use(taxonomies: Path, version: str, out: Path) -> int:
    places = ["--taxonomies", str(taxonomies), "--use", version, "--out", str(out)]
    return train.main(["--taxonomy", "parcels", *places])


def moved() -> list[str]:
    """The same parcels after each room was given another use: present weights are wrong then."""
    rooms = list(ROOMS)
    after = dict(zip(rooms, [*rooms[1:], rooms[0]], strict=True))
    return [
        f"# {after[words[1]]} {words[2]}" if (words := line.split())[0] == "#" else f"{line} now"
        for line in lines()
    ]


async def test_weights_of_any_taxonomy_are_learned_and_taken_by_the_service(
    taxonomies: Path, tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "weights"

    assert run(taxonomies, labelled(tmp_path / "t", list(lines())), out) == 0

    (path,) = out.iterdir()
    document = json.loads(path.read_text())
    assert path.name == f"parcels-{document['version']}.json"
    assert "| all | 0." in capsys.readouterr().out
    text = {"description": "thin glass books", "taxonomy": "parcels"}
    async with serving(settings, taxonomies_dir=taxonomies, weights_dir=out) as client:
        answer = (await client.post("/v1/classify", json=text)).json()
    assert answer["labels"] == {"room": "attic", "marks": ["fragile"]}
    assert answer["model"] == f"weights-{document['version']}-words"


def test_weights_that_are_not_better_are_refused(
    taxonomies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tickets, out = labelled(tmp_path / "t", list(lines())), tmp_path / "weights"
    assert run(taxonomies, tickets, out) == 0
    written = set(out.iterdir())

    labelled(tickets, [*lines(), "* another one for the yard", "* and some more beams and pipes"])
    assert run(taxonomies, tickets, out) == 1

    assert set(out.iterdir()) == written
    assert "not better" in capsys.readouterr().err


def test_where_nothing_is_new_it_says_so_and_does_not_train(
    taxonomies: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The order of the texts is nothing new; another label of a text is."""
    text, out = list(lines()), tmp_path / "weights"
    assert run(taxonomies, labelled(tmp_path / "t", text), out) == 0
    written = set(out.iterdir())

    trained: list[object] = []

    def watched(*texts: Any, **named: Any) -> object:
        trained.append(texts)
        return learn(*texts, **named)

    monkeypatch.setattr(train, "learn", watched)
    halves = [*text[len(text) // 2 :], *text[: len(text) // 2]]
    assert halves[0].startswith("# ")
    assert run(taxonomies, labelled(tmp_path / "t", halves), out) == 1
    assert "nothing that is trained on is new" in capsys.readouterr().err
    assert (trained, set(out.iterdir())) == ([], written)

    run(taxonomies, labelled(tmp_path / "t", moved()), out)
    assert len(trained) == 1


def test_no_held_back_text_is_trained_on(
    taxonomies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    def watched(trained: Sequence[Labelled], *rest: Any, **named: Any) -> object:
        seen.append({one.text for one in trained})
        return learn(trained, *rest, **named)

    monkeypatch.setattr(train, "learn", watched)

    def counted(texts: Split, *rest: Any) -> object:
        seen.append({one.text for one in texts.held_back})
        return compare(texts, *rest)

    monkeypatch.setattr(train, "compare", counted)
    run(taxonomies, labelled(tmp_path / "t", list(lines())), tmp_path / "weights")
    fewer = list(lines())[: len(list(lines())) // 2]
    run(taxonomies, labelled(tmp_path / "u", fewer), tmp_path / "weights")

    trained, held_back, trained_of_fewer, held_back_of_fewer = seen
    assert not trained & held_back
    # The weights of the first run have not seen what the second one compares with.
    assert held_back_of_fewer <= held_back
    assert trained_of_fewer <= trained


def test_marks_choose_what_is_held_back_where_some_have_none(
    parcels: Taxonomy, tmp_path: Path
) -> None:
    text = ["# attic -", *(f"* kept {n}" for n in range(22)), *(f"read {n}" for n in range(22))]
    found = split(read_labelled(labelled(tmp_path / "t", text), parcels), None)

    assert {one.text[:4] for one in found.held_back} == {"kept"}
    assert {one.text[:4] for one in found.trained} == {"read"}


def test_texts_are_redacted_before_training(parcels: Taxonomy, tmp_path: Path) -> None:
    text = ["# attic -", *(f"* books {n} for anna@firm.example" for n in range(200))]
    found = split(read_labelled(labelled(tmp_path / "t", text), parcels), None)

    for one in [*found.trained, *found.held_back]:
        assert "anna" not in one.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a text without a heading", "line 1: put a heading such as # <room> <marks> above it"),
        ("# attic\nx", "line 1: a heading has a choice for each dimension"),
        ("\n# roof -\nx", "line 2: 'roof' is not a choice of room"),
        ("# attic fragile+wet\nx", "'fragile+wet' is not a choice of marks"),
        ("", "has no .txt file with labelled texts"),
    ],
)
def test_unusable_folders_are_refused_in_a_sentence(
    parcels: Taxonomy,
    taxonomies: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    sentence: str,
) -> None:
    tickets = labelled(tmp_path / "t", [text])

    with pytest.raises(LabelledError) as refusal:
        read_labelled(tickets, parcels)
    assert sentence in str(refusal.value)
    assert run(taxonomies, tickets, tmp_path / "weights") == 2
    assert sentence in capsys.readouterr().err


def test_too_few_texts_are_refused_with_the_number_that_is_needed(
    taxonomies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tickets, out = labelled(tmp_path / "t", ["# attic -", "* books", "* letters"]), tmp_path / "w"

    assert run(taxonomies, tickets, out) == 2
    assert "There are 2 different texts about 2 matters" in (said := capsys.readouterr().err)
    assert "about 100 matters" in said
    assert not list(out.glob("*.json"))


def test_texts_come_from_standard_input_and_no_file_keeps_one(
    taxonomies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines())))

    assert run(taxonomies, "-", tmp_path / "weights") == 0

    (path,) = (tmp_path / "weights").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "came on Monday" not in path.read_text()


def test_nothing_on_standard_input_is_refused(
    taxonomies: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    assert run(taxonomies, "-", tmp_path / "weights") == 2
    assert "no labelled texts" in capsys.readouterr().err


def test_former_weights_are_kept_and_put_in_force_again(
    taxonomies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "weights"
    assert run(taxonomies, labelled(tmp_path / "t", list(lines())), out) == 0
    (former,) = out.iterdir()
    os.utime(former, (time.time() - 60,) * 2)
    assert run(taxonomies, labelled(tmp_path / "u", moved()), out) == 0
    assert f"--use {former.stem[-8:]}" in capsys.readouterr().out
    (new,) = set(out.iterdir()) - {former}
    os.utime(new, (time.time() + 60,) * 2)  # The clock went back since then.

    assert use(taxonomies, former.stem[-8:], out) == 0
    assert former.stat().st_mtime_ns > new.stat().st_mtime_ns
    assert set(out.iterdir()) == {former, new}


@pytest.mark.parametrize("version", ["00000000", "../../../x", "shipped", ""])
def test_weights_that_are_not_there_cannot_be_used(
    taxonomies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    """No weights ship for this taxonomy."""
    assert use(taxonomies, version or " ", tmp_path / "weights") == 2
    assert "has no weights" in capsys.readouterr().err


def test_weights_that_ship_are_put_in_force_again(tmp_path: Path) -> None:
    assert train.main(["--use", "shipped", "--out", str(tmp_path)]) == 0

    (path,) = tmp_path.iterdir()
    assert path.name == f"support-tickets-{json.loads(path.read_text())['version']}.json"


def test_what_the_present_weights_have_seen_is_not_held_back(
    taxonomies: Path, parcels: Taxonomy, tmp_path: Path
) -> None:
    tickets, out = labelled(tmp_path / "t", list(lines())), tmp_path / "weights"
    assert run(taxonomies, tickets, out) == 0
    found = split(read_labelled(tickets, parcels), None)
    assert seen_before(parcels, out) == {short_digest(one.text) for one in found.trained}

    known = found.held_back[0].text
    again = split(read_labelled(tickets, parcels), None, seen={short_digest(known)})
    assert {one.text for one in found.held_back} - {one.text for one in again.held_back} == {known}


class Likeness:
    """An embedder: texts with the same first word have nearly the same vector."""

    name, dimensions = "likeness", 256

    def embed(self, texts: Sequence[str]) -> Any:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[int(text.split()[0]) % self.dimensions] = 1
        return rows


@pytest.mark.parametrize("left", [[], ["# attic -", "* 1 books"]])
def test_an_erased_text_leaves_the_prompts_also_when_too_few_are_left(
    taxonomies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: list[str]
) -> None:
    monkeypatch.setattr(train, "embedder", Likeness)
    out = tmp_path / "weights"
    monkeypatch.setattr("sys.stdin", io.StringIO("# attic -\n* 1 books\n* 2 erased"))
    assert run(taxonomies, "-", out) == 2
    (former,) = out.glob("*.examples")
    assert "2 erased" in former.read_text()

    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(left)))
    assert run(taxonomies, "-", out) == 2
    kept = [one.read_text() for one in out.glob("*.examples")]
    assert len(kept) == min(len(left), 1)
    assert "2 erased" not in "".join(kept)


def test_with_weights_at_an_address_it_says_which_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train.main(["--use", "shipped", "--out", str(tmp_path)]) == 0
    assert "WEIGHTS_URL" not in capsys.readouterr().out
    monkeypatch.setenv("WEIGHTS_URL", "https://weights.example.com/w.json#sha256=0")
    assert train.main(["--use", "shipped", "--out", str(tmp_path)]) == 0
    assert "unless WEIGHTS_URL names weights" in capsys.readouterr().out


def test_texts_about_one_matter_are_on_one_side(parcels: Taxonomy, tmp_path: Path) -> None:
    text = ["# attic -", *(f"* {n} books {day}" for n in range(200) for day in "abc")]
    found = split(read_labelled(labelled(tmp_path / "t", text), parcels), Likeness())

    sides = [{one.text.split()[0] for one in side} for side in (found.trained, found.held_back)]
    assert not sides[0] & sides[1]
    assert len(set(found.groups)) == len(sides[1]) >= 20
    assert len(found.held_back) == 3 * len(sides[1])
