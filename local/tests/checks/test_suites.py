"""The test runner: nothing that went wrong is counted as right, and nothing is left out."""

import sys
from pathlib import Path

import pytest

from checks import suites
from checks.suites import Suite
from checks.summary import Counts, read_report
from paths import CLONE
from tests import linters

PASSED = '<testsuite tests="1"><testcase name="a"/></testsuite>'


@pytest.mark.parametrize(
    ("script", "end"),
    [
        (f"echo '{PASSED}' > gateway.xml", Counts(passed=1)),
        (f"echo '{PASSED}' > gateway.xml; exit 3", Counts(passed=1, failed=1)),
        ("exit 4", Counts(failed=1)),  # It wrote no report.
        ("true", Counts()),
        # Another part is writing its report.
        (f"echo '{PASSED}' > gateway.xml; echo '<testsui' > frontend.xml", Counts(passed=1)),
    ],
)
def test_an_exit_that_the_report_does_not_explain_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, end: Counts
) -> None:
    monkeypatch.setattr(suites, "RESULTS", tmp_path)
    (tmp_path / "gateway.xml").write_text(PASSED)  # Of the run before.
    assert suites.run_suite(Suite("gateway", tmp_path, ["sh", "-c", script])) == end
    assert end.good == (end == Counts(passed=1))


def test_everything_is_bad_when_one_suite_ends_unexplained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(suites, "RESULTS", tmp_path)

    def suite(name: str, code: int) -> Suite:
        script = f"echo '{PASSED}' > {name}.xml; exit {code}"
        return Suite(name, tmp_path, ["sh", "-c", script])

    monkeypatch.setattr(suites, "all_suites", lambda: [suite("b", 0), suite("a", 3)])
    assert not suites.run_everything()
    assert "exit code 3" in capsys.readouterr().out
    monkeypatch.setattr(suites, "all_suites", lambda: [suite("b", 0), suite("a", 0)])
    assert suites.run_everything()
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "a: 1 passed, 0 failed",
        "b: 1 passed, 0 failed",
        "total: 2 passed, 0 failed",
    ]


FAILS_AT_FIRST = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("name", [{names}])
def test_at_first(name):
    tried = Path(name)
    assert tried.exists() or tried.touch()

def test_never():
    assert {never}

def test_always():
    pass
"""


@pytest.mark.parametrize(
    ("at_first", "never", "ci", "end"),
    [
        (1, "True", "true", Counts(passed=3)),
        (1, "False", "true", Counts(passed=2, failed=1)),
        (1, "True", "", Counts(passed=2, failed=1)),
        (4, "True", "true", Counts(passed=5, failed=1)),  # Four are no accident.
    ],
)
def test_in_ci_up_to_three_failing_tests_run_once_more(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    at_first: int,
    never: str,
    ci: str,
    end: Counts,
) -> None:
    monkeypatch.setattr(suites, "RESULTS", tmp_path)
    monkeypatch.setenv("CI", ci)
    names = ", ".join(f"'test-{number}'" for number in range(at_first))
    (tmp_path / "test_it.py").write_text(FAILS_AT_FIRST.format(names=names, never=never))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    assert suites.run_suite(suites.pytest_suite("some", folder=tmp_path)) == end
    assert read_report(tmp_path / "some.xml") == end
    assert ("RERUN test_it.py::test_at_first[test-0]" in capsys.readouterr().out) == bool(ci)


def test_tests_get_no_setting_that_changes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSIFIER_URL", "http://elsewhere")
    monkeypatch.setenv("RATE_LIMITS", "off")
    assert not {"CLASSIFIER_URL", "RATE_LIMITS"} & set(suites.environment_of_tests())


def test_every_shell_script_is_checked() -> None:
    scripts = set(linters.shell_scripts())
    assert all((CLONE / script).exists() for script in scripts)
    assert {"local/python", "ticket-api/entrypoint.sh", "gateway/settings.sh", "e2e/run"} <= scripts
    assert not any("node_modules" in script or ".venv" in script for script in scripts)


def test_a_linter_that_objects_fails_with_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(linters.LINTERS, "quiet", (CLONE, ["true"]))
    monkeypatch.setitem(linters.LINTERS, "strict", (CLONE, ["sh", "-c", "echo a comma; exit 1"]))
    linters.test_it_objects_to_nothing("quiet")
    with pytest.raises(pytest.fail.Exception, match="a comma"):
        linters.test_it_objects_to_nothing("strict")


def test_every_kind_of_linter_runs() -> None:
    assert {
        "ruff check",
        "ruff format",
        "shellcheck",
        "eslint",
        "tsc",
        "mypy ticket-api",
    } <= linters.LINTERS.keys()
