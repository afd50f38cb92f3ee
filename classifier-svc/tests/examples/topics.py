"""A model of embeddings for tests, whose vectors are near when the texts have a topic in common."""

import random
import threading
from collections.abc import Sequence

import numpy as np

from classifier.local_model.labelled import Labelled

TOPICS = ("export", "invoice", "password", "colour")


class Topics:
    """Texts of one topic have a cosine of some 0.92, and those of two topics of some 0."""

    name = "topics-1"
    dimensions = 20

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.go_on.wait(60)
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> np.ndarray:
        draw = random.Random(text)
        noise = np.array([draw.gauss(0, 1) for _ in range(self.dimensions - len(TOPICS))])
        topics = np.array([float(topic in text.casefold()) for topic in TOPICS])
        if not topics.any():
            noise *= 10
        vector = np.concatenate([topics, noise / np.linalg.norm(noise) * 0.3])
        return (vector / np.linalg.norm(vector)).astype(np.float32)


def labelled(text: str, category: str = "billing", priority: str = "low") -> Labelled:
    return Labelled(text, {"category": category, "priority": priority}, marked=False)
