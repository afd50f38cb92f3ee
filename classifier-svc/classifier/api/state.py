"""The parts of the service that routes share, as FastAPI dependencies."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from classifier.api.clients import Client
from classifier.api.quotas import BatchSlots, Quotas
from classifier.config import Settings
from classifier.metrics import Metrics
from classifier.pipeline.classification import Classifier
from classifier.pipeline.embeddings import Embeddings
from classifier.pipeline.taxonomy import Taxonomies, Taxonomy
from classifier.problems import ProblemError, Reason
from classifier.providers import HasWeights


@dataclass(frozen=True)
class State:
    """The parts of a running service."""

    settings: Settings
    taxonomies: Taxonomies
    classifier: Classifier
    quotas: Quotas
    batch_slots: BatchSlots
    metrics: Metrics
    embeddings: Embeddings

    @property
    def with_weights(self) -> HasWeights | None:
        """The provider of the chain that sorts by weights, if there is one."""
        providers = [backend.provider for backend in self.classifier.backends]
        return next((one for one in providers if isinstance(one, HasWeights)), None)

    def weights(self, taxonomy: str) -> str | None:
        """Return which weights sort the texts of a taxonomy, or None without such a provider."""
        return self.with_weights.weights(taxonomy) if self.with_weights else None

    def prompt_examples(self, taxonomy: str, client: Client) -> str | None:
        """Return which store of examples a client's questions are asked with, if there is one."""
        found = self.classifier.examples
        store = found.installed.of(taxonomy, client.name) if found else None
        return store.version if store else None

    def taxonomy(self, name: str, client: Client) -> Taxonomy:
        """Return a taxonomy that the client may use.

        Raises ProblemError with TAXONOMY_NOT_ALLOWED, TAXONOMY_BROKEN or UNKNOWN_TAXONOMY.
        """
        if not client.may_use(name):
            allowed = ", ".join(sorted(client.taxonomies or ()))
            detail = f"{client.name} may use these taxonomies only: {allowed}."
            raise ProblemError(Reason.TAXONOMY_NOT_ALLOWED, detail)
        if problem := self.taxonomies.broken.get(name):
            detail = f"The operator of the service has to correct {problem}"
            raise ProblemError(Reason.TAXONOMY_BROKEN, detail)
        if name not in self.taxonomies.usable:
            known = ", ".join(filter(client.may_use, self.taxonomies.usable))
            raise ProblemError(Reason.UNKNOWN_TAXONOMY, f"Choose one of these taxonomies: {known}.")
        return self.taxonomies.usable[name]


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
