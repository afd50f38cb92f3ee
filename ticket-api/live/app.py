"""The ASGI application of ticket-events: live updates as server-sent events, and two probes.

It serves `GET /api/tickets/events/`, `GET /api/request/events/` for one ticket by its private
link, `/healthz` and `/readyz`; everything else is the envelope of contracts/README.md. Django
answers each request as in ticket-api (live/opening.py), and the head of a stream. What
follows a head is plain ASGI, because a thousand open streams should cost little.
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
from live.access import CHECK_SECONDS, Gate
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
JOIN_SECONDS = 10.0  # While the database is away a stream ends after this, to be asked for again.
SEND_SECONDS = 20.0  # A browser that takes nothing for so long loses its stream.
SEND_BYTES = 16_384  # At a time: the connection holds no more of a block than this and its buffer.
READY_SECONDS = 3.0


class EventsApplication:
    """Call `end_streams` when the process is told to end; gunicorn_events.conf.py does."""

    def __init__(
        self, *, join_seconds: float = JOIN_SECONDS, check_seconds: float = CHECK_SECONDS
    ) -> None:
        self._hub = Hub()
        self._gate = Gate(check_seconds=check_seconds)
        self._opener = Opener(StreamLimits(settings.STREAM_LIMITS))
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
        """Django's answer; TimeoutError when the database keeps it waiting."""
        answer = partial(self._opener.open, scope)
        if scope["path"] == "/readyz":
            async with asyncio.timeout(READY_SECONDS):
                return await self._hub.read(answer)
        if scope["path"] not in (EVENTS_PATH, REQUEST_EVENTS_PATH):
            # Asks nothing of the database, and must be answered whatever waits for it.
            return answer()
        opening = asyncio.ensure_future(self._gate.ask(answer))
        try:
            async with asyncio.timeout(self._join_seconds):
                return await asyncio.shield(opening)
        except BaseException:
            opening.add_done_callback(_release)  # Its thread goes on.
            raise

    async def _stream(self, scope: Message, opening: Opening, receive: Receive, send: Send) -> None:
        """Send events until the browser goes or the process is told to end."""
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
            stack.enter_context(self._gate.watching(opening.credential, subscription))
            # No name holds a block while the next one is waited for.
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
        return self._hub.subscribe(sent[-1].decode("latin-1") if sent else "")


def _release(opened: asyncio.Future[HttpResponseBase]) -> None:
    """Let go of what was opened for a caller that has gone."""
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
    """Raises TimeoutError when the browser takes nothing."""
    for start in range(0, len(block), SEND_BYTES):
        async with asyncio.timeout(SEND_SECONDS):
            piece = block[start : start + SEND_BYTES]
            await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _send_whole(send: Send, response: HttpResponseBase) -> None:
    content = response.content if isinstance(response, HttpResponse) else b""
    response["Content-Length"] = str(len(content))  # A redirect of a middleware has none.
    await send(_head(response))
    await send({"type": "http.response.body", "body": content})


def _head(response: HttpResponseBase) -> Message:
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    return {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": headers,
    }
