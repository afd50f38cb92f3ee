"""Shared by the tests of examples: a folder of stores, and a service that follows it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from classifier import followed_files
from classifier.api import app
from classifier.config import TAXONOMIES, Settings
from classifier.examples.store import publish_examples
from classifier.local_model.labelled import Labelled
from classifier.pipeline.taxonomy import Taxonomy, load_taxonomies
from tests.examples.topics import Topics

pytest.importorskip("numpy", reason="examples need numpy")


@pytest.fixture
def taxonomy() -> Taxonomy:
    return load_taxonomies(TAXONOMIES).usable["support-tickets"]


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Topics:
    """The model of the service, which looks at its folder often."""
    found = Topics()
    monkeypatch.setattr(app, "embedder", lambda: found)
    monkeypatch.setattr(followed_files, "LOOK_AGAIN_SECONDS", 0.02)
    return found


class Desk:
    """Publishes labelled texts into the folder of a service."""

    def __init__(self, folder: Path, taxonomy: Taxonomy, embedder: Topics) -> None:
        self.folder, self.taxonomy, self.embedder = folder, taxonomy, embedder

    def publish(self, *texts: Labelled, clients: Sequence[str] = ("tests",)) -> str:
        """Return the version of the store of these texts."""
        path = publish_examples(texts, self.taxonomy, self.embedder, self.folder, clients=clients)
        assert path is not None
        return path.stem.rpartition("-")[2]


@pytest.fixture
def desk(tmp_path: Path, taxonomy: Taxonomy, embedder: Topics) -> Desk:
    return Desk(tmp_path, taxonomy, embedder)


@pytest.fixture
def served(gemini: Settings, tmp_path: Path) -> Settings:
    """A service that asks a model and reads the desk's folder."""
    return gemini.model_copy(update={"weights_dir": tmp_path})
