"""`make learn`: where the texts and the weights go, and what happens when there is nothing."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from paths import SetupError
from run import learn


class Commands:
    """Stands for subprocess.run: keeps what was run, and answers with the next results."""

    def __init__(self, *results: tuple[int, bytes]) -> None:
        self.results = list(results)
        self.seen: list[tuple[list[str], dict[str, Any]]] = []

    def __call__(self, command: Any, **options: Any) -> subprocess.CompletedProcess[bytes]:
        self.seen.append((list(command), options))
        code, output = self.results.pop(0)
        return subprocess.CompletedProcess(command, code, output)


@pytest.fixture
def in_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn, "running_here", lambda _variables: None)


def commands(monkeypatch: pytest.MonkeyPatch, *results: tuple[int, bytes]) -> Commands:
    found = Commands(*results)
    monkeypatch.setattr("subprocess.run", found)
    return found


@pytest.mark.usefixtures("in_containers")
def test_texts_go_through_memory_to_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    run = commands(monkeypatch, (0, b"# billing low\n* text\n"), (1, b""))
    assert learn.main(["--days", "30", "--without-shipped"]) == 1
    (export, _), (train, options) = run.seen
    assert export[-4:] == ["export_suggestions", "--all", "-", "--days=30"]
    assert train[:3] == ["docker", "compose", "run"]
    assert train[-4:] == ["learn", "--without-shipped", "--tickets", "-"]
    assert options["input"] == b"# billing low\n* text\n"


@pytest.mark.usefixtures("in_containers")
def test_nothing_is_learned_from_a_part_of_the_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    run = commands(monkeypatch, (1, b"# billing low\n* text\n"))
    with pytest.raises(SetupError, match=r"^Nothing was learned.* run make learn again\.$"):
        learn.main([])
    assert len(run.seen) == 1


@pytest.mark.usefixtures("in_containers")
def test_going_back_needs_no_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    run = commands(monkeypatch, (0, b""))
    assert learn.main(["--use", "shipped"]) == 0
    ((train, _),) = run.seen
    assert train[-3:] == ["learn", "--use", "shipped"]


def test_beside_make_run_the_classifier_and_the_training_have_one_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = str(tmp_path / "weights")
    environments = {
        "ticket-api": {"DATABASE_URL": "x"},
        "classifier-svc": {"WEIGHTS_DIR": folder, "PATH": "/usr/bin"},
    }
    monkeypatch.setattr(learn, "environments_of", lambda _folders, _variables: environments)
    monkeypatch.setattr(learn, "running_here", lambda _variables: tmp_path)
    monkeypatch.setattr("prepare.for_learn", lambda: None)
    run = commands(monkeypatch, (0, b"texts"), (0, b""))
    assert learn.main([]) == 0
    (export, given), (train, options) = run.seen
    assert export[1].endswith("manage.py")
    assert given["env"] == environments["ticket-api"]
    assert train[1:] == ["-m", "classifier.train", "--tickets", "-"]
    assert (options["env"], options["input"]) == (environments["classifier-svc"], b"texts")


def test_without_a_portal_it_says_what_to_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("run.manage.has_containers", lambda: False)
    monkeypatch.setenv("LOCAL_DATA_DIR", str(tmp_path))
    with pytest.raises(SetupError, match="make run") as refused:
        learn.main([])
    assert refused.value.exit_code == 2
