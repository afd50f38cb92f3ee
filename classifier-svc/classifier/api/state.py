"""The parts of the service that routes share, as FastAPI dependencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from classifier.api.clients import Client
from classifier.api.quotas import Quotas
from classifier.config import Settings
from classifier.metrics import Metrics
from classifier.pipeline.classification import Classifier
from classifier.pipeline.taxonomy import Taxonomy
from classifier.problems import ProblemError, Reason


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


async def _parts(request: Request) -> State:
    """Return the parts of the application; as coroutines, dependencies need no thread."""
    state: State = request.app.state.parts
    return state


async def _client(request: Request) -> Client:
    """Return the client that AuthenticationMiddleware found."""
    client: Client = request.state.client
    return client


Parts = Annotated[State, Depends(_parts)]
CurrentClient = Annotated[Client, Depends(_client)]
