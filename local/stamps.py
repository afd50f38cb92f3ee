"""Remembers what a folder was made from, so that it is made again only when that has changed."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

# What builds and tools leave beside the sources.
MADE = frozenset({"node_modules", "dist", "coverage", ".venv", "__pycache__"})


def fingerprint(files: Iterable[Path], *facts: str) -> str:
    """A digest of the files' names and contents and of anything else that matters."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"{fact}\0".encode())
    for file in sorted(files):
        digest.update(f"{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def sources(folder: Path) -> list[Path]:
    """Every file below `folder` that a person wrote."""
    found: list[Path] = []
    for entry in folder.iterdir():
        if entry.name in MADE:
            continue
        found += sources(entry) if entry.is_dir() else [entry]
    return found


class Stamp:
    """A small file inside what was made; it goes when that is removed."""

    def __init__(self, file: Path, inputs: Sequence[Path], *facts: str) -> None:
        self._file = file
        self._value = fingerprint(inputs, *facts)

    def is_current(self) -> bool:
        """Whether the folder was made from exactly these inputs."""
        return self._file.exists() and self._file.read_text() == self._value

    def write(self) -> None:
        """Remember that it was."""
        self._file.write_text(self._value)
