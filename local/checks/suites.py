"""Runs the tests and the linters: `make test`, `make lint`, `make test-api` and so on.

    python3 local test                                everything, two parts at a time
    python3 local test ticket-api ARGUMENTS…          one part, its output on the terminal

Every part runs, also when an earlier one failed. Reports (JUnit) and logs are in .test-results/.
Ends with 1 when anything failed or a part ran no test.

In CI (the variable CI) up to three failing tests of a part run once more: they start some hundred
real servers, and a busy machine delays one of three thousand now and then. `RERUN` names them.
vitest and Playwright retry by their own configurations.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import settings

import prepare
from checks.summary import Counts, print_summary, read_report
from commands import end_at_signals, last_lines, run_logged, side_by_side
from paths import CLONE, FRONTEND, LOCAL, STACK_TESTS, SetupError
from run.environments import take_classifiers_own

RESULTS = CLONE / ".test-results"
# The tests start real servers, so more at once than there are cores gains nothing.
AT_ONCE = 2
# The tests of a file run in order, unless a conftest.py says which run together.
TWO_PROCESSES = ("--numprocesses=2", "--dist=loadfile")
SHOWN_LINES = 150
RERUNS = ("--reruns=1", "--max-suite-reruns=3", "--rerun-show-tracebacks", "-rR")
WITH_DATABASE = (sys.executable, str(LOCAL), "with-database", "--")


@dataclass(frozen=True)
class Suite:
    """One part's tests: the command that runs them and writes the report."""

    name: str
    folder: Path
    command: Sequence[str]
    whole: Sequence[str] = ()  # Arguments of a run of all of its tests.


def pytest_suite(
    name: str,
    *before: str,
    folder: Path | None = None,
    arguments: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> Suite:
    """A part that is tested with the pytest of its virtual environment.

    Its folder is called as the part unless given.
    """
    folder = folder or CLONE / name
    python = str(folder / ".venv" / "bin" / "python")
    reruns = RERUNS if os.environ.get("CI") else ()
    report = f"--junitxml={RESULTS / name}.xml"
    command = [*before, python, "-m", "pytest", report, *reruns, *arguments]
    return Suite(name, folder, command, whole)


def all_suites() -> list[Suite]:
    """Every part's tests, those that take longest first."""
    vitest = ["npx", "--no-install", "vitest", "run", "--reporter=default", "--reporter=junit"]
    return [
        pytest_suite("local"),
        pytest_suite("ticket-api", *WITH_DATABASE, whole=TWO_PROCESSES),
        pytest_suite("classifier-svc"),
        Suite("frontend", FRONTEND, [*vitest, f"--outputFile.junit={RESULTS / 'frontend'}.xml"]),
        pytest_suite("gateway"),
        pytest_suite("deploy"),
        pytest_suite("lint", folder=LOCAL, arguments=["tests/linters.py"]),
    ]


def docker_suites() -> list[Suite]:
    """The tests of the containers, and those of a Docker Swarm on this machine, which need root.

    The swarm's network, mounts and processes end with the tests.
    """
    apart = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    return [
        pytest_suite("stack-tests", whole=TWO_PROCESSES),
        pytest_suite("swarm", *apart, folder=STACK_TESTS, arguments=["swarm"]),
    ]


def run_everything() -> bool:
    """All suites; whether all is good."""
    for old in RESULTS.glob("*.xml"):
        old.unlink()
    suites = all_suites()
    counts = side_by_side([partial(run_suite, suite) for suite in suites], AT_ONCE)
    found = zip((suite.name for suite in suites), counts, strict=True)
    return print_summary(dict(sorted(found)))


def run_suite(suite: Suite, arguments: Sequence[str] | None = None) -> Counts:
    """Run a suite. With arguments its output goes to the terminal, else to its log."""
    print(f"{suite.name}: running …")
    began = time.monotonic()
    report = RESULTS / f"{suite.name}.xml"
    report.unlink(missing_ok=True)
    log = report.with_suffix(".log") if arguments is None else None
    command = [*suite.command, *(arguments or suite.whole)]
    code = run_logged(command, suite.folder, log, environment_of_tests())
    counts = read_report(report)
    if code != 0 and counts.failed == 0:  # The report does not explain the exit code.
        counts = counts._replace(failed=1)
    if log:
        shown = last_lines(log, SHOWN_LINES)
        if counts.good:
            shown = [line for line in shown if line.startswith("RERUN ")]
        if shown:
            print("\n".join([f"\n--- {suite.name}, from the end of {log}:", *shown, "---"]))
    print(f"{suite.name}: {counts}, exit code {code} ({time.monotonic() - began:.0f} s)")
    return counts


def environment_of_tests() -> dict[str, str]:
    """The caller's environment without the settings that would change the tests."""
    left_out = {one.name for one in settings.by_name().values() if not one.library}
    left_out.discard("DATABASE_URL")
    return {name: value for name, value in os.environ.items() if name not in left_out}


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    end_at_signals()
    # No test may reach a real model by accident.
    take_classifiers_own(os.environ)
    RESULTS.mkdir(exist_ok=True)
    part, extra = "".join(arguments[:1]), arguments[1:]
    suites = {suite.name: suite for suite in (*all_suites(), *docker_suites())}
    if part not in {"", *suites}:
        raise SetupError(f"There is no part {part!r}. There are: {', '.join(sorted(suites))}", 2)
    prepare.for_test(part or "local")
    if not part:
        return 0 if run_everything() else 1
    return 0 if run_suite(suites[part], extra).good else 1
