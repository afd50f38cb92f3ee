"""The application: its parts, its routes, its middlewares."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from classifier import __version__
from classifier.api.clients import Clients
from classifier.api.connections import HeadMiddleware
from classifier.api.documented import Application, add_docs
from classifier.api.embed_route import embeddings
from classifier.api.errors import add_error_handlers
from classifier.api.middleware import (
    AuthenticationMiddleware,
    BodyLimitMiddleware,
    RequestLogMiddleware,
)
from classifier.api.operations import operations
from classifier.api.quotas import BatchSlots, Quotas
from classifier.api.redact_route import redaction
from classifier.api.routes import v1
from classifier.api.state import State
from classifier.config import Settings, load_settings
from classifier.examples.installed import InstalledExamples
from classifier.examples.nearest import PromptExamples
from classifier.local_model.embedding import embedder
from classifier.logs import log_event
from classifier.metrics import Metrics
from classifier.pipeline.backend import Backend
from classifier.pipeline.classification import Classifier
from classifier.pipeline.embeddings import Embeddings
from classifier.pipeline.taxonomy import load_taxonomies
from classifier.providers import create_provider


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; without settings, with those of the environment.

    Raises TaxonomyError when there is no taxonomy file, SettingsError when a provider's package is
    not installed.
    """
    settings = settings or load_settings()
    clients = Clients(settings.clients, settings.clients_file)
    state = _create_state(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        following = [asyncio.create_task(clients.follow())]
        if state.with_weights:
            following.append(asyncio.create_task(state.with_weights.follow()))
        if state.classifier.examples:
            following.append(asyncio.create_task(state.classifier.examples.installed.follow()))
        yield
        for one in following:
            one.cancel()
        await state.classifier.close()

    app = Application(
        title="Classifier",
        version=__version__,
        description="Sorts texts into the categories of a taxonomy.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.parts = state
    app.include_router(v1)
    app.include_router(redaction)
    app.include_router(embeddings)
    app.include_router(operations)
    add_docs(app)
    add_error_handlers(app)
    # The last one added is the outermost.
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(AuthenticationMiddleware, clients=clients)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(RequestLogMiddleware, metrics=state.metrics)
    return app


def _create_state(settings: Settings) -> State:
    taxonomies = load_taxonomies(settings.taxonomies_dir)
    for name, problem in taxonomies.broken.items():
        log_event("taxonomy_broken", level=logging.ERROR, taxonomy=name, problem=problem)
    metrics = Metrics()
    backends = [
        Backend(create_provider(name, settings), settings, metrics) for name in settings.providers
    ]
    found = embedder()
    examples = None
    if settings.prompt_examples == "on" and any(one.provider.remote for one in backends):
        installed = InstalledExamples(taxonomies.usable, settings.weights_dir, found)
        examples = PromptExamples(installed, found, metrics)
    return State(
        settings=settings,
        taxonomies=taxonomies,
        classifier=Classifier(settings, backends, metrics, examples=examples),
        quotas=Quotas(settings.quota_storage.get_secret_value()),
        batch_slots=BatchSlots(settings.provider_concurrency),
        metrics=metrics,
        embeddings=Embeddings(found, settings),
    )
