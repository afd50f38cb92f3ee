"""Embeddings: a text as a vector, so that texts about one matter have vectors close together."""

from collections.abc import Sequence
from typing import Protocol


class Embedder(Protocol):
    """A model of embeddings; `name` changes with its weights."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a vector of length 1 for each text. It computes for long: call it in a thread."""


def embedder() -> Embedder | None:
    """Return the model of this process, or None where there is none."""
    return None
