"""Asks a server over kept-alive connections, so many at a time or so many a second.

One event loop instead of the threads of `load.py`: fifty calls that each wait half a second would
otherwise be fifty threads, whose turns would show in the times.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.shared.load import Request

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Sample:
    """One answer: when it was asked for and how long it took (seconds), its status and body."""

    asked_at: float
    seconds: float
    status: int
    body: bytes


class Connections:
    """Connections to one port: an idle one is used again, a new one is made when there is none."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: bytes) -> Sample:
        """Send one request and read its answer to the end."""
        asked_at = time.perf_counter()
        streams = self._idle.pop() if self._idle else await self._connect()
        reader, writer = streams
        async with asyncio.timeout(PATIENCE_SECONDS):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
        self._idle.append(streams)
        status = int(head.split(b" ", 2)[1])
        return Sample(asked_at, time.perf_counter() - asked_at, status, body)

    async def open(self, number: int) -> None:
        """Connect beforehand, so that the time to connect is not measured."""
        self._idle += await asyncio.gather(*(self._connect() for _ in range(number)))

    def close(self) -> None:
        """Close the idle connections."""
        for _, writer in self._idle:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._port)


def _length(head: bytes) -> int:
    lines = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return int(lines[0].split(b":")[1])


async def at_a_time(
    port: int, request: Request, *, number: int, each: int, spread: float, first: int
) -> list[Sample]:
    """`number` callers who each ask `each` times in a row; they begin over `spread` seconds.

    Callers who all began at the same instant would go on asking in one burst after the other, as
    people do not.
    """
    connections = Connections(port)
    await connections.open(number)

    async def caller(which: int) -> list[Sample]:
        await asyncio.sleep(spread * which / number)
        return [
            await connections.ask(request(first + which + number * turn)) for turn in range(each)
        ]

    samples = await asyncio.gather(*(caller(which) for which in range(number)))
    connections.close()
    return [sample for all_of_one in samples for sample in all_of_one]


async def a_second(
    port: int,
    request: Request,
    *,
    rate: float,
    number: int,
    first: int,
    on_sent: Callable[[int], None] = lambda _: None,
) -> list[Sample]:
    """`number` requests that arrive `rate` a second, whether the ones before are answered or not.

    `on_sent` gets the index of each request when it has been sent.
    """
    connections = Connections(port)
    started = time.perf_counter()
    calls = []
    for which in range(number):
        await asyncio.sleep(max(0.0, started + which / rate - time.perf_counter()))
        calls.append(asyncio.create_task(connections.ask(request(first + which))))
        on_sent(which)
    samples = await asyncio.gather(*calls)
    connections.close()
    return samples
