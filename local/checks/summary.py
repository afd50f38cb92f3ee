"""Counts what the tests' JUnit reports say: one line a part, and the total.

    python3 local summary .test-results

A report is called PART.xml, or PART.something.xml when a part has several. Ends with 1 when
anything failed or a part ran no test.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Counts:
    """Tests by how they ended."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    # Of those that passed, those that had failed before (second_try.py).
    flaky: int = 0

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
    """The counts of one JUnit report; pytest, vitest and Playwright agree on these elements."""
    cases = list(ElementTree.parse(file).getroot().iter("testcase"))  # noqa: S314
    ends = [{child.tag for child in case} for case in cases]
    failed = sum(1 for end in ends if end & {"failure", "error"})
    skipped = sum(1 for end in ends if "skipped" in end and not end & {"failure", "error"})
    flaky = sum("flakyFailure" in end for end in ends)
    return Counts(len(cases) - failed - skipped, failed, skipped, flaky)


def write_report(file: Path, results: Sequence[tuple[str, str | None]]) -> None:
    """A report of things that are no tests of a framework: (name, what went wrong or None)."""
    root = ElementTree.Element("testsuite", name=file.stem)
    for name, problem in results:
        case = ElementTree.SubElement(root, "testcase", classname=file.stem, name=name)
        if problem is not None:
            ElementTree.SubElement(case, "failure", message=problem)
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def read_part(folder: Path, part: str) -> Counts:
    """The counts of one part; other parts may still be writing theirs."""
    files = [folder / f"{part}.xml", *folder.glob(f"{part}.*.xml")]
    return sum((read_report(file) for file in files if file.exists()), Counts())


def read_folder(folder: Path) -> dict[str, Counts]:
    """The counts of every part that has a report in `folder`."""
    parts = sorted({file.name.split(".")[0] for file in folder.glob("*.xml")})
    return {part: read_part(folder, part) for part in parts}


def print_summary(parts: dict[str, Counts]) -> bool:
    """One line a part and the total; whether all is good."""
    for part, counts in parts.items():
        print(f"{part}: {counts}" + ("" if counts.passed + counts.failed else " (ran no test)"))
    print(f"total: {sum(parts.values(), Counts())}", flush=True)
    return bool(parts) and all(counts.good for counts in parts.values())
