"""The stores of examples in WEIGHTS_DIR, followed while the service runs.

The newest usable file of a taxonomy is in force. A file that is removed is out of force within
seconds: the texts of erased tickets must not stay.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from classifier.examples.store import BYTES_MAX, SUFFIX, Store, StoreError, read_store
from classifier.local_model.embedding import Embedder
from classifier.logs import log_event
from classifier.pipeline.taxonomy import Taxonomy

LOOK_AGAIN_SECONDS = 2.0
ALL_BYTES_MAX = 4 * BYTES_MAX


class _File(NamedTuple):
    """A file as it was; newer ones are greater."""

    changed_ns: int
    path: Path
    bytes: int


class InstalledExamples:
    """The store of each taxonomy that has a usable one."""

    def __init__(
        self, taxonomies: Mapping[str, Taxonomy], folder: Path | None, embedder: Embedder | None
    ) -> None:
        """Load what there is; what cannot be used is logged once."""
        self._taxonomies, self._folder, self._embedder = taxonomies, folder, embedder
        self._refused: set[_File] = set()
        self._in_force: dict[str, _File] = {}
        self._stores: dict[str, Store] = {}
        self._has_said_why = False
        self.look()

    def of(self, taxonomy: str, client: str) -> Store | None:
        """Return the store for a client's questions about a taxonomy, if there is one.

        Its texts are those of the clients that it names. The reply to another client could repeat
        them.
        """
        store = self._stores.get(taxonomy)
        return store if store and client in store.clients else None

    async def follow(self) -> None:
        """Look at the folder every few seconds, in a thread, until cancelled."""
        while self._folder:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Load each taxonomy's newest usable store, and drop those whose file is gone."""
        present = {name: sorted(self._files(name), reverse=True) for name in self._taxonomies}
        if self._embedder is None:
            self._say_why_not(any(present.values()))
            return
        for name, files in present.items():
            for file in files:
                if file in self._refused:
                    continue
                if file == self._in_force.get(name) or self._took(name, file, self._embedder):
                    break
            else:
                self._drop(name)

    def _files(self, taxonomy: str) -> Iterator[_File]:
        try:
            for path in self._folder.glob(f"{taxonomy}-*{SUFFIX}") if self._folder else ():
                # Of `hr-desk-1a2b3c4d.examples`, the taxonomy is not `hr`.
                if path.stem.rpartition("-")[0] == taxonomy:
                    state = path.stat()
                    yield _File(state.st_mtime_ns, path, state.st_size)
        except OSError:  # It vanished meanwhile, or the volume is gone; the next look tells.
            return

    def _took(self, name: str, file: _File, embedder: Embedder) -> bool:
        try:
            self._require_room(name, file)
            store = read_store(file.path, self._taxonomies[name], embedder)
        except StoreError as error:
            self._refused.add(file)
            log_event("examples_refused", level=logging.ERROR, taxonomy=name, problem=str(error))
            return False
        self._stores[name], self._in_force[name] = store, file
        log_event(
            "examples_loaded",
            taxonomy=name,
            version=store.version,
            examples=len(store.examples),
            clients=sorted(store.clients),
        )
        return True

    def _require_room(self, name: str, file: _File) -> None:
        others = sum(one.bytes for other, one in self._in_force.items() if other != name)
        if others + file.bytes > ALL_BYTES_MAX:
            raise StoreError(
                f"{file.path.name} would make the stores larger than {ALL_BYTES_MAX} bytes."
            )

    def _drop(self, name: str) -> None:
        if self._in_force.pop(name, None):
            store = self._stores.pop(name)
            log_event("examples_removed", taxonomy=name, version=store.version)

    def _say_why_not(self, has_files: bool) -> None:
        if has_files and not self._has_said_why:
            self._has_said_why = True
            problem = "This machine has no model of embeddings, so prompts have no examples."
            log_event("examples_unavailable", level=logging.WARNING, problem=problem)
