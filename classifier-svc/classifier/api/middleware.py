"""ASGI middlewares, outermost first: request log, authentication, body limit."""

import asyncio
import re
import secrets
import time
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from classifier.api.clients import Clients
from classifier.api.connections import work_until_hung_up
from classifier.api.schemas import BATCH_ITEMS_MAX, BODY_BYTES_MAX
from classifier.logs import EVENTS, log_event
from classifier.metrics import Metrics
from classifier.problems import ProblemError, Reason, problem_response

PROTECTED = "/v1/"
BATCH_PATH = "/v1/classify/batch"
HUNG_UP = "client_hung_up"  # In the log and the metrics, for a request without an answer.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def facts_of(scope: Scope) -> dict[str, Any]:
    """Return the fields of the request's log line; handlers add lengths, reasons and latencies."""
    facts: dict[str, Any] = scope.setdefault("state", {}).setdefault("facts", {})
    return facts


def _header(scope: Scope, wanted: bytes) -> str:
    """Return a header or an empty string; `wanted` is in lower case, as in the ASGI scope."""
    for name, value in scope["headers"]:
        if name == wanted:
            text: str = value.decode("latin-1")
            return text
    return ""


class RequestLogMiddleware:
    """Gives each request an id, returned in `X-Request-ID`, and logs one line when it ends.

    An unexpected exception becomes a 500 that shows nothing of it.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap the next application."""
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Log HTTP requests; pass on anything else."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        facts = facts_of(scope)
        offered = _header(scope, b"x-request-id")
        facts["request_id"] = offered if _REQUEST_ID.fullmatch(offered) else secrets.token_hex(16)
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts["status"] = message["status"]
                own = (b"x-request-id", facts["request_id"].encode())
                message["headers"] = [*message.get("headers", ()), own]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:  # noqa: BLE001 - the last handler; it logs the error.
            fields = {"request_id": facts["request_id"]}
            EVENTS.exception("unexpected_error", extra={"fields": fields})
            if "status" not in facts:  # No response has begun.
                detail = "Try again, and name the request id if it happens again."
                problem = ProblemError(Reason.INTERNAL_ERROR, detail)
                await refuse(problem, scope, receive, send_with_id)
        finally:
            self._log(scope, facts, started)

    def _log(self, scope: Scope, facts: dict[str, Any], started: float) -> None:
        seconds = time.perf_counter() - started
        log_event(
            "request",
            method=scope["method"],
            path=scope["path"][:200],
            duration_ms=round(seconds * 1000, 2),
            **facts,
        )
        if scope["path"].startswith(PROTECTED):
            labels = (facts.get("client", ""), facts.get("status", 0), facts.get("reason", ""))
            self.metrics.requests.labels(*labels).inc()
            self.metrics.request_seconds.observe(seconds)


class AuthenticationMiddleware:
    """Refuses requests below `/v1/` without a client's token, before any route runs."""

    def __init__(self, app: ASGIApp, clients: Clients) -> None:
        """Wrap the next application."""
        self.app = app
        self.clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the client and keep it in the scope, or answer 401."""
        if scope["type"] == "http" and scope["path"].startswith(PROTECTED):
            client = self.clients.find(_header(scope, b"authorization"))
            if client is None:
                detail = "Send a client's token in the header 'Authorization: Bearer <token>'."
                await refuse(ProblemError(Reason.UNAUTHORIZED, detail), scope, receive, send)
                return
            scope["state"]["client"] = client
            facts_of(scope)["client"] = client.name
        await self.app(scope, receive, send)


class BodyLimitMiddleware:
    """Reads a body up to its limit, so that no handler receives more.

    From then on it watches whether the client hangs up.
    """

    def __init__(self, app: ASGIApp, *, body_seconds: float = 10.0) -> None:
        """Wrap the next application; a body must arrive within `body_seconds`."""
        self.app = app
        self.body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 to a body that announces or has too many bytes."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        limit = BODY_BYTES_MAX * (BATCH_ITEMS_MAX if scope["path"] == BATCH_PATH else 1)
        announced = _header(scope, b"content-length")
        too_large = announced.isdigit() and int(announced) > limit
        try:
            async with asyncio.timeout(self.body_seconds):
                body = None if too_large else await _read_body(receive, limit)
        except TimeoutError:
            detail = f"The body did not arrive within {self.body_seconds:g} seconds."
            await refuse(ProblemError(Reason.INVALID_REQUEST, detail), scope, receive, send)
            return
        if body is None:
            detail = f"Send at most {limit} bytes."
            await refuse(ProblemError(Reason.PAYLOAD_TOO_LARGE, detail), scope, receive, send)
            return
        has_hung_up = await work_until_hung_up(partial(self.app, scope), body, receive, send)
        if has_hung_up:
            facts_of(scope)["reason"] = HUNG_UP


async def _read_body(receive: Receive, limit: int) -> bytes | None:
    """Return the body, or None when it has more than `limit` bytes."""
    chunks, size = [], 0
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return b"".join(chunks)


async def refuse(problem: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a problem from outside the routes, and note its reason for the log line."""
    facts = facts_of(scope)
    facts["reason"] = problem.reason.value
    await problem_response(problem, facts.get("request_id"))(scope, receive, send)
