"""Brings the containers up once, takes them down whatever happens, shows their logs on failure."""

from collections.abc import Iterator

import pytest
import reliability
from faults import FAULTS
from running import ROOT, Stack

STACKS = pytest.StashKey[list[Stack]]()
SECOND = ROOT / "stack-tests" / "compose.second.yaml"


@pytest.fixture(scope="session")
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Everything, healthy, with a scripted model behind the classifier."""
    yield from _run(request, Stack(tmp_path_factory.mktemp("stack")))


@pytest.fixture(scope="session")
def second_stack(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    stack: Stack,  # It has built the images.
) -> Iterator[Stack]:
    """Another installation with other secrets and no data yet, to be scaled and broken."""
    directory = tmp_path_factory.mktemp("second")
    settings = {"RATE_LIMITS": "off"}
    own = Stack(directory, overlays=(SECOND,), settings=settings)
    yield from _run(request, own, build=False)


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


def _run(request: pytest.FixtureRequest, stack: Stack, *, build: bool = True) -> Iterator[Stack]:
    stack.make_env_file()
    request.config.stash.setdefault(STACKS, []).append(stack)
    try:
        _start(stack, build=build)
        yield stack
    finally:
        request.config.stash[STACKS].remove(stack)
        stack.down()


def _start(stack: Stack, *, build: bool) -> None:
    try:
        stack.up() if build else stack.start()
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
