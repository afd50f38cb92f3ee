"""HEAD requests, and clients that hang up before their answer."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Working = Callable[[Receive, Send], Awaitable[None]]


class HeadMiddleware:
    """Answers HEAD as GET without its body, which FastAPI's routes do not."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the next application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass HEAD on as GET."""

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, send_head)
        else:
            await self.app(scope, receive, send)


async def work_until_hung_up(work: Working, body: bytes, receive: Receive, send: Send) -> bool:
    """Do the work on a body that was read; cancel it when its client hangs up.

    Return whether the client hung up before its answer. Cancelling releases the slots that the
    request has in queues and calls.
    """
    has_answered = False
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def hung_up() -> Message:
        while (message := await receive())["type"] != "http.disconnect":
            pass
        return message

    async def replay() -> Message:
        return waiting.pop() if waiting else await asyncio.shield(watching)

    async def send_and_note(message: Message) -> None:
        nonlocal has_answered
        has_answered = message["type"] == "http.response.body" and not message.get("more_body")
        await send(message)

    async def do_work() -> None:
        await work(replay, send_and_note)

    watching = asyncio.create_task(hung_up())
    working = asyncio.create_task(do_work())
    try:
        await asyncio.wait({watching, working}, return_when=asyncio.FIRST_COMPLETED)
        has_hung_up = not working.done() and not has_answered
        if not has_hung_up:
            await working
            return False
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        return True
    finally:
        watching.cancel()
        working.cancel()
