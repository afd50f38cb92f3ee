"""Brings the containers up once, takes them down whatever happens, shows their logs on failure.

A whole run has two processes (pytest-xdist): one for the faults, restarts and scaling of the second
installation, and one for everything else.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import reliability
from faults import FAULTS
from filelock import FileLock
from running import ROOT, Stack
from xdist.scheduler import LoadScopeScheduling

STACKS = pytest.StashKey[list[Stack]]()
SECOND = ROOT / "stack-tests" / "compose.second.yaml"
# They share the second installation and the figures of docs/reliability.md.
MEASURING = ("test_faults.py", "test_rolling.py", "test_scaling.py")


class TwoInstallations(LoadScopeScheduling):
    """Gives the files that measure to one process and the others to another one."""

    def _split_scope(self, nodeid: str) -> str:
        return "second" if Path(nodeid.partition("::")[0]).name in MEASURING else "first"


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> TwoInstallations:
    """Called in a run of several processes alone."""
    return TwoInstallations(config, log)


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def images(common: Path) -> None:
    """Builds the images once.

    Another build gives them another identity, and Compose replaces the containers of the first one.
    """
    built = common / "built"
    with FileLock(common / "build"):
        if not built.exists():
            Stack(common).build()
            built.touch()


@pytest.fixture(scope="session")
def machine(common: Path) -> FileLock:
    """Held while the first installation runs, and while a test needs all processors."""
    return FileLock(common / "machine")


@pytest.fixture(scope="session")
def stack(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    images: None,
    machine: FileLock,
) -> Iterator[Stack]:
    """Everything, healthy, with a scripted model behind the classifier."""
    with machine:
        yield from _run(request, Stack(tmp_path_factory.mktemp("stack")))


@pytest.fixture(scope="session")
def second_stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, images: None
) -> Iterator[Stack]:
    """Another installation with other secrets and no data yet, to be scaled and broken."""
    directory = tmp_path_factory.mktemp("second")
    settings = {"RATE_LIMITS": "off"}
    yield from _run(request, Stack(directory, overlays=(SECOND,), settings=settings))


@pytest.fixture(scope="session")
def figures() -> list[reliability.Figure]:
    """What the tests of scaling and restarts measured."""
    return []


@pytest.fixture(scope="session")
def rows(figures: list[reliability.Figure]) -> Iterator[list[reliability.Row]]:
    """What the faults cost; a run of all of them, scaling and restarts becomes the page."""
    rows: list[reliability.Row] = []
    yield rows
    if len(rows) == len(FAULTS) and len(figures) == reliability.FIGURES:
        reliability.write(rows, figures)


def _run(request: pytest.FixtureRequest, stack: Stack) -> Iterator[Stack]:
    stack.make_env_file()
    request.config.stash.setdefault(STACKS, []).append(stack)
    try:
        _start(stack)
        yield stack
    finally:
        request.config.stash[STACKS].remove(stack)
        stack.down()


def _start(stack: Stack) -> None:
    try:
        stack.start()
    except AssertionError:
        print(stack.logs())
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add what the containers said to the report of a test that failed."""
    report = yield
    if report.failed and report.when == "call":
        for stack in item.config.stash.get(STACKS, []):
            report.sections.append((f"containers of {stack.project}", stack.logs()))
    return report
