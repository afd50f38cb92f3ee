"""The requests: the hand-written tickets of the classifier's evaluation, no two requests alike."""

import json
from functools import cache

from benchmarks.classifier.servers import CLASSIFIER, KEY, TOKEN, Fake
from benchmarks.shared.load import Request, http_request

BATCH = 100


@cache
def texts() -> tuple[str, ...]:
    """Every ticket there is, of one sentence or of several, in eight languages."""
    files = sorted((CLASSIFIER / "evaluation" / "tickets").rglob("*.txt"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return tuple(line.removeprefix("* ") for line in lines if line and not line.startswith("#"))


def text(number: int) -> str:
    """The text for a number. It contains the number, so that no answer comes from the cache."""
    return f"{texts()[number % len(texts())]} (Case {number})"


def to_service(number: int) -> bytes:
    """A classification, asked of the service itself."""
    return _to_service("/v1/classify", _item(number))


def the_same_to_service(_number: int) -> bytes:
    """The same text each time, which is answered from the cache."""
    return to_service(0)


def batch_to_service(number: int) -> bytes:
    """A hundred different texts in one request."""
    items = [_item(number * BATCH + place) for place in range(BATCH)]
    return _to_service("/v1/classify/batch", {"items": items})


def to_gateway(number: int) -> bytes:
    """What the portal asks, through the gateway and ticket-api."""
    payload = json.dumps({"description": text(number)}).encode()
    return http_request("POST", "/api/tickets/classify/", payload)


def to_fake(fake: Fake) -> Request:
    """The request that the fake was sent last, to be sent to it without the service."""
    call = fake.last_call()
    payload = json.dumps(call["body"]).encode()
    request = http_request("POST", call["path"], payload, X_Goog_Api_Key=KEY)
    return lambda _number: request


def _item(number: int) -> dict[str, str]:
    return {"description": text(number), "taxonomy": "support-tickets"}


def _to_service(path: str, body: object) -> bytes:
    payload = json.dumps(body).encode()
    return http_request("POST", path, payload, Authorization=f"Bearer {TOKEN}")
