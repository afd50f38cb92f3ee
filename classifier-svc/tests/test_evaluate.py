"""`python -m classifier.evaluate`: scores, floors, reports, recorded replies."""

import json
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from classifier.config import TAXONOMIES
from classifier.evaluate import main
from classifier.local_model.artefact import artefact_name, digest
from classifier.local_model.model import FOLDER
from evaluation.corpus import load_test_tickets, load_tickets
from evaluation.scores import (
    accuracy,
    calibration_error,
    chance_error,
    confusion,
    interval,
    macro_f1,
    quantile,
    reliability,
)
from fake_gemini.server import FakeServer

PAIRS = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "")]


def test_scores_by_hand() -> None:
    assert accuracy(PAIRS) == 0.6
    # a: 2 hits of 3 right and 2 answered; b: 1 hit of 2 right and 2 answered.
    assert macro_f1(PAIRS) == pytest.approx((4 / 5 + 2 / 4) / 2)
    assert confusion(PAIRS, ["a", "b"]) == [[2, 1], [0, 1]]
    assert quantile([3, 1, 2], 0.5) == 2


def test_interval_holds_the_score_and_narrows_with_more_pairs() -> None:
    low, high = interval(PAIRS * 10)
    lower, higher = interval(PAIRS * 200)

    assert low < macro_f1(PAIRS) < high
    assert higher - lower < high - low


def test_reliability_compares_what_was_promised_and_kept() -> None:
    bins = reliability([(0.9, True), (0.9, False), (0.1, False)])

    assert [(group.count, group.promised, group.kept) for group in bins] == [
        (1, 0.1, 0.0),
        (2, 0.9, 0.5),
    ]
    assert calibration_error(bins) == pytest.approx((0.1 + 2 * 0.4) / 3)


def test_few_calibrated_answers_have_a_calibration_error_by_chance() -> None:
    confidences = [0.5, 0.6, 0.7, 0.8, 0.9]

    few, many = chance_error(confidences * 10), chance_error(confidences * 200)

    assert few > 2 * many > 0
    # One bin of 100: the standard deviation of the share is 0.05, two of them are 5 % of draws.
    assert chance_error([0.5] * 100) == pytest.approx(0.1, abs=0.02)
    assert chance_error([1.0] * 100) == 0  # Always right: nothing is left to chance.


def test_local_reaches_its_floors_and_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = ["--floor", "category=0.85", "--floor", "priority=0.70"]

    code = main(["--provider", "local", "--report", str(tmp_path), *floors])

    assert code == 0
    assert "| category |" in capsys.readouterr().out
    assert "Mean distance between promised and kept" in (tmp_path / "report.md").read_text()
    for plot in ("confusion-category.svg", "confusion-priority.svg", "reliability.svg"):
        assert ElementTree.parse(tmp_path / plot).getroot().tag.endswith("svg")


