"""The counts that a person and CI rely on."""

from pathlib import Path

import pytest

from checks.summary import Counts, main, print_summary, read_report

REPORTS = {
    "gateway": '<testsuite tests="3"/>',
    "local": '<testsuite tests="2" failures="0" errors="0" skipped="1"/>',
    # The forms of pytest, vitest and Playwright.
    "pytest": """<testsuites name="pytest tests">
        <testsuite tests="4" failures="1" errors="1" skipped="1">
        <testcase classname="tests.test_it" name="test_a"/>
        <testcase classname="tests.test_it" name="test_b">
        <failure message="assert 1 == 2&#10; +  where 1 = f()">traceback</failure></testcase>
        <testcase classname="tests.test_it" name="test_c"><error message="no database"/></testcase>
        <testcase classname="tests.test_it" name="test_d"><skipped/></testcase>
        </testsuite></testsuites>""",
    "vitest": """<testsuites tests="3" failures="1"><testsuite tests="2" failures="0" skipped="0"/>
        <testsuite tests="1" failures="1">
        <testcase classname="tests/tabs.test.js" name="a draft &gt; stays">
        <failure message="expected null to be 1">AssertionError</failure></testcase>
        </testsuite></testsuites>""",
    "playwright": """<testsuites tests="1"><testsuite tests="1" failures="1" skipped="0" errors="0">
        <testcase classname="submit.spec.js" name="a ticket"><failure message="">
        <![CDATA[expected visible]]></failure></testcase></testsuite></testsuites>""",
    "skipped": '<testsuite tests="1" skipped="1"/>',
}
COUNTS = {
    "gateway": Counts(3),
    "local": Counts(1, 0, 1),
    "pytest": Counts(1, 2, 1),
    "vitest": Counts(2, 1),
    "playwright": Counts(0, 1),
    "skipped": Counts(0, 0, 1),
    "missing": Counts(),
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for part, report in REPORTS.items():
        (tmp_path / f"{part}.xml").write_text(report)
    return tmp_path


@pytest.mark.parametrize("part", COUNTS)
def test_a_report_is_counted_by_how_its_tests_ended(reports: Path, part: str) -> None:
    assert read_report(reports / f"{part}.xml") == COUNTS[part]


def test_a_test_that_fails_twice_leaves_no_negative_count(tmp_path: Path) -> None:
    (tmp_path / "part.xml").write_text('<testsuite tests="1" failures="1" errors="1"/>')
    assert read_report(tmp_path / "part.xml") == Counts(0, 2)


def test_the_summary_ends_with_the_total(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert print_summary({part: COUNTS[part] for part in ("gateway", "local")})
    assert capsys.readouterr().out.splitlines() == [
        "gateway: 3 passed, 0 failed",
        "local: 1 passed, 0 failed, 1 skipped",
        "total: 4 passed, 0 failed, 1 skipped",
    ]


def test_one_failure_in_a_folder_of_reports_ends_with_1(reports: Path) -> None:
    assert main([str(reports)]) == 1
    for part in ("pytest", "vitest", "playwright", "skipped"):
        (reports / f"{part}.xml").unlink()
    assert main([str(reports)]) == 0


@pytest.mark.parametrize("part", ["vitest", "skipped", "missing"])
def test_a_part_that_failed_or_ran_nothing_is_not_good(part: str) -> None:
    assert not print_summary({one: COUNTS[one] for one in ("gateway", part)})


def test_no_report_at_all_is_not_good(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 1
