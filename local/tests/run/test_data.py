"""Which run holds a data folder."""

import fcntl
import os
import subprocess
from pathlib import Path
from threading import Timer
from typing import TextIO

import pytest

from paths import SetupError
from run.data import in_use, in_use_by_another


def held_by(folder: Path, process: int) -> TextIO:
    """The lock of a folder whose run has this process, or had it."""
    file = (folder / "in-use").open("w")
    file.write(str(process))
    file.flush()
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def test_a_second_run_is_refused_with_the_process_of_the_first(tmp_path: Path) -> None:
    with held_by(tmp_path, os.getpid()):
        assert in_use_by_another(tmp_path)
        refused = pytest.raises(SetupError, match=f"kill {os.getpid()}")
        with refused, in_use(tmp_path):
            pass
    assert not in_use_by_another(tmp_path)


def test_a_run_waits_for_the_parts_of_one_that_was_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    parts = held_by(tmp_path, gone.pid)
    end = Timer(0.3, parts.close)
    end.start()
    with in_use(tmp_path):
        assert parts.closed
        assert (tmp_path / "in-use").read_text() == str(os.getpid())
        assert in_use_by_another(tmp_path)
    end.join()
    assert "that was killed" in capsys.readouterr().out
