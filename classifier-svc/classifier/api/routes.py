"""The routes of `/v1`: classify a text or a batch, and read the taxonomies."""

import asyncio
import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from pydantic import ValidationError

from classifier.api.clients import Client
from classifier.api.documented import EVERYWHERE, PROVIDER_REASONS, TOKEN, documented
from classifier.api.errors import invalid_request
from classifier.api.middleware import facts_of
from classifier.api.schemas import (
    BatchRequest,
    BatchResponse,
    BatchResult,
    ClassifyRequest,
    ClassifyResponse,
    Problem,
    TaxonomyList,
    TaxonomyOut,
    TaxonomySummary,
)
from classifier.api.state import CurrentClient, Parts, State
from classifier.pipeline.chain import Answer
from classifier.pipeline.prompt import prompt_version
from classifier.problems import ProblemError, Reason, problem_body

v1 = APIRouter(prefix="/v1", dependencies=[TOKEN], responses=documented(*EVERYWHERE))

_TAXONOMY = (Reason.UNKNOWN_TAXONOMY, Reason.TAXONOMY_NOT_ALLOWED, Reason.TAXONOMY_BROKEN)
_ASKING = (Reason.INVALID_REQUEST, Reason.QUOTA_EXCEEDED, Reason.PAYLOAD_TOO_LARGE)


@v1.post("/classify", responses=documented(*_ASKING, *_TAXONOMY, *PROVIDER_REASONS))
async def classify(
    body: ClassifyRequest,
    request: Request,
    state: Parts,
    client: CurrentClient,
    cache_control: Annotated[
        str, Header(description="With `no-cache` the answer does not come from the cache.")
    ] = "",
) -> ClassifyResponse:
    """Sort one text into a taxonomy. The answer or the problem comes within 10.5 seconds."""
    facts = facts_of(request.scope)
    facts |= {"taxonomy": body.taxonomy[:40], "description_chars": len(body.description)}
    await state.quotas.charge(client)
    started = time.perf_counter()
    fresh = "no-cache" in cache_control.lower()
    answer = await _answer(body, state, client, fresh=fresh)
    facts |= {
        "provider": answer.provider,
        "model": answer.model,
        "provider_ms": round(answer.provider_seconds * 1000, 2),
        "tokens": answer.tokens,
        "cached": answer.cached,
        "examples": answer.examples,
        "redactions": answer.redactions,
        "tried": answer.tried,
    }
    return _response(answer, time.perf_counter() - started)


@v1.post("/classify/batch", responses=documented(*_ASKING))
async def classify_batch(
    body: BatchRequest, request: Request, state: Parts, client: CurrentClient
) -> BatchResponse:
    """Sort up to 100 texts; each has its own result or error, in the order of the request.

    The quota counts each text. All batches of a client use a quarter of the concurrent calls, so
    that other requests are not blocked.
    """
    facts = facts_of(request.scope)
    facts |= {"items": len(body.items), "examples": 0}
    await state.quotas.charge_all(client, "items", len(body.items))

    async def one(item: Any) -> BatchResult:
        async with state.batch_slots.slot(client):
            result, examples = await _batch_result(item, state, client)
            facts["examples"] += examples
            return result

    results = await asyncio.gather(*(one(item) for item in body.items))
    facts["errors"] = sum(result.error is not None for result in results)
    return BatchResponse(results=results)


async def _batch_result(item: Any, state: State, client: Client) -> tuple[BatchResult, int]:
    """Return an item's result, and how many examples its prompt had."""
    started = time.perf_counter()
    try:
        answer = await _answer(_item(item), state, client)
    except ProblemError as problem:
        return BatchResult(error=Problem.model_validate(problem_body(problem))), 0
    response = _response(answer, time.perf_counter() - started)
    return BatchResult(result=response), answer.examples


def _item(item: Any) -> ClassifyRequest:
    """Validate one item, so that an invalid one does not fail the others."""
    try:
        return ClassifyRequest.model_validate(item)
    except ValidationError as error:
        raise invalid_request(error.errors(include_url=False, include_input=False)) from None


async def _answer(
    body: ClassifyRequest, state: State, client: Client, *, fresh: bool = False
) -> Answer:
    taxonomy, outcome = "unknown", "abandoned"
    try:
        found = state.taxonomy(body.taxonomy, client)
        taxonomy = found.name
        answer = await state.classifier.classify(
            body.description, found, client=client.name, fresh=fresh, scores=body.scores
        )
    except ProblemError as problem:
        outcome = problem.reason.value
        raise
    else:
        outcome = "answered"
        for name, label in answer.verdict.labels.items():
            for choice in [label] if isinstance(label, str) else label:
                state.metrics.choices.labels(taxonomy, name, choice).inc()
        return answer
    finally:
        state.metrics.classifications.labels(client.name, taxonomy, outcome).inc()


def _response(answer: Answer, seconds: float) -> ClassifyResponse:
    return ClassifyResponse(
        labels={
            name: label if isinstance(label, str) else list(label)
            for name, label in answer.verdict.labels.items()
        },
        confidence=answer.verdict.confidence,
        confidences=answer.verdict.confidences,
        unsure=list(answer.verdict.unsure),
        reason=answer.verdict.reason,
        scores=answer.verdict.scores,
        provider=answer.provider,
        model=answer.model,
        prompt_version=answer.prompt_version,
        cached=answer.cached,
        latency_ms=round(seconds * 1000),
    )


@v1.get("/taxonomies")
async def list_taxonomies(state: Parts, client: CurrentClient) -> TaxonomyList:
    """List the taxonomies that the client can sort texts into."""
    usable, broken = state.taxonomies.usable, state.taxonomies.broken
    return TaxonomyList(
        taxonomies=[
            TaxonomySummary.model_validate(
                {
                    **vars(one),
                    "weights": state.weights(name),
                    "prompt_examples": state.prompt_examples(name, client),
                }
            )
            for name, one in usable.items()
            if client.may_use(name)
        ],
        broken={name: problem for name, problem in broken.items() if client.may_use(name)},
    )


@v1.get("/taxonomies/{name}", responses=documented(*_TAXONOMY))
async def read_taxonomy(name: str, state: Parts, client: CurrentClient) -> TaxonomyOut:
    """Show one taxonomy: its dimensions, their choices and what they mean."""
    found = state.taxonomy(name, client)
    return TaxonomyOut.model_validate(
        {
            **vars(found),
            "prompt_version": prompt_version(found),
            "weights": state.weights(name),
            "prompt_examples": state.prompt_examples(name, client),
        }
    )
