"""Vectors that are kept between two trainings, and those that are not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classifier.local_model import remembered
from classifier.local_model.remembered import FILE, Remembered


class Counted:
    """An embedder that counts what it computes."""

    name, dimensions, computed = "counted", 4, 0

    def embed(self, texts: Sequence[str]) -> Any:
        self.computed += len(texts)
        if "stop" in texts:
            raise KeyboardInterrupt
        return np.ones((len(texts), self.dimensions), dtype=np.float32) / 2


def after(folder: Path, *texts: str) -> int:
    """Compute vectors, keep them, and return how many were new."""
    counted = Counted()
    one = Remembered.in_folder(counted, folder)
    one.compute(texts)
    one.keep()
    return counted.computed


def test_a_vector_is_computed_once_between_runs_and_forgotten_with_its_text(tmp_path: Path) -> None:
    assert after(tmp_path, "a", "b") == 2
    assert after(tmp_path, "a", "b", "c") == 1
    assert after(tmp_path, "a") == 0
    assert after(tmp_path, "a", "b") == 1
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_an_interrupted_run_keeps_what_it_computed_and_what_there_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "KEEP_EVERY", 2)
    after(tmp_path, "a", "b")
    with pytest.raises(KeyboardInterrupt):
        after(tmp_path, "a", "b", "c", "d", "stop")
    assert after(tmp_path, "a", "b", "c", "d") == 0


@pytest.mark.parametrize("content", [b"", b"PK", b"not vectors"])
def test_a_file_that_cannot_be_read_is_computed_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert after(tmp_path, "a") == 1