def test_weights_of_a_folder_are_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its weights answer with one category, whatever the text."""
    document = json.loads((FOLDER / "support-tickets.json").read_text())
    words = document["words"]
    place = document["dimensions"]["category"]["choices"].index("account")
    bias = [50.0 if at == place else one for at, one in enumerate(words["bias"])]
    document["words"] = {**words, "bias": bias}
    document["version"] = digest(document)
    (tmp_path / artefact_name(document)).write_text(json.dumps(document))
    monkeypatch.setenv("WEIGHTS_DIR", str(tmp_path))

    code = main(["--provider", "local", "--limit", "40", "--floor", "category=0.5"])

    assert code == 1
    said = capsys.readouterr()
    assert f"weights-{document['version']}-words" in said.out
    assert "category has macro-F1 0.0" in said.err


def test_missed_floor_fails(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--provider", "local", "--limit", "40", "--floor", "category=1.01"])

    assert code == 1
    assert "below 1.01" in capsys.readouterr().err


def test_second_author_is_asked_as_written_and_never_trained_on(tmp_path: Path) -> None:
    recording = tmp_path / "replies.json"
    tickets = load_test_tickets("second_author")

    main(["--provider", "local", "--tickets", "second_author", "--limit", "3",
          "--record", str(recording)])  # fmt: skip

    asked = {key.rpartition("-")[2] for key in json.loads(recording.read_text())["replies"]}
    assert asked == {sha256(ticket.text.encode()).hexdigest()[:24] for ticket in tickets[:3]}
    assert len({(ticket.category, ticket.priority) for ticket in tickets}) == 16
    assert not {ticket.text for ticket in tickets} & {ticket.text for ticket in load_tickets()}


def test_provider_without_a_key_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)

    assert main(["--provider", "gemini"]) == 2
    assert "GEMINI_API_KEY" in capsys.readouterr().err


@pytest.mark.parametrize("provider", ["gemini", "google-genai", "openai"])
def test_recorded_replies_are_scored_without_the_provider(
    provider: str, tmp_path: Path, fake: FakeServer, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Replies are recorded through the provider's own SDK, of the fake, and held to a floor."""
    address = f"http://127.0.0.1:{fake.server_port}"
    for name, value in {
        "GEMINI_API_KEY": "AIza-key",
        "GEMINI_API_ENDPOINT": address,
        "OPENAI_MODEL": "small-1",
        "OPENAI_BASE_URL": f"{address}/v1",
    }.items():
        monkeypatch.setenv(name, value)
    recording = tmp_path / "replies.json"
    command = ["--provider", provider, "--limit", "20", "--price", "0.1", "0.4"]

    main([*command, "--record", str(recording)])
    asked = capsys.readouterr().out
    calls = fake.script.calls()["count"]
    replay = [*command, "--replay", str(recording)]
    reached = main([*replay, "--floor", "category=0.05"])
    replayed = capsys.readouterr().out
    missed = main([*replay, "--floor", "category=1"])

    assert calls == 20
    assert fake.script.calls()["count"] == 20
    assert "Tokens: " in asked
    assert "Cost: " in asked
    assert asked.split("Milliseconds")[0] == replayed.split("Milliseconds")[0]
    assert (reached, missed) == (0, 1)


def test_replies_to_another_prompt_are_no_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A recording must be made anew when the prompt changes, or it would hide what that does."""
    recording = tmp_path / "replies.json"
    command = ["--provider", "local", "--limit", "20"]
    main([*command, "--record", str(recording)])
    document = json.loads(recording.read_text())
    older = {key.replace("-", "-older-", 1): text for key, text in document["replies"].items()}
    recording.write_text(json.dumps({**document, "replies": older}))
    capsys.readouterr()

    code = main([*command, "--replay", str(recording), "--floor", "category=0.05"])

    assert code == 1
    assert "Failed: 20 with provider_bad_reply" in capsys.readouterr().out


def test_corrected_tickets_of_a_folder_are_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "# billing high\n* I was charged twice, give me one payment back.\n"
    (tmp_path / "corrections.txt").write_text(lines, encoding="utf-8")

    assert main(["--provider", "local", "--tickets", str(tmp_path), "--floor", "category=1"]) == 0
    assert main(["--provider", "local", "--tickets", str(tmp_path / "nowhere")]) == 2
    assert "has no .txt file" in capsys.readouterr().err


def test_dimension_of_several_choices_is_scored_without_a_table_of_confusion(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    several = (
        (TAXONOMIES / "it-desk.yaml")
        .read_text()
        .partition("\nexamples:")[0]
        .replace("    default: advice\n", "    default: [advice]\n    multiple: true\n")
    )
    (tmp_path / "desk.yaml").write_text(several)
    (tmp_path / "texts.txt").write_text("# software person needed\n* A licence for Excel.\n")
    monkeypatch.setenv("TAXONOMIES_DIR", str(tmp_path))
    command = ["--provider", "local", "--taxonomy", "desk", "--tickets", str(tmp_path)]

    assert main([*command, "--report", str(tmp_path / "report"), "--floor", "topic=1"]) == 0
    shown = capsys.readouterr().out
    assert "| topic | 1.000 |" in shown
    assert "topic: right" not in shown
    assert "| affects: right \\ answered | nobody | person | department | company |" in shown


def test_texts_of_another_taxonomy_are_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "# software person needed\n* Please order a licence for Excel.\n"
    (tmp_path / "requests.txt").write_text(lines, encoding="utf-8")
    command = ["--provider", "local", "--taxonomy", "it-desk"]

    assert main([*command, "--tickets", str(tmp_path), "--floor", "topic=1"]) == 0
    assert main([*command, "--tickets", "second_author"]) == 2
    assert "Give a folder for it-desk" in capsys.readouterr().err
    assert main(["--provider", "local", "--taxonomy", "nowhere", "--tickets", str(tmp_path)]) == 2
