"""Asks a server over kept-alive connections, so many at a time or so many a second.

One event loop instead of the threads of `load.py`: fifty calls that each wait half a second would
otherwise be fifty threads, whose turns would show in the times.
"""

import asyncio
import re
import time
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


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _connect(port: int) -> Connection:
    return await asyncio.open_connection("127.0.0.1", port)


async def _ask(connection: Connection, request: bytes) -> Sample:
    """Send one request and read its answer to the end."""
    asked_at = time.perf_counter()
    reader, writer = connection
    async with asyncio.timeout(PATIENCE_SECONDS):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
    status = int(head.split(b" ", 2)[1])
    return Sample(asked_at, time.perf_counter() - asked_at, status, body)


async def at_a_time(
    port: int, request: Request, *, number: int, each: int, spread: float, first: int
) -> list[Sample]:
    """`number` callers who each ask `each` times in a row; they begin over `spread` seconds.

    Callers who all began at the same instant would go on asking in one burst after the other, as
    people do not. They are connected beforehand, so that the time for it is not measured.
    """
    connections = await asyncio.gather(*(_connect(port) for _ in range(number)))

    async def caller(which: int) -> list[Sample]:
        await asyncio.sleep(spread * which / number)
        turns = (first + which + number * turn for turn in range(each))
        return [await _ask(connections[which], request(turn)) for turn in turns]

    samples = await asyncio.gather(*(caller(which) for which in range(number)))
    for _, writer in connections:
        writer.close()
    return [sample for all_of_one in samples for sample in all_of_one]


async def a_second(
    port: int, request: Request, *, rate: float, number: int, first: int
) -> list[Sample]:
    """`number` requests that arrive `rate` a second, whether those before are answered or not."""

    async def call(which: int) -> Sample:
        connection = await _connect(port)
        sample = await _ask(connection, request(first + which))
        connection[1].close()
        return sample

    started = time.perf_counter()
    calls = []
    for which in range(number):
        await asyncio.sleep(max(0.0, started + which / rate - time.perf_counter()))
        calls.append(asyncio.create_task(call(which)))
    return await asyncio.gather(*calls)
