"""What failed in CI is tried once more, and told as flaky when it then passes.

The tests start some hundreds of real servers. A machine that stands still for a second fails one of
three thousand now and then, and the change that is tested has no part in it. What is wrong fails
twice. On a developer's machine nothing is tried again.
"""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

# More at once are no accident.
MOST = 3
_FAILED = {"failure", "error"}


def is_worth_it(report: Path) -> bool:
    """Whether few enough tests of this JUnit report failed."""
    return report.exists() and 0 < len(_failed(ElementTree.parse(report))) <= MOST  # noqa: S314


def merge(report: Path, again: Path) -> list[str]:
    """Take the second report's word for what failed in the first; the names of the flaky ones.

    Each keeps what went wrong the first time, as a `flakyFailure`.
    """
    first = ElementTree.parse(report)  # noqa: S314
    passed = {_name(case) for case in _cases(ElementTree.parse(again)) if not len(case)}  # noqa: S314
    flaky = [case for case in _failed(first) if _name(case) in passed]
    for case in flaky:
        for child in case:
            if child.tag in _FAILED:
                child.tag = "flakyFailure"
    first.write(report, encoding="utf-8", xml_declaration=True)
    return [_name(case) for case in flaky]


def _cases(report: "ElementTree.ElementTree[ElementTree.Element]") -> list[ElementTree.Element]:
    return list(report.getroot().iter("testcase"))


def _failed(report: "ElementTree.ElementTree[ElementTree.Element]") -> list[ElementTree.Element]:
    return [case for case in _cases(report) if {child.tag for child in case} & _FAILED]


def _name(case: ElementTree.Element) -> str:
    return f"{case.get('classname', '')}::{case.get('name', '')}"
