"""`POST /v1/redact`: texts without personal details and secrets, by the rules for providers.

For tools that store texts to learn from, so that the rules exist once. It calls no provider. The
quota counts each text.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from classifier.api.documented import EVERYWHERE, TOKEN, documented
from classifier.api.middleware import facts_of
from classifier.api.schemas import BATCH_ITEMS_MAX, DESCRIPTION_CHARACTERS_MAX
from classifier.api.state import CurrentClient, Parts
from classifier.pipeline.concurrency_limit import overloaded
from classifier.pipeline.long_texts import in_thread
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


@redaction.post(
    "/redact",
    responses=documented(
        Reason.INVALID_REQUEST,
        Reason.QUOTA_EXCEEDED,
        Reason.PAYLOAD_TOO_LARGE,
        Reason.OVERLOADED,
    ),
)
async def redact(
    body: RedactRequest, request: Request, state: Parts, client: CurrentClient
) -> RedactResponse:
    """Replace personal details and secrets by placeholders. Nothing is stored or logged.

    The quota counts each text.
    """
    facts_of(request.scope)["items"] = len(body.texts)
    await state.quotas.charge_all(client, "texts", len(body.texts))
    # One text after the other, so that long texts of other requests come between them.
    try:
        async with asyncio.timeout(state.settings.answer_timeout):
            redacted = [await in_thread(redact_text, text) for text in body.texts]
    except TimeoutError:
        raise overloaded() from None
    return RedactResponse(texts=[redaction.text for redaction in redacted])
