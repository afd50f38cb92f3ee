"""`make manage`: which portal a command reaches, and what it says when there is none."""

import fcntl
from pathlib import Path

import pytest

from paths import SetupError
from run.manage import environments_of, main, running_here
from run.ports import free_port
from tests.run.runs import environment, manage


def test_without_a_portal_it_says_what_to_start(open_folder: Path) -> None:
    refused = manage({**environment(open_folder, free_port()), "PATH": "/nowhere"}, "check")
    assert refused.returncode == 2
    assert "make run" in refused.stderr


@pytest.mark.parametrize("words", [[], [""], ["account", "--role", "admin", "--", ""]])
def test_without_a_command_it_says_how_to_name_one(words: list[str]) -> None:
    with pytest.raises(SetupError, match="make manage ARGS=") as refused:
        main(words)
    assert refused.value.exit_code == 2


def test_two_portals_are_not_chosen_between(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    with (tmp_path / "in-use").open("w") as one, (tmp_path / "demo" / "in-use").open("w") as two:
        fcntl.flock(one, fcntl.LOCK_EX)
        fcntl.flock(two, fcntl.LOCK_EX)
        with pytest.raises(SetupError, match="make run and make demo are running"):
            running_here({"LOCAL_DATA_DIR": str(tmp_path)})


def test_a_portal_that_still_starts_has_no_database_yet(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="Wait for `Portal ready`"):
        environments_of(tmp_path, {})
