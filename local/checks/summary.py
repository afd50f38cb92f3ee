"""Sums up the tests' JUnit reports: one line a part, and the total.

    python3 local summary .test-results

Ends with 1 when anything failed or a part ran no test.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Counts(NamedTuple):
    """Tests by how they ended."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"

    @property
    def good(self) -> bool:
        """Whether something passed and nothing failed."""
        return self.passed > 0 and self.failed == 0


def read_report(file: Path) -> Counts:
    """The counts of one JUnit report, zeros when there is none.

    pytest, vitest and Playwright write them as attributes, where a test that ran again is one test.
    """
    suites = [*ElementTree.parse(file).getroot().iter("testsuite")] if file.exists() else []  # noqa: S314
    names = ("tests", "failures", "errors", "skipped")
    tests, failures, errors, skipped = (sum(int(s.get(n, 0)) for s in suites) for n in names)
    # A test that fails and whose teardown fails as well has two failures.
    return Counts(max(0, tests - failures - errors - skipped), failures + errors, skipped)


def print_summary(found: Mapping[str, Counts]) -> bool:
    """Print one line a part and the total; whether all is good."""
    for part, counts in found.items():
        print(f"{part}: {counts}" + ("" if counts.passed + counts.failed else " (ran no test)"))
    print("total:", Counts(*map(sum, zip(*found.values(), strict=True))), flush=True)
    return bool(found) and all(counts.good for counts in found.values())


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    folder = Path("".join(arguments))
    found = {report.stem: read_report(report) for report in sorted(folder.glob("*.xml"))}
    return 0 if print_summary(found) else 1
