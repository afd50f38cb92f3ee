"""The counts that a person and CI rely on."""

from pathlib import Path

import pytest

from checks.summary import Counts, print_summary, read_part

REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><failure message="no"/></testcase>
<testcase name="c"><error message="no"/></testcase>
<testcase name="d"><skipped/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_counted_by_how_each_test_ended(tmp_path: Path) -> None:
    (tmp_path / "gateway.xml").write_text(REPORT)
    assert read_part(tmp_path, "gateway") == Counts(passed=1, failed=2, skipped=1)


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
    assert read_part(tmp_path, "part") == counts


def test_several_reports_of_a_part_are_added(tmp_path: Path) -> None:
    (tmp_path / "gateway.xml").write_text(REPORT)
    (tmp_path / "gateway.more.xml").write_text(REPORT)
    assert read_part(tmp_path, "gateway") == Counts(passed=2, failed=4, skipped=2)


REPORTS = {
    "gateway": '<testcase name="a"/><testcase name="b"/><testcase name="c"/>',
    "local": '<testcase name="a"/><testcase name="b"><skipped/></testcase>',
    # The forms of pytest, vitest and Playwright.
    "pytest": """<testcase classname="tests.test_it" name="test_b">
        <failure message="assert 1 == 2&#10; +  where 1 = f()">traceback</failure></testcase>""",
    "vitest": """<testcase classname="tests/tabs.test.js" name="a draft &gt; stays">
        <failure message="expected null to be 1">AssertionError</failure></testcase>""",
    "playwright": """<testcase classname="submit.spec.js" name="a ticket">
        <failure message="">\n<![CDATA[expected visible]]></failure></testcase>""",
    "skipped": '<testcase name="a"><skipped/></testcase>',
}
NAMED = {
    "pytest": ["FAILED pytest: tests.test_it › test_b", "    assert 1 == 2"],
    "vitest": ["FAILED vitest: tests/tabs.test.js › a draft > stays", "    expected null to be 1"],
    "playwright": ["FAILED playwright: submit.spec.js › a ticket", "    expected visible"],
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for part, cases in REPORTS.items():
        (tmp_path / f"{part}.xml").write_text(f"<testsuite>{cases}</testsuite>")
    return tmp_path


def test_the_summary_ends_with_the_total(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_summary(reports, {part: read_part(reports, part) for part in ("gateway", "local")})
    assert capsys.readouterr().out.splitlines() == [
        "gateway: 3 passed, 0 failed",
        "local: 1 passed, 0 failed, 1 skipped",
        "total: 4 passed, 0 failed, 1 skipped",
    ]


@pytest.mark.parametrize("part", NAMED)
def test_the_summary_names_what_failed_and_why(
    reports: Path, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    assert not print_summary(reports)
    lines = capsys.readouterr().out.splitlines()
    first = lines.index(NAMED[part][0])
    assert lines[first + 1] == NAMED[part][1]


@pytest.mark.parametrize("part", ["vitest", "skipped", "missing"])
def test_a_part_that_failed_or_ran_nothing_is_not_good(reports: Path, part: str) -> None:
    assert not print_summary(reports, {one: read_part(reports, one) for one in ("gateway", part)})


def test_no_report_at_all_is_not_good(tmp_path: Path) -> None:
    assert not print_summary(tmp_path)
