"""What the classifier is compared with: FastAPI alone, under the same uvicorn, with the same body.

It validates the request, makes an answer of the same form and does nothing else: no token, quota,
log line, redaction, cache or provider.
"""

from classifier.api.schemas import ClassifyRequest, ClassifyResponse
from fastapi import FastAPI

app = FastAPI()


@app.post("/v1/classify")
async def classify(body: ClassifyRequest) -> ClassifyResponse:
    """Answer at once, and always the same."""
    return ClassifyResponse(
        labels={"category": "general", "priority": "low"},
        confidence=0.9,
        confidences=None,
        unsure=[],
        reason=f"Sorted {len(body.description.split())} words.",
        scores=None,
        provider="none",
        model="none",
        prompt_version="00000000",
        cached=False,
        latency_ms=0,
    )
