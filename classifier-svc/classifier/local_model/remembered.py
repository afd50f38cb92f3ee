"""An embedder that computes the vector of a text once, also between runs of a command.

A folder keeps the vectors as `.vectors.npz`, by the digest of their text: a vector takes tens of
milliseconds, and training reads thousands of the same texts each time.
"""

import os
import tempfile
from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from tqdm import tqdm

from classifier.local_model.embedding import Embedder

FILE = ".vectors.npz"
KEEP_EVERY = 500


class Remembered:
    """An embedder that computes each vector once, and begins with those that are given."""

    def __init__(
        self, found: Embedder, known: dict[str, Any] | None = None, file: Path | None = None
    ) -> None:
        """Wrap an embedder; `known` has vectors by the digest of their text."""
        self._embedder, self._file = found, file
        self.name, self.dimensions = found.name, found.dimensions
        self.known = dict(known or {})
        self._used: set[str] = set()
        self.computed = 0

    @classmethod
    def in_folder(cls, found: Embedder, folder: Path) -> "Remembered":
        """Begin with the vectors that `keep` left in a folder, if they are of this embedder."""
        file = folder / FILE
        return cls(found, read_vectors(file, found.name), file)

    def embed(self, texts: Sequence[str]) -> Any:
        """Return a row of a numpy array for each text."""
        keys = [_key(text) for text in texts]
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self.known
        }
        if missing:
            rows = np.asarray(self._embedder.embed(list(missing.values())), dtype=np.float32)
            self.known.update(zip(missing, rows, strict=True))
            self.computed += len(missing)
        self._used.update(keys)
        return np.stack([self.known[key] for key in keys])

    def compute(self, texts: Sequence[str]) -> None:
        """Compute the vectors that are missing, show how far it is, and keep them on the way."""
        self._used.update(_key(text) for text in texts if _key(text) in self.known)
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self.known]
        # Also without a terminal, which `docker compose run -T` has not: it takes minutes.
        bar = tqdm(missing, desc="Vectors", unit=" text", mininterval=2, disable=not missing)
        for number, text in enumerate(bar, start=1):
            self.embed([text])
            if number % KEEP_EVERY == 0:
                self._write(self.known)

    def keep(self) -> None:
        """Write the vectors that were asked for into the folder, for its owner alone.

        The others are of texts that are gone. Raises OSError.
        """
        self._write(self._used)

    def _write(self, keys: Collection[str]) -> None:
        if self._file is None or not keys:
            return
        descriptor, unfinished = tempfile.mkstemp(prefix=FILE, dir=self._file.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                write_vectors(file, self.name, {key: self.known[key] for key in sorted(keys)})
            Path(unfinished).replace(self._file)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise


def _key(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def write_vectors(file: Any, embedder: str, vectors: dict[str, Any]) -> None:
    """Write vectors by digest into an open file or a path."""
    np.savez_compressed(
        file,
        embedder=np.array(embedder),
        keys=np.array(list(vectors)),
        vectors=np.stack(list(vectors.values())).astype(np.float16),
    )


def read_vectors(file: Path, embedder: str) -> dict[str, Any]:
    """Read vectors by digest; none when they are missing, unreadable or of another embedder."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            if str(stored["embedder"]) != embedder:
                return {}
            rows = stored["vectors"].astype(np.float32)
            return dict(zip(stored["keys"].tolist(), rows, strict=True))
    except (OSError, EOFError, KeyError, ValueError, BadZipFile):
        return {}
