"""Thousands of browsers that listen to live updates, in a separate process."""

import asyncio
import multiprocessing
import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from benchmarks.shared.load import http_request

PATIENCE_SECONDS = 120
OPENING_AT_ONCE = 200
_TICKET = re.compile(rb'event: ticket\n.*?"id": ?(\d+)', re.DOTALL)

# When each stream got which ticket: its number, and seconds since 1970.
Arrivals = dict[int, list[float]]


def _hold(port: int, count: int, pipe: Connection) -> None:
    """The body of the process: says when all are connected, reports when asked to."""
    arrivals: Arrivals = {}
    ready = 0

    async def read() -> None:
        """One stream, until the process ends."""
        nonlocal ready
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(http_request("GET", "/api/tickets/events/"))
        await reader.readuntil(b"event: stats")
        ready += 1
        rest = b""
        while chunk := await reader.read(65_536):
            *blocks, rest = (rest + chunk).split(b"\n\n")
            now = time.time()
            for block in blocks:
                if found := _TICKET.search(block):
                    arrivals.setdefault(int(found[1]), []).append(now)

    async def main() -> None:
        streams: list[asyncio.Task[None]] = []
        while ready < count:
            # Not all in one instant: that would be another measurement.
            if len(streams) < min(count, ready + OPENING_AT_ONCE):
                streams.append(asyncio.create_task(read()))
            else:
                await asyncio.sleep(0.01)
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        pipe.send(arrivals)

    allow_files(count + 100)
    asyncio.run(main())


@dataclass
class Reader:
    """A process that holds open streams."""

    pid: int
    pipe: Connection

    def close(self) -> Arrivals:
        """End the streams; what they got."""
        self.pipe.send("report")
        arrivals: Arrivals = self.pipe.recv()
        return arrivals


@contextmanager
def reader(port: int, count: int) -> Iterator[Reader]:
    """A process with `count` open streams, until the block ends or they are closed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_hold, args=(port, count, there))
    process.start()
    try:
        if not here.poll(PATIENCE_SECONDS):
            raise RuntimeError(f"{count} streams were not open after {PATIENCE_SECONDS} s")
        here.recv()
        yield Reader(process.pid or 0, here)
    finally:
        process.terminate()
        process.join()


def allow_files(wanted: int) -> None:
    """Let this process have so many files open, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))
