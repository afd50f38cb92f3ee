"""`POST /v1/embed`: texts as vectors, to find those about the same matter. It calls no provider."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from classifier.api.documented import EVERYWHERE, TOKEN, documented
from classifier.api.schemas import DESCRIPTION_CHARACTERS_MAX
from classifier.api.state import CurrentClient, Parts
from classifier.problems import ProblemError, Reason

EMBED_TEXTS_MAX = 32
_DECIMALS = 5

embeddings = APIRouter(prefix="/v1", dependencies=[TOKEN], responses=documented(*EVERYWHERE))
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


@embeddings.post("/embed", responses=documented(*_REASONS))
async def embed(body: EmbedRequest, state: Parts, client: CurrentClient) -> EmbedResponse:
    """Turn texts into vectors. The quota counts each text; no text is stored or logged."""
    if state.embeddings.model is None:
        detail = "This classifier has no model of embeddings. Go on without them."
        raise ProblemError(Reason.EMBEDDINGS_UNAVAILABLE, detail)
    await state.quotas.charge_all(client, "texts", len(body.texts))
    vectors = await state.embeddings.vectors(body.texts, client.name)
    return EmbedResponse(
        model=state.embeddings.model.name,
        vectors=[[round(value, _DECIMALS) for value in vector] for vector in vectors],
    )
