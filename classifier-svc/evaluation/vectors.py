"""`python -m evaluation.vectors`: keep the vectors of the tickets that CI scores, in `vectors.npz`.

Computing them takes half a minute, so the tests read them; one test computes some of them anew.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from classifier.local_model.embedding import Embedder, embedder
from classifier.local_model.model import segments_of
from classifier.pipeline.redaction import redact
from evaluation.corpus import load_test_tickets

FILE = Path(__file__).with_name("vectors.npz")
SCORED = ("held_back", "third_author")


class Remembered:
    """An embedder that computes each vector once, and begins with those that are given."""

    def __init__(self, found: Embedder, known: dict[str, Any] | None = None) -> None:
        """Wrap an embedder; `known` has vectors by the digest of their text."""
        self._embedder = found
        self.name, self.dimensions = found.name, found.dimensions
        self.known = dict(known or {})
        self.computed = 0

    def embed(self, texts: Sequence[str]) -> Any:
        """Return a row of a numpy array for each text."""
        for text in texts:
            if _key(text) not in self.known:
                row = np.asarray(self._embedder.embed([text])[0], dtype=np.float32)
                self.known[_key(text)] = row
                self.computed += 1
        return np.stack([self.known[_key(text)] for text in texts])


def _key(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def stored(found: Embedder) -> Remembered:
    """Return an embedder that knows the kept vectors; empty when they are of another embedder."""
    with np.load(FILE, allow_pickle=False) as file:
        if str(file["embedder"]) != found.name:
            return Remembered(found)
        rows = file["vectors"].astype(np.float32)
        return Remembered(found, dict(zip(file["keys"].tolist(), rows, strict=True)))


def scored_texts() -> list[str]:
    """Return every part of every ticket that CI scores, as the model embeds them."""
    tickets = [ticket for source in SCORED for ticket in load_test_tickets(source)]
    parts = [part for ticket in tickets for part in segments_of(redact(ticket.text).text)]
    return list(dict.fromkeys(parts))


def main() -> None:
    """Compute and write."""
    found = embedder()
    if found is None:
        raise SystemExit("vectors: there is no embedder on this machine; the log says why.")
    remembered = Remembered(found)
    remembered.embed(scored_texts())
    np.savez_compressed(
        FILE,
        embedder=np.array(found.name),
        keys=np.array(list(remembered.known)),
        vectors=np.stack(list(remembered.known.values())).astype(np.float16),
    )
    print(f"wrote {FILE.name}: {len(remembered.known)} vectors, {FILE.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
