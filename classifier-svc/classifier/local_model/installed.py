"""The weights that `local` uses now: trained for this installation, or those that ship.

WEIGHTS_DIR is a folder of artefacts named `<taxonomy>-<version>.json`, as `classifier.train` writes
them. The newest usable file of a taxonomy is in force.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from classifier.followed_files import FoundFile, NewestFiles, look_again
from classifier.local_model.artefact import ArtefactError
from classifier.local_model.embedding import Embedder
from classifier.local_model.model import LocalModel, model_of, shipped_weights
from classifier.logs import log_event
from classifier.pipeline.taxonomy import Taxonomy


class InstalledModels:
    """The model of each taxonomy; a taxonomy without usable weights has none."""

    def __init__(
        self, taxonomies: Mapping[str, Taxonomy], folder: Path | None, embedder: Embedder | None
    ) -> None:
        """Load what there is; what cannot be used is logged."""
        self._taxonomies, self._folder, self._embedder = taxonomies, folder, embedder
        self._files = NewestFiles(folder, ".json", self._load)
        self.models: dict[str, LocalModel] = {}
        for name in taxonomies:
            self._load_shipped(name)
        self.look()

    async def follow(self) -> None:
        """Look at the folder again and again, until cancelled."""
        if self._folder:
            await look_again(self.look)

    def look(self) -> None:
        """Load each taxonomy's newest usable weights.

        Files that vanish or cannot be used change nothing: the weights in force stay.
        """
        for name in self._taxonomies:
            self._files.use_newest(name)

    def _load(self, name: str, file: FoundFile) -> bool:
        try:
            model = model_of(file.path, self._taxonomies[name], self._embedder)
        except ArtefactError as error:
            log_event("weights_refused", level=logging.ERROR, taxonomy=name, problem=str(error))
            return False
        self.models[name] = model
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
