"""What training writes into a folder of artefacts: new weights, and former ones put in force again.

The newest file of a taxonomy is in force (installed.py).
"""

import json
import os
import re
import time
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from classifier.local_model.artefact import (
    ArtefactError,
    artefact_name,
    read_artefact,
    write_whole,
)
from classifier.local_model.learning import seen_by
from classifier.local_model.model import shipped_weights
from classifier.pipeline.taxonomy import Taxonomy

KEPT = 5
"""Weights of a taxonomy that a folder keeps: those in force and the ones before them."""

A_TICK = 10_000_000
"""Nanoseconds, longer than the clock of a file system shows the same time."""


class PublishedError(ValueError):
    """Weights that cannot be put in force, with what to do in a sentence."""


def publish(document: Mapping[str, Any], folder: Path) -> Path:
    """Write an artefact, remove the oldest ones beyond KEPT, and return its file. Raises OSError.

    Its words are words of tickets, so the account that serves the weights alone may read it.
    """
    path = folder / artefact_name(document)
    write_whole(document, path)
    _put_first(path, folder, document["taxonomy"])
    for former in _files(folder, document["taxonomy"])[KEPT:]:
        former.unlink(missing_ok=True)
    return path


def use(version: str, taxonomy: Taxonomy, folder: Path) -> Path:
    """Put weights of the folder, or with `shipped` those that ship, in force; return their file.

    Raises PublishedError, and OSError.
    """
    ships = shipped_weights(taxonomy.name)
    shipped = _version(ships)
    try:
        if shipped and version in ("shipped", shipped):
            document = read_artefact(ships, taxonomy)
            path = folder / artefact_name(document)
            write_whole(document, path)
            _put_first(path, folder, taxonomy.name)
            return path
        path = folder / f"{taxonomy.name}-{version}.json"
        if re.fullmatch(r"[0-9a-f]{8}", version) and path.exists():
            read_artefact(path, taxonomy)
            _put_first(path, folder, taxonomy.name)
            return path
    except ArtefactError as error:
        raise PublishedError(str(error)) from None
    known = [one.stem[-8:] for one in _files(folder, taxonomy.name)]
    known += ["shipped"] if shipped else []
    raise PublishedError(
        f"{folder} has no weights {version[:20]!r} of {taxonomy.name}. "
        f"It has: {', '.join(known) or 'none'}."
    )


def seen_before(taxonomy: Taxonomy, folder: Path) -> Set[str]:
    """Return the digests of the texts that any usable weights of the folder were trained on."""
    seen: set[str] = set()
    for path in _files(folder, taxonomy.name):
        try:
            seen |= seen_by(read_artefact(path, taxonomy))
        except ArtefactError:  # They are never in force.
            continue
    return seen


def _put_first(path: Path, folder: Path, taxonomy: str) -> None:
    """Make a file the newest, also when another was written in the same tick of the clock."""
    others = [file.stat().st_mtime_ns for file in _files(folder, taxonomy) if file != path]
    newest = max(time.time_ns(), max(others, default=0) + A_TICK)
    os.utime(path, ns=(newest, newest))


def _files(folder: Path, taxonomy: str) -> Sequence[Path]:
    """Return the artefacts of a taxonomy, the newest first."""
    name = re.compile(rf"{re.escape(taxonomy)}-[0-9a-f]{{8}}\.json")
    found = [path for path in folder.iterdir() if name.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _version(path: Path) -> str | None:
    return str(json.loads(path.read_text(encoding="utf-8"))["version"]) if path.exists() else None
