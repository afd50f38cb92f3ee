"""Runs the tests and the linters: `make test`, `make lint`, `make test-api` and so on.

    python3 local test                      everything, some of it side by side
    python3 local test ticket-api [-- ARGUMENTS…]   one part, its output on the terminal

Every part runs, also when an earlier one failed. Reports (JUnit) and logs are in .test-results/.
Ends with 1 when anything failed or a part ran no test.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import prepare
import settings
from checks import linters, second_try
from checks.summary import Counts, print_summary, read_part, write_report
from commands import last_lines, run_logged, side_by_side
from paths import (
    CLASSIFIER,
    CLONE,
    DEPLOY,
    FRONTEND,
    GATEWAY,
    LOCAL,
    STACK_TESTS,
    TICKET_API,
    SetupError,
    complain,
    is_root,
    say,
)
from run.environments import take_classifiers_own

RESULTS = CLONE / ".test-results"
# The tests start real servers, so more at once than there are cores gains nothing.
AT_ONCE = 2
SHOWN_LINES = 150
WITH_DATABASE = (sys.executable, str(LOCAL), "with-database", "--")
# What tests need of the declared settings; the rest would change what is tested.
_FOR_TESTS = {"DATABASE_URL", *(one.name for one in settings.by_name().values() if one.library)}


@dataclass(frozen=True)
class Suite:
    """One part's tests: the command that runs them and writes the report."""

    name: str
    folder: Path
    command: Sequence[str]
    # Runs what failed in the last run, and writes another report; none when there is no such way.
    again: Sequence[str] = ()

    @property
    def report(self) -> Path:
        return RESULTS / f"{self.name}.xml"

    @property
    def second_report(self) -> Path:
        """Of `again`; its name keeps it from being counted."""
        return RESULTS / f"{self.name}.again"

    @property
    def log(self) -> Path:
        return RESULTS / f"{self.name}.log"


def pytest_suite(name: str, folder: Path, *before: str) -> Suite:
    """A part that is tested with the pytest of its own environment."""
    python = str(folder / ".venv" / "bin" / "python")
    pytest = [*before, python, "-m", "pytest"]
    again = [*pytest, "--last-failed", f"--junitxml={RESULTS / name}.again"]
    return Suite(name, folder, [*pytest, f"--junitxml={RESULTS / name}.xml"], again)


def all_suites() -> list[Suite]:
    """Every part's tests, those that take longest first."""
    vitest = ["npx", "--no-install", "vitest", "run", "--reporter=default", "--reporter=junit"]
    return [
        pytest_suite("local", LOCAL),
        pytest_suite("ticket-api", TICKET_API, *WITH_DATABASE),
        pytest_suite("classifier-svc", CLASSIFIER),
        Suite("frontend", FRONTEND, [*vitest, f"--outputFile.junit={RESULTS / 'frontend'}.xml"]),
        pytest_suite("gateway", GATEWAY),
        pytest_suite("deploy", DEPLOY),
    ]


def stack_suite() -> Suite:
    """The tests of the containers, which need Docker and are therefore not among all suites."""
    return pytest_suite("stack-tests", STACK_TESTS)


def swarm_suite() -> Suite:
    """The tests of a Docker Swarm on this machine, which need Docker and root.

    Network, mounts and processes are the tests' own, so that all of it ends with them.
    """
    apart = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    suite = pytest_suite("swarm", STACK_TESTS, *apart)
    return Suite(suite.name, suite.folder, [*suite.command, "swarm"])


def refuse_without_root(part: str) -> None:
    """SetupError for the one part that cannot do without."""
    if part == "swarm" and not is_root():
        raise SetupError("Engines and networks of its own take root: sudo make test-swarm")


def run_everything() -> bool:
    """All suites and linters; whether all is good."""
    for old in RESULTS.glob("*.xml"):
        old.unlink()
    suites = all_suites()
    side_by_side([partial(run_quietly, suite) for suite in suites] + [lint], AT_ONCE)
    names = [*sorted(suite.name for suite in suites), "lint"]
    return print_summary({name: read_part(RESULTS, name) for name in names})


