"""The weights that `local` uses now: trained for this installation, or those that ship.

WEIGHTS_DIR is a folder of artefacts named `<taxonomy>-<version>.json`, as `classifier.train` writes
them. The newest usable file of a taxonomy is in force. The folder is looked at every few seconds,
so that new weights need no restart, and replicas with the same folder use the same ones.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from classifier.local_model.artefact import ArtefactError
from classifier.local_model.embedding import Embedder
from classifier.local_model.model import LocalModel, model_of, shipped_weights
from classifier.logs import log_event
from classifier.pipeline.taxonomy import Taxonomy

LOOK_AGAIN_SECONDS = 2.0


class _File(NamedTuple):
    """A file as it was; newer ones are greater."""

    changed_ns: int
    path: Path
    bytes: int


class InstalledModels:
    """The model of each taxonomy; a taxonomy without usable weights has none."""

    def __init__(
        self, taxonomies: Mapping[str, Taxonomy], folder: Path | None, embedder: Embedder | None
    ) -> None:
        """Load what there is; what cannot be used is logged."""
        self._taxonomies, self._folder, self._embedder = taxonomies, folder, embedder
        self._refused: set[_File] = set()
        self._in_force: dict[str, _File] = {}
        self.models: dict[str, LocalModel] = {}
        for name in taxonomies:
            self._load_shipped(name)
        self.look()

    async def follow(self) -> None:
        """Look at the folder every few seconds, in a thread, until cancelled."""
        while self._folder:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Load each taxonomy's newest usable weights.

        Files that vanish or cannot be used change nothing: the weights in force stay.
        """
        for name in self._taxonomies:
            for file in sorted(self._files(name), reverse=True):
                if file in self._refused:
                    continue
                if file == self._in_force.get(name) or self._took(name, file):
                    break

    def _files(self, taxonomy: str) -> Iterator[_File]:
        try:
            for path in self._folder.glob(f"{taxonomy}-*.json") if self._folder else ():
                # Of `hr-desk-1a2b3c4d.json`, the taxonomy is not `hr`.
                if path.stem.rpartition("-")[0] == taxonomy:
                    state = path.stat()
                    yield _File(state.st_mtime_ns, path, state.st_size)
        except OSError:  # It vanished meanwhile, or the volume is gone; the next look tells.
            return

    def _took(self, name: str, file: _File) -> bool:
        try:
            model = model_of(file.path, self._taxonomies[name], self._embedder)
        except ArtefactError as error:
            self._refused.add(file)
            log_event("weights_refused", level=logging.ERROR, taxonomy=name, problem=str(error))
            return False
        self.models[name], self._in_force[name] = model, file
        log_event("weights_loaded", taxonomy=name, version=model.version, file=file.path.name)
        return True

    def _load_shipped(self, name: str) -> None:
        """Load the weights that ship; with other choices the signals of the taxonomy decide."""
        path = shipped_weights(name)
        if not path.exists():
            return
        try:
            self.models[name] = model_of(path, self._taxonomies[name], self._embedder)
        except ArtefactError as error:
            log_event("weights_refused", level=logging.ERROR, taxonomy=name, problem=str(error))
