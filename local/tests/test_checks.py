"""The test runner: nothing that went wrong is counted as right, and nothing is left out."""

from pathlib import Path

import pytest

import checks
import linters
from checks import Suite, record_exit
from paths import CLONE
from summary import Counts, write_report


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