def run_quietly(suite: Suite) -> None:
    """Run a suite with its output in its log, which is shown when something failed."""
    say(f"{suite.name}: running …")
    began = time.monotonic()
    code = run_logged(suite.command, suite.folder, suite.log, environment_of_tests())
    counts = record_exit(suite, code)
    if not counts.good:
        counts = try_again(suite, counts)
    if not counts.good or counts.flaky:
        shown = "\n".join(last_lines(suite.log, SHOWN_LINES))
        say(f"\n--- {suite.name}, the end of {suite.log}:\n{shown}\n---")
    say(f"{suite.name}: {counts} ({time.monotonic() - began:.0f} s)")


def run_openly(suite: Suite, arguments: Sequence[str]) -> bool:
    """Run one suite with its output on the terminal; whether all is good."""
    for old in (suite.report, run_report(suite)):
        old.unlink(missing_ok=True)
    command = [*suite.command, *arguments]
    counts = record_exit(suite, run_logged(command, suite.folder, None, environment_of_tests()))
    if not (counts.good or arguments):
        counts = try_again(suite, counts)
    say(f"{suite.name}: {counts}")
    return counts.good


def try_again(suite: Suite, counts: Counts) -> Counts:
    """The counts after what failed had its second try, in CI (second_try.py)."""
    if not (os.environ.get("CI") and suite.again and second_try.is_worth_it(suite.report)):
        return counts
    say(f"{suite.name}: {counts}; trying what failed once more …")
    log = suite.log.with_suffix(".again.log")
    suite.second_report.unlink(missing_ok=True)
    run_logged(suite.again, suite.folder, log, environment_of_tests())
    if suite.second_report.exists():
        for name in second_try.merge(suite.report, suite.second_report):
            say(f"{suite.name}: flaky: {name}")
    return read_part(RESULTS, suite.name)


def record_exit(suite: Suite, code: int) -> Counts:
    """The suite's counts; an end that its report does not explain becomes a failure of its own."""
    counts = read_part(RESULTS, suite.name)
    if code != 0 and counts.failed == 0:
        problem = ("the run itself", f"ended with exit code {code}; see {suite.log}")
        write_report(run_report(suite), [problem])
        counts += Counts(failed=1)
    return counts


def run_report(suite: Suite) -> Path:
    """Where an end that the suite's own report does not explain is told."""
    return RESULTS / f"{suite.name}.run.xml"


def environment_of_tests() -> dict[str, str]:
    """The caller's environment without what would change the tests."""
    left_out = settings.by_name().keys() - _FOR_TESTS
    return {name: value for name, value in os.environ.items() if name not in left_out}


def lint() -> None:
    """Every linter; the output of those that object is shown."""
    say("lint: running …")
    results = linters.run_all(RESULTS)
    write_report(RESULTS / "lint.xml", results)
    say(f"lint: {read_part(RESULTS, 'lint')}")


def lint_alone() -> bool:
    """`make lint`; whether no linter objects."""
    lint()
    return read_part(RESULTS, "lint").good


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # No test may reach a real model by accident.
    take_classifiers_own(os.environ)
    RESULTS.mkdir(exist_ok=True)
    part, extra = "".join(arguments[:1]), arguments[1:]
    suites = {suite.name: suite for suite in (*all_suites(), stack_suite(), swarm_suite())}
    if part not in {"", "lint", *suites}:
        complain(f"There is no part {part!r}. There are: lint, {', '.join(sorted(suites))}")
        return 2
    try:
        refuse_without_root(part)
        prepare.for_test([part] if part else prepare.EVERYTHING)
        if not part:
            good = run_everything()
        elif part == "lint":
            good = lint_alone()
        else:
            good = run_openly(suites[part], extra[1:] if extra[:1] == ["--"] else extra)
    except SetupError as error:
        complain(str(error))
        return 1
    return 0 if good else 1
