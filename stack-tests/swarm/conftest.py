"""One Swarm for all tests, gone afterwards whatever happens."""

from collections.abc import Iterator

import cluster
import figures
import pytest


@pytest.fixture(scope="session")
def swarm() -> Iterator[cluster.Swarm]:
    """The portal at full strength on three machines, with a scripted model behind it."""
    with cluster.swarm() as running:
        running.direct_model({"default": "slow:0.3", "forget": True})
        yield running


@pytest.fixture(scope="session")
def urls(swarm: cluster.Swarm) -> Iterator[list[str]]:
    """The portal's names; the machine with the database comes first in the last one."""
    with cluster.names(swarm.machines) as names:
        yield names


@pytest.fixture(scope="session")
def rows() -> Iterator[list[figures.Row]]:
    """What each change cost; a run of all of them becomes the page."""
    rows: list[figures.Row] = []
    yield rows
    if len(rows) == figures.CHANGES:
        figures.write(rows)
