"""`POST /v1/redact`: texts without personal details and secrets, by the rules for providers.

For tools that store texts to learn from, so that the rules exist once. It calls no provider and
does not count towards the quota.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from classifier.api.documented import EVERYWHERE, TOKEN, documented
from classifier.api.schemas import BATCH_ITEMS_MAX, DESCRIPTION_CHARACTERS_MAX
from classifier.pipeline.redaction import redact as redact_text
from classifier.problems import Reason

redaction = APIRouter(prefix="/v1", dependencies=[TOKEN], responses=documented(*EVERYWHERE))


class RedactRequest(BaseModel):
    """Up to 100 texts, in one body of the size of one classification's."""

    model_config = ConfigDict(extra="forbid")

    texts: Annotated[
        list[Annotated[str, Field(max_length=DESCRIPTION_CHARACTERS_MAX)]],
        Field(min_length=1, max_length=BATCH_ITEMS_MAX),
    ]


class RedactResponse(BaseModel):
    """The same texts in the same order, with placeholders such as `[email]`."""

    texts: list[str]


@redaction.post("/redact", responses=documented(Reason.INVALID_REQUEST, Reason.PAYLOAD_TOO_LARGE))
def redact(body: RedactRequest) -> RedactResponse:
    """Replace personal details and secrets by placeholders. Nothing is stored or logged."""
    return RedactResponse(texts=[redact_text(text).text for text in body.texts])
