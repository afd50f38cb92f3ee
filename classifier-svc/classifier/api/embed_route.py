"""`POST /v1/embed`: texts as vectors, to find those about the same matter. It calls no provider."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from classifier.api.documented import EVERYWHERE, TOKEN, documented
from classifier.api.schemas import DESCRIPTION_CHARACTERS_MAX
from classifier.api.state import CurrentClient, Parts
from classifier.pipeline.concurrency_limit import ConcurrencyLimit
from classifier.problems import ProblemError, Reason

EMBED_TEXTS_MAX = 32
_WAITING_MAX = 16
_WAIT_SECONDS = 5.0
_DECIMALS = 5

embeddings = APIRouter(prefix="/v1", dependencies=[TOKEN], responses=documented(*EVERYWHERE))
# One, because the model uses as many processors as it finds.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embed")
_REASONS = (
    *(Reason.INVALID_REQUEST, Reason.PAYLOAD_TOO_LARGE, Reason.QUOTA_EXCEEDED),
    *(Reason.EMBEDDINGS_UNAVAILABLE, Reason.OVERLOADED),
)


class EmbedRequest(BaseModel):
    """Up to 32 texts, in one body of the size of one classification's."""

    model_config = ConfigDict(extra="forbid")

    texts: Annotated[
        list[Annotated[str, Field(max_length=DESCRIPTION_CHARACTERS_MAX)]],
        Field(min_length=1, max_length=EMBED_TEXTS_MAX),
    ]


class EmbedResponse(BaseModel):
    """A vector of length 1 for each text, in the same order.

    The product of two vectors of the same `model` is the similarity of their texts, from -1 to 1.
    """

    model: str
    vectors: list[list[float]]


@embeddings.post("/embed", response_model=EmbedResponse, responses=documented(*_REASONS))
async def embed(body: EmbedRequest, state: Parts, client: CurrentClient) -> Response:
    """Turn texts into vectors. The quota counts each text; nothing is stored or logged."""
    if state.embedder is None:
        detail = "This classifier has no model of embeddings. Go on without them."
        raise ProblemError(Reason.EMBEDDINGS_UNAVAILABLE, detail)
    await state.quotas.charge_all(client, "texts", len(body.texts))
    loop = asyncio.get_running_loop()
    async with state.embedding_limit.slot(wait_max=_WAIT_SECONDS):
        vectors = await loop.run_in_executor(_THREAD, state.embedder.embed, body.texts)
    response = EmbedResponse(
        model=state.embedder.name,
        vectors=[[round(float(value), _DECIMALS) for value in vector] for vector in vectors],
    )
    # Serialized here, because FastAPI would validate the response again.
    return Response(response.model_dump_json(), media_type="application/json")


def embedding_limit() -> ConcurrencyLimit:
    """Return the limit of one application: a call at a time, and a bounded number that wait."""
    return ConcurrencyLimit(running_max=1, waiting_max=_WAITING_MAX)
