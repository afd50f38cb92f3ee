"""What the routes share: one set for each application, handed to them by FastAPI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from classifier.classification import Classifier
from classifier.clients import Client
from classifier.config import Settings
from classifier.metrics import Metrics
from classifier.problems import ProblemError, Reason
from classifier.quotas import Quotas
from classifier.taxonomy import Taxonomy


@dataclass(frozen=True)
class State:
    """The parts of a running service."""

    settings: Settings
    taxonomies: Mapping[str, Taxonomy]
    classifier: Classifier
    quotas: Quotas
    metrics: Metrics

    def taxonomy(self, name: str) -> Taxonomy:
        """Return a taxonomy by its name, or raise ProblemError(UNKNOWN_TAXONOMY)."""
        if name not in self.taxonomies:
            known = ", ".join(self.taxonomies)
            raise ProblemError(Reason.UNKNOWN_TAXONOMY, f"Choose one of these taxonomies: {known}.")
        return self.taxonomies[name]


async def _state(request: Request) -> State:
    state: State = request.app.state.parts
    return state


async def _client(request: Request) -> Client:
    client: Client = request.state.client
    return client


TheState = Annotated[State, Depends(_state)]
TheClient = Annotated[Client, Depends(_client)]
