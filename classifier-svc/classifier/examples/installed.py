"""The stores of examples in WEIGHTS_DIR, followed while the service runs.

The newest usable file of a taxonomy is in force. A removed file is out of force within seconds,
because the texts of erased tickets must not stay.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from classifier.examples.store import BYTES_MAX, SUFFIX, Store, StoreError, read_store
from classifier.followed_files import FoundFile, NewestFiles, look_again
from classifier.local_model.embedding import Embedder
from classifier.logs import log_event
from classifier.pipeline.taxonomy import Taxonomy

ALL_BYTES_MAX = 4 * BYTES_MAX


class InstalledExamples:
    """The store of each taxonomy that has a usable one; without a model of embeddings none."""

    def __init__(
        self, taxonomies: Mapping[str, Taxonomy], folder: Path | None, embedder: Embedder | None
    ) -> None:
        """Load what there is; what cannot be used is logged once."""
        self._taxonomies, self._folder, self._embedder = taxonomies, folder, embedder
        self._files = NewestFiles(folder, SUFFIX, self._load)
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
        """Look at the folder again and again, until cancelled."""
        if self._folder:
            await look_again(self.look)

    def look(self) -> None:
        """Load each taxonomy's newest usable store, and drop those whose file is gone."""
        if self._embedder is None:
            self._say_why_not()
            return
        for name in self._taxonomies:
            if not self._files.use_newest(name):
                self._drop(name)

    def _load(self, name: str, file: FoundFile) -> bool:
        assert self._embedder is not None  # noqa: S101 - `look` loads nothing without it.
        try:
            self._require_room(name, file)
            store = read_store(file.path, self._taxonomies[name], self._embedder)
        except StoreError as error:
            log_event("examples_refused", level=logging.ERROR, taxonomy=name, problem=str(error))
            return False
        self._stores[name] = store
        log_event(
            "examples_loaded",
            taxonomy=name,
            version=store.version,
            examples=len(store.examples),
            clients=sorted(store.clients),
        )
        return True

    def _require_room(self, name: str, file: FoundFile) -> None:
        others = sum(one.bytes for other, one in self._files.in_force.items() if other != name)
        if others + file.bytes > ALL_BYTES_MAX:
            raise StoreError(
                f"{file.path.name} would make the stores larger than {ALL_BYTES_MAX} bytes."
            )

    def _drop(self, name: str) -> None:
        if self._files.in_force.pop(name, None):
            store = self._stores.pop(name)
            log_event("examples_removed", taxonomy=name, version=store.version)

    def _say_why_not(self) -> None:
        if not self._has_said_why and any(map(self._files.found, self._taxonomies)):
            self._has_said_why = True
            problem = "This machine has no model of embeddings, so prompts have no examples."
            log_event("examples_unavailable", level=logging.WARNING, problem=problem)
