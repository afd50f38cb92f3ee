"""Vectors of texts, from the model of embeddings or from a cache."""

import asyncio
from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TypeAlias

from cachetools import TTLCache

from classifier.config import Settings
from classifier.local_model.embedding import Embedder
from classifier.pipeline.concurrency_limit import ConcurrencyLimit

_WAITING_MAX = 16
_WAIT_SECONDS = 5.0
# One, because the model keeps a processor busy for long, and the service needs the others.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embed")

_Key = tuple[str, bytes]
# Four bytes for a number, because the cache has thousands of vectors. Python 3.11 has no
# `array[float]` at run time.
Vector: TypeAlias = "array[float]"


class Embeddings:
    """One request at a time has the model; a bounded number of them wait."""

    def __init__(self, model: Embedder | None, settings: Settings) -> None:
        """Start with an empty cache, of the size and duration of the cache of answers."""
        self.model = model
        self._limit = ConcurrencyLimit(running_max=1, waiting_max=_WAITING_MAX)
        self._cache: TTLCache[_Key, Vector] = TTLCache(settings.cache_size, settings.cache_seconds)

    async def vectors(self, texts: Sequence[str], client: str) -> list[Vector]:
        """Return a vector for each text. Raises ProblemError(OVERLOADED).

        A vector is kept for the same `client` alone: a faster answer would tell another one that
        the text was seen.
        """
        assert self.model is not None  # noqa: S101 - The route answers before.
        keys = [(client, sha256(text.encode("utf-8", "replace")).digest()) for text in texts]
        found = {key: self._cache[key] for key in keys if key in self._cache}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            loop = asyncio.get_running_loop()
            async with self._limit.slot(wait_max=_WAIT_SECONDS):
                made = await loop.run_in_executor(_THREAD, self._embed, list(missing.values()))
            found |= zip(missing, made, strict=True)
        if self._cache.maxsize:
            self._cache.update(found)
        return [found[key] for key in keys]

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        assert self.model is not None  # noqa: S101
        return [array("f", vector) for vector in self.model.embed(texts)]
