"""Sums up the tests' JUnit reports: each failure, one line a part, and the total.

    python3 local summary .test-results

A report is called PART.xml, or PART.something.xml when a part has several. Ends with 1 when
anything failed or a part ran no test.
"""

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paths import complain

_FAILED = {"failure", "error"}
_SHOWN_LINES = 8


@dataclass(frozen=True)
class Counts:
    """Tests by how they ended."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    flaky: int = 0  # Of those that passed, those that failed at first.

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.flaky + other.flaky,
        )

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        flaky = f", {self.flaky} flaky" if self.flaky else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}{flaky}"

    @property
    def good(self) -> bool:
        """Whether something passed and nothing failed."""
        return self.passed > 0 and self.failed == 0


def read_report(file: Path) -> Counts:
    """The counts of one JUnit report; pytest, vitest and Playwright agree on these elements.

    pytest-rerunfailures adds an element without a result for each first run, which the suite's
    number of tests leaves out. Names do not tell them apart: schemathesis repeats one name.
    """
    root = ElementTree.parse(file).getroot()  # noqa: S314
    cases = list(root.iter("testcase"))
    named = Counter(_name(case) for case in cases)
    ends = [({child.tag for child in case}, named[_name(case)] > 1) for case in cases]
    failed = [repeated for end, repeated in ends if end & _FAILED]
    skipped = sum("skipped" in end and not end & _FAILED for end, _ in ends)
    counted = sum(int(suite.get("tests", len(cases))) for suite in root.iter("testsuite"))
    without_result = sum(repeated and not end for end, repeated in ends)
    reruns = max(0, min(len(cases) - counted, without_result))
    passed = len(cases) - reruns - len(failed) - skipped
    return Counts(passed, len(failed), skipped, max(0, reruns - sum(failed)))


def read_failures(file: Path) -> Iterator[str]:
    """Each failed test of a report: its name, and below it the first lines of its message."""
    for case in ElementTree.parse(file).getroot().iter("testcase"):  # noqa: S314
        for end in case:
            if end.tag in _FAILED:
                said = f"{end.get('message') or ''}\n{end.text or ''}".strip()
                shown = "".join(f"\n    {line}" for line in said.splitlines()[:_SHOWN_LINES])
                yield " › ".join(filter(None, _name(case))) + shown


def _name(case: ElementTree.Element) -> tuple[str | None, str | None]:
    return case.get("classname"), case.get("name")


def read_part(folder: Path, part: str) -> Counts:
    """The counts of one part; other parts may still be writing theirs."""
    return sum((read_report(file) for file in _reports(folder, part)), Counts())


def _reports(folder: Path, part: str) -> list[Path]:
    files = [folder / f"{part}.xml", *sorted(folder.glob(f"{part}.*.xml"))]
    return [file for file in files if file.exists()]


def print_summary(folder: Path, found: Mapping[str, Counts] | None = None) -> bool:
    """Failed tests, one line a part and the total; whether all is good.

    `found` has the counts of the parts that have to have run; without it the reports in `folder`
    say which ran, and how.
    """
    if found is None:
        parts = sorted({file.name.split(".")[0] for file in folder.glob("*.xml")})
        found = {part: read_part(folder, part) for part in parts}
    for part in found:
        for failure in (line for file in _reports(folder, part) for line in read_failures(file)):
            print(f"FAILED {part}: {failure}")
    for part, counts in found.items():
        print(f"{part}: {counts}" + ("" if counts.passed + counts.failed else " (ran no test)"))
    print(f"total: {sum(found.values(), Counts())}", flush=True)
    return bool(found) and all(counts.good for counts in found.values())


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    if len(arguments) != 1:
        complain("Usage: python3 local summary FOLDER")
        return 2
    return 0 if print_summary(Path(arguments[0])) else 1
