"""Runs the tests and the linters: `make test`, `make lint`, `make test-api` and so on.

    python3 local test                                everything, two parts at a time
    python3 local test ticket-api [-- ARGUMENTS…]     one part, its output on the terminal

Every part runs, also when an earlier one failed. Reports (JUnit) and logs are in .test-results/.
Ends with 1 when anything failed or a part ran no test.

In CI (the variable CI) up to three failing tests of a part run once more: they start some hundred
real servers, and a busy machine delays one of three thousand now and then. `flaky` counts those
that then pass. vitest and Playwright retry by their own configurations.
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
from checks import linters
from checks.summary import Counts, print_summary, read_part, write_report
from commands import last_lines, run_logged, side_by_side
from paths import CLONE, FRONTEND, LOCAL, STACK_TESTS, SetupError, complain, is_root, say
from run.environments import take_classifiers_own

RESULTS = CLONE / ".test-results"
# The tests start real servers, so more at once than there are cores gains nothing.
AT_ONCE = 2
SHOWN_LINES = 150
RERUNS = ("--reruns=1", "--max-suite-reruns=3", "--rerun-show-tracebacks")
WITH_DATABASE = (sys.executable, str(LOCAL), "with-database", "--")
# The only declared settings that tests get; the others would change the tests.
_FOR_TESTS = {"DATABASE_URL", *(one.name for one in settings.by_name().values() if one.library)}


@dataclass(frozen=True)
class Suite:
    """One part's tests: the command that runs them and writes the report."""

    name: str
    folder: Path
    command: Sequence[str]

    @property
    def report(self) -> Path:
        return RESULTS / f"{self.name}.xml"

    @property
    def run_report(self) -> Path:
        """Names failures of the run as a whole, which the suite's own report does not have."""
        return RESULTS / f"{self.name}.run.xml"

    @property
    def log(self) -> Path:
        return RESULTS / f"{self.name}.log"


def pytest_suite(
    name: str, *before: str, folder: Path | None = None, arguments: Sequence[str] = ()
) -> Suite:
    """A part that is tested with the pytest of its virtual environment.

    Its folder is called as the part unless given.
    """
    folder = folder or CLONE / name
    python = str(folder / ".venv" / "bin" / "python")
    reruns = RERUNS if os.environ.get("CI") else ()
    report = f"--junitxml={RESULTS / name}.xml"
    return Suite(name, folder, [*before, python, "-m", "pytest", report, *reruns, *arguments])


def all_suites() -> list[Suite]:
    """Every part's tests, those that take longest first."""
    vitest = ["npx", "--no-install", "vitest", "run", "--reporter=default", "--reporter=junit"]
    return [
        pytest_suite("local"),
        pytest_suite("ticket-api", *WITH_DATABASE),
        pytest_suite("classifier-svc"),
        Suite("frontend", FRONTEND, [*vitest, f"--outputFile.junit={RESULTS / 'frontend'}.xml"]),
        pytest_suite("gateway"),
        pytest_suite("deploy"),
    ]


def docker_suites() -> list[Suite]:
    """The tests of the containers, and those of a Docker Swarm on this machine, which need root.

    The swarm's network, mounts and processes end with the tests.
    """
    apart = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    return [
        pytest_suite("stack-tests"),
        pytest_suite("swarm", *apart, folder=STACK_TESTS, arguments=["swarm"]),
    ]


def refuse_without_root(part: str) -> None:
    """SetupError for the one part that cannot run without root."""
    if part == "swarm" and not is_root():
        raise SetupError("This starts engines and networks, which takes root: sudo make test-swarm")


def run_everything() -> bool:
    """All suites and linters; whether all is good."""
    for old in RESULTS.glob("*.xml"):
        old.unlink()
    suites = all_suites()
    side_by_side([*(partial(run_suite, suite) for suite in suites), lint], AT_ONCE)
    return print_summary(RESULTS, [*sorted(suite.name for suite in suites), "lint"])


def run_suite(suite: Suite, arguments: Sequence[str] | None = None) -> Counts:
    """Run a suite. With arguments its output goes to the terminal, else to its log."""
    say(f"{suite.name}: running …")
    began = time.monotonic()
    for old in (suite.report, suite.run_report):
        old.unlink(missing_ok=True)
    log = suite.log if arguments is None else None
    command = [*suite.command, *(arguments or ())]
    counts = record_end(suite, run_logged(command, suite.folder, log, environment_of_tests()))
    if log and (counts.flaky or not counts.good):
        shown = "\n".join(last_lines(log, SHOWN_LINES))
        say(f"\n--- {suite.name}, the end of {log}:\n{shown}\n---")
    say(f"{suite.name}: {counts} ({time.monotonic() - began:.0f} s)")
    return counts


def record_end(suite: Suite, code: int) -> Counts:
    """The suite's counts; an end that its report does not explain counts as a failure."""
    counts = read_part(RESULTS, suite.name)
    if code != 0 and counts.failed == 0:
        problem = ("the run itself", f"ended with exit code {code}; see {suite.log}")
        write_report(suite.run_report, [problem])
        counts += Counts(failed=1)
    return counts


def environment_of_tests() -> dict[str, str]:
    """The caller's environment without what would change the tests."""
    left_out = settings.by_name().keys() - _FOR_TESTS
    return {name: value for name, value in os.environ.items() if name not in left_out}


def lint() -> None:
    """Run every linter; the output of those that object is shown."""
    say("lint: running …")
    write_report(RESULTS / "lint.xml", linters.run_all(RESULTS))
    say(f"lint: {read_part(RESULTS, 'lint')}")


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # No test may reach a real model by accident.
    take_classifiers_own(os.environ)
    RESULTS.mkdir(exist_ok=True)
    part, extra = "".join(arguments[:1]), arguments[1:]
    suites = {suite.name: suite for suite in (*all_suites(), *docker_suites())}
    if part not in {"", "lint", *suites}:
        complain(f"There is no part {part!r}. There are: lint, {', '.join(sorted(suites))}")
        return 2
    refuse_without_root(part)
    prepare.for_test([part] if part else prepare.EVERYTHING)
    if not part:
        return 0 if run_everything() else 1
    if part != "lint":
        return 0 if run_suite(suites[part], extra[extra[:1] == ("--",) :]).good else 1
    lint()
    return 0 if read_part(RESULTS, "lint").good else 1
