"""The ASGI application of ticket-events: live updates as server-sent events, and two probes.

It serves `GET /api/tickets/events/`, `GET /api/request/events/` for one ticket by its private
link, `/healthz` and `/readyz`; other paths get 404 with the envelope. Django handles each request
as in ticket-api (live/opening.py) up to the response headers. The events of a stream are plain ASGI
messages, so that a thousand open streams cost little.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from common import errors
from common.request_id import set_request_id
from live import blocks
from live.access import CHECK_SECONDS, CredentialChecker
from live.hub import Hub, Subscription
from live.limits import StreamLimits
from live.opening import Opener
from live.views import Opening

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

EVENTS_PATH = "/api/tickets/events/"
REQUEST_EVENTS_PATH = "/api/request/events/"
JOIN_SECONDS = 10.0  # Without the database a stream ends after this time; browsers reconnect.
SEND_SECONDS = 20.0  # A stream ends when its browser receives nothing for this time.
SEND_BYTES = 16_384  # Bytes sent at once, which bounds the memory for each connection.
READY_SECONDS = 3.0


class EventsApplication:
    """ASGI application; gunicorn_events.conf.py calls `end_streams` on SIGTERM."""

    def __init__(
        self, *, join_seconds: float = JOIN_SECONDS, check_seconds: float = CHECK_SECONDS
    ) -> None:
        self._hub = Hub()
        self._checker = CredentialChecker(check_seconds=check_seconds)
        self._opener = Opener(StreamLimits(settings.STREAM_LIMITS))
        self._join_seconds = join_seconds

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request, or the lifespan protocol."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def end_streams(self) -> None:
        """End all streams at once and with a complete response; browsers reconnect."""
        self._hub.end_streams()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        self._hub.start()
        self._checker.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()  # lifespan.shutdown
        await self._hub.stop()
        await self._checker.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(scope)
        except TimeoutError:
            response = errors.json_response(errors.status_envelope(503), 503)
            response["Retry-After"] = "3"
        set_request_id(response.get("X-Request-ID", ""))
        if not isinstance(response, Opening):
            await _send_whole(send, response)
            return
        try:
            await self._stream(scope, response, receive, send)
        finally:
            response.release()

    async def _answer(self, scope: Message) -> HttpResponseBase:
        """Django's response; TimeoutError when the database does not answer in time."""
        answer = partial(self._opener.open, scope)
        if scope["path"] == "/readyz":
            async with asyncio.timeout(READY_SECONDS):
                return await self._hub.read(answer)
        if scope["path"] not in (EVENTS_PATH, REQUEST_EVENTS_PATH):
            # Needs no database, so it does not wait for the thread that uses it.
            return answer()
        opening = asyncio.ensure_future(self._checker.ask(answer))
        try:
            async with asyncio.timeout(self._join_seconds):
                return await asyncio.shield(opening)
        except BaseException:
            opening.add_done_callback(_release)  # The thread cannot be cancelled.
            raise

    async def _stream(self, scope: Message, opening: Opening, receive: Receive, send: Send) -> None:
        """Send events until the browser disconnects or the process ends."""
        sending = asyncio.create_task(self._send_events(scope, opening, send))
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

    async def _send_events(self, scope: Message, opening: Opening, send: Send) -> None:
        await send(_head(opening))
        try:
            await _send_block(send, blocks.HELLO)
            await self._send_subscription(scope, opening, send)
        except Error as error:
            logger.warning("events.stream_ended", extra={"reason": type(error).__name__})
        except TimeoutError:
            logger.warning("events.stream_ended", extra={"reason": "too_slow"})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_subscription(self, scope: Message, opening: Opening, send: Send) -> None:
        async with contextlib.AsyncExitStack() as stack:
            async with asyncio.timeout(self._join_seconds):
                subscription = await stack.enter_async_context(self._join(scope, opening))
            stack.enter_context(self._checker.watching(opening.credential, subscription))
            # A separate function, so that no variable keeps a sent block in memory.
            while await _send_next(send, subscription):
                pass
            if subscription.farewell:
                await _send_block(send, subscription.farewell)

    def _join(
        self, scope: Message, opening: Opening
    ) -> contextlib.AbstractAsyncContextManager[Subscription]:
        if opening.ticket is not None:
            return self._hub.follow(opening.ticket)
        sent = [value for name, value in scope["headers"] if name.lower() == b"last-event-id"]
        last_event_id = sent[-1].decode("latin-1") if sent else ""
        return self._hub.subscribe(last_event_id, for_roles=opening.for_roles)


def _release(opened: asyncio.Future[HttpResponseBase]) -> None:
    """Release a stream whose caller stopped waiting for it."""
    if opened.cancelled() or opened.exception() is not None:
        return
    response = opened.result()
    if isinstance(response, Opening):
        response.release()


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_next(send: Send, subscription: Subscription) -> bool:
    """Send the next block; False when the stream is to end."""
    block = await subscription.next_block()
    if block is not None:
        await _send_block(send, block)
    return block is not None


async def _send_block(send: Send, block: bytes) -> None:
    """Send `block` in parts; TimeoutError when the browser does not receive one in time."""
    for start in range(0, len(block), SEND_BYTES):
        async with asyncio.timeout(SEND_SECONDS):
            piece = block[start : start + SEND_BYTES]
            await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _send_whole(send: Send, response: HttpResponseBase) -> None:
    content = response.content if isinstance(response, HttpResponse) else b""
    response["Content-Length"] = str(len(content))  # Redirects of a middleware lack it.
    await send(_head(response))
    await send({"type": "http.response.body", "body": content})


def _head(response: HttpResponseBase) -> Message:
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    return {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": headers,
    }
