"""The secrets of an installation are made once, for their owner alone."""

from pathlib import Path

import pytest

from paths import SetupError
from run.environments import load_or_make


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first = load_or_make(file)
    assert load_or_make(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(first.django_secret_key) >= 50  # What the API asks for at least.
    assert load_or_make(tmp_path / "other.json") != first


@pytest.mark.parametrize("content", ["", "[]", '{"django_secret_key": "x"}'])
def test_a_damaged_file_is_named_and_not_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content)
    with pytest.raises(SetupError, match=r"keys\.json"):
        load_or_make(file)
    assert file.read_text() == content
