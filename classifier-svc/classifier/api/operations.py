"""Routes for operators: health, readiness, metrics. They need no token."""

from collections.abc import Iterator

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from classifier import __version__
from classifier.api.schemas import Health, ProviderState, Readiness
from classifier.api.state import Parts
from classifier.pipeline.backend import Backend

operations = APIRouter(tags=["operations"])


@operations.get("/healthz")
async def healthz() -> Health:
    """Return 200 while the process answers, in any state of the providers."""
    return Health(version=__version__)


@operations.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(state: Parts, response: Response) -> Readiness:
    """Return 200 when a provider and a taxonomy are usable, otherwise 503 with the reasons.

    An open breaker is reported and does not make the replica unready: it closes after a while, and
    taking the replica out of service would only reduce the capacity.
    """
    backends = state.classifier.backends
    providers = [
        ProviderState(
            name=backend.provider.name,
            model=backend.provider.model,
            breaker=backend.breaker.state.value,
            problem=backend.provider.problem,
        )
        for backend in backends
    ]
    broken = state.taxonomies.broken
    ready = any(one.problem is None for one in providers) and bool(state.taxonomies.usable)
    response.status_code = 200 if ready else 503
    return Readiness(
        status="ready" if ready else "not_ready",
        provider=providers[0].name,
        model=providers[0].model,
        breaker=providers[0].breaker,
        providers=providers,
        broken_taxonomies=dict(broken),
        problems=[
            *(problem for backend in backends for problem in _problems(backend)),
            *(f"taxonomy {problem}" for problem in broken.values()),
        ],
    )


def _problems(backend: Backend) -> Iterator[str]:
    """Yield the problems of a provider: missing settings, and why its breaker is not closed."""
    if problem := backend.provider.problem:
        yield f"{backend.provider.name}: {problem}"
    if why := backend.breaker.why:
        yield f"{backend.provider.name}: {why} The breaker is {backend.breaker.state}."


@operations.get("/metrics", include_in_schema=False)
async def metrics(state: Parts) -> Response:
    """Return the metrics in the format of Prometheus."""
    return Response(state.metrics.page(), media_type=CONTENT_TYPE_LATEST)
