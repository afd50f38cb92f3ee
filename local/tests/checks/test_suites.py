"""The test runner: nothing that went wrong is counted as right, and nothing is left out."""

import sys
from pathlib import Path

import pytest

from checks import linters, second_try
from checks import suites as checks
from checks.suites import Suite, record_exit
from checks.summary import Counts, read_part, write_report
from paths import CLONE, SetupError


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Suite:
    monkeypatch.setattr(checks, "RESULTS", tmp_path)
    return Suite("gateway", tmp_path, ["true"])


def test_an_exit_that_the_report_does_not_explain_is_a_failure(suite: Suite) -> None:
    write_report(suite.report, [("a", None)])
    assert record_exit(suite, 0) == Counts(passed=1)
    assert record_exit(suite, 3) == Counts(passed=1, failed=1)


def test_a_suite_that_wrote_no_report_is_a_failure(suite: Suite) -> None:
    assert not record_exit(suite, 0).good
    assert record_exit(suite, 4) == Counts(failed=1)


def test_a_report_that_another_part_is_writing_does_not_matter(suite: Suite) -> None:
    (suite.report.parent / "frontend.xml").write_text("<testsui")
    write_report(suite.report, [("a", None)])
    assert record_exit(suite, 0) == Counts(passed=1)


PASSES_AT_THE_SECOND_TRY = """
from pathlib import Path

def test_once():
    tried = Path("tried")
    assert tried.exists() or tried.touch()

def test_never():
    assert {never}

def test_always():
    pass
"""


@pytest.mark.parametrize(
    ("never", "ci", "end"),
    [
        ("True", "true", Counts(passed=3, flaky=1)),
        ("False", "true", Counts(passed=2, failed=1, flaky=1)),
        ("True", "", Counts(passed=2, failed=1)),
    ],
)
def test_what_fails_in_ci_has_a_second_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, never: str, ci: str, end: Counts
) -> None:
    monkeypatch.setattr(checks, "RESULTS", tmp_path)
    monkeypatch.setenv("CI", ci)
    (tmp_path / "test_it.py").write_text(PASSES_AT_THE_SECOND_TRY.replace("{never}", never))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    suite = checks.pytest_suite("some", tmp_path)
    checks.run_quietly(suite)
    assert read_part(tmp_path, "some") == end


def test_many_failures_are_no_accident(suite: Suite) -> None:
    write_report(suite.report, [(str(number), "wrong") for number in range(second_try.MOST + 1)])
    assert not second_try.is_worth_it(suite.report)


def test_tests_get_no_setting_that_changes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSIFIER_URL", "http://elsewhere")
    monkeypatch.setenv("RATE_LIMITS", "off")
    assert not {"CLASSIFIER_URL", "RATE_LIMITS"} & set(checks.environment_of_tests())


def test_every_shell_script_is_checked() -> None:
    scripts = {str(script.relative_to(CLONE)) for script in linters.shell_scripts()}
    assert {"local/python", "ticket-api/entrypoint.sh", "e2e/run"} <= scripts
    assert not any("node_modules" in script or ".venv" in script for script in scripts)


def test_every_kind_of_linter_runs() -> None:
    names = {linter.name for linter in linters.all_linters()}
    assert {"ruff check", "ruff format", "shellcheck", "eslint", "tsc", "mypy ticket-api"} <= names


def test_the_swarm_alone_is_refused_without_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "is_root", lambda: False)
    checks.refuse_without_root("stack-tests")
    with pytest.raises(SetupError, match="sudo make test-swarm"):
        checks.refuse_without_root("swarm")
