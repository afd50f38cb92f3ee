"""The ASGI application of ticket-events: live updates as server-sent events, and two probes.

It serves `GET /api/tickets/events/`, `GET /api/request/events/` for one ticket by its private link,
`/healthz` and `/readyz`; everything else is the envelope of contracts/README.md. Plain ASGI,
because a stream needs nothing of Django's request cycle, and a thousand of them should cost little.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from django.db import Error, connection
from django.utils.encoding import escape_uri_path

from accounts.streams import reader_credential
from config import errors
from config.errors import Refusal
from config.request_id import accept_request_id, current_request_id, set_request_id
from tickets.live import blocks
from tickets.live.gate import CHECK_SECONDS, Credential, Gate
from tickets.live.hub import Hub, Subscription
from tickets.requester.link import ShownLink

logger = logging.getLogger(__name__)
request_log = logging.getLogger("ticket_api.request")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

EVENTS_PATH = "/api/tickets/events/"
REQUEST_EVENTS_PATH = "/api/request/events/"
MOST_STREAMS = 5_000  # In one process; a stream takes about 50 kB.
JOIN_SECONDS = 10.0  # While the database is away a stream ends after this, to be asked for again.
SEND_SECONDS = 20.0  # A browser that takes nothing for so long loses its stream.
READY_SECONDS = 3.0


class EventsApplication:
    """Call `end_streams` when the process is told to end; gunicorn_events.conf.py does."""

    def __init__(
        self, *, join_seconds: float = JOIN_SECONDS, check_seconds: float = CHECK_SECONDS
    ) -> None:
        self._hub = Hub()
        self._gate = Gate(check_seconds=check_seconds)
        self._join_seconds = join_seconds

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def end_streams(self) -> None:
        """End all streams at once and in good order; browsers come back by themselves."""
        self._hub.end_streams()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        self._hub.start()
        self._gate.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()  # lifespan.shutdown
        await self._hub.stop()
        await self._gate.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        set_request_id(accept_request_id(headers.get(b"x-request-id")))
        started = time.monotonic()
        status = await self._answer(scope, headers, receive, send)
        level = logging.INFO if status < 400 else logging.WARNING
        took = round(1000 * (time.monotonic() - started))
        line = (scope["method"], escape_uri_path(scope["path"]), status, took)
        request_log.log(level, "%s %s → %d (%dms)", *line)

    async def _answer(
        self, scope: Message, headers: dict[bytes, str], receive: Receive, send: Send
    ) -> int:
        """Send an answer and return its status."""
        path = scope["path"]
        if path not in (EVENTS_PATH, REQUEST_EVENTS_PATH, "/healthz", "/readyz"):
            return await _send_error(send, 404)
        if scope["method"] != "GET":
            return await _send_error(send, 405, (b"allow", b"GET"))
        if path == "/healthz":
            return await _send_json(send, 200, {"status": "ok"})
        if path == "/readyz":
            return await self._send_readiness(send)
        if len(self._hub) >= MOST_STREAMS:
            return await _send_error(send, 503, (b"retry-after", b"5"))
        try:
            async with asyncio.timeout(self._join_seconds):
                stream = await self._let_in(path, headers)
        except Refusal as refusal:
            return await _send_refusal(send, refusal)
        except (Error, TimeoutError):
            return await _send_error(send, 503, (b"retry-after", b"3"))
        await self._stream(stream, receive, send)
        return 200

    async def _let_in(self, path: str, headers: dict[bytes, str]) -> "Stream":
        """The stream that the caller may have; raises a Refusal when there is none."""
        if path == REQUEST_EVENTS_PATH:
            link = ShownLink(headers.get(b"x-ticket-link", ""))
            ticket = await self._gate.ask(link.check)
            return Stream(partial(self._hub.follow, ticket), link)
        credential = reader_credential(headers)
        if credential is not None:
            await self._gate.ask(credential.check)
        last_event_id = headers.get(b"last-event-id", "")
        return Stream(partial(self._hub.subscribe, last_event_id), credential)

    async def _send_readiness(self, send: Send) -> int:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._hub.read(_ask_the_database)
        except (Error, TimeoutError):
            return await _send_error(send, 503, (b"retry-after", b"3"))
        return await _send_json(send, 200, {"status": "ok"})

    async def _stream(self, stream: "Stream", receive: Receive, send: Send) -> None:
        """Send events until the browser goes or the process is told to end."""
        sending = asyncio.create_task(self._send_events(stream, send))
        going = asyncio.create_task(_wait_until_gone(receive))
        try:
            await asyncio.wait({sending, going}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            going.cancel()
            sending.cancel()
            ends = await asyncio.gather(sending, going, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _send_events(self, stream: "Stream", send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _stream_headers()})
        await _send_block(send, blocks.HELLO)
        try:
            await self._send_subscription(stream, send)
        except Error as error:
            logger.warning("events.stream_ended", extra={"reason": type(error).__name__})
        except TimeoutError:
            logger.warning("events.stream_ended", extra={"reason": "too_slow"})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_subscription(self, stream: "Stream", send: Send) -> None:
        async with contextlib.AsyncExitStack() as stack:
            async with asyncio.timeout(self._join_seconds):
                subscription = await stack.enter_async_context(stream.join())
            stack.enter_context(self._gate.watching(stream.credential, subscription))
            block: bytes | None = subscription.greeting
            while block is not None:
                await _send_block(send, block)
                block = await subscription.next_block()
            if subscription.farewell:
                await _send_block(send, subscription.farewell)


@dataclass(frozen=True)
class Stream:
    """How a caller joins, and what the stream hangs on."""

    join: Callable[[], contextlib.AbstractAsyncContextManager[Subscription]]
    credential: Credential | None


def _ask_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_block(send: Send, block: bytes) -> None:
    """Raises TimeoutError when the browser takes nothing."""
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": block, "more_body": True})


def _stream_headers() -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store, no-transform"),
        (b"x-accel-buffering", b"no"),  # nginx passes each event on at once.
        (b"x-request-id", current_request_id().encode()),
    ]


async def _send_error(send: Send, status: int, *headers: tuple[bytes, bytes]) -> int:
    return await _send_json(send, status, errors.status_envelope(status), *headers)


async def _send_refusal(send: Send, refusal: Refusal) -> int:
    status, body = refusal.status_code, errors.refusal_envelope(refusal)
    scheme = getattr(refusal, "auth_header", "")
    headers = [(b"www-authenticate", scheme.encode())] if scheme else []
    return await _send_json(send, status, body, *headers)


async def _send_json(
    send: Send, status: int, body: dict[str, Any], *headers: tuple[bytes, bytes]
) -> int:
    content = orjson.dumps(body)
    common = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"x-request-id", current_request_id().encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*common, *headers]})
    await send({"type": "http.response.body", "body": content})
    return status
