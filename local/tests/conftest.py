"""What several test files here need."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def make_open_folder() -> Path:
    """An empty folder that any user can enter, as PostgreSQL's account must when root runs this.

    pytest's own tmp_path lies in a private folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="tickets-test-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of that kind, removed afterwards."""
    folder = make_open_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
