"""The counts that a person and CI rely on."""

from pathlib import Path

import pytest

from checks.summary import Counts, print_summary, read_folder, write_report

REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><failure message="no"/></testcase>
<testcase name="c"><error message="no"/></testcase>
<testcase name="d"><skipped/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_counted_by_how_each_test_ended(tmp_path: Path) -> None:
    (tmp_path / "gateway.xml").write_text(REPORT)
    assert read_folder(tmp_path) == {"gateway": Counts(passed=1, failed=2, skipped=1)}


TWICE = """<testcase name="a"/><testcase name="a"/>
<testcase name="b"/><testcase name="b"><failure message="no"/></testcase>"""
FAILED_TWICE = """<testcase name="c"><failure message="no"/></testcase>
<testcase name="c"><error message="in its teardown"/></testcase>"""


@pytest.mark.parametrize(
    ("cases", "tests", "counts"),
    [
        (TWICE, 4, Counts(3, 1)),  # Different tests of the same name.
        (TWICE, 2, Counts(1, 1, flaky=1)),  # Two tests that ran again.
        (FAILED_TWICE, 1, Counts(0, 2)),
    ],
)
def test_a_first_run_does_not_count(tmp_path: Path, cases: str, tests: int, counts: Counts) -> None:
    (tmp_path / "part.xml").write_text(f'<testsuite tests="{tests}">{cases}</testsuite>')
    assert read_folder(tmp_path) == {"part": counts}


def test_several_reports_of_a_part_are_added(tmp_path: Path) -> None:
    write_report(tmp_path / "lint.xml", [("ruff", None)])
    write_report(tmp_path / "lint.run.xml", [("the run itself", "ended with exit code 3")])
    assert read_folder(tmp_path) == {"lint": Counts(passed=1, failed=1)}


def test_the_summary_ends_with_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_summary({"gateway": Counts(3), "local": Counts(2, 0, 1)})
    assert capsys.readouterr().out.splitlines() == [
        "gateway: 3 passed, 0 failed",
        "local: 2 passed, 0 failed, 1 skipped",
        "total: 5 passed, 0 failed, 1 skipped",
    ]


@pytest.mark.parametrize("counts", [Counts(), Counts(3, 1), Counts(skipped=4)])
def test_a_part_that_failed_or_ran_nothing_is_not_good(counts: Counts) -> None:
    assert not print_summary({"local": Counts(2), "gateway": counts})
    assert not print_summary({})
