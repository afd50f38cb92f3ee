"""Thousands of browsers that listen to live updates, in a separate process."""

import asyncio
import multiprocessing
import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from benchmarks.shared.load import http_request

PATIENCE_SECONDS = 120
OPENING_AT_ONCE = 200
_TICKET = re.compile(rb'event: ticket\n.*?"id": ?(\d+)', re.DOTALL)

# When each stream got which ticket: its number, and seconds since 1970.
Arrivals = dict[int, list[float]]


@dataclass
class _Readers:
    count: int
    arrivals: Arrivals = field(default_factory=dict)
    ready: int = 0

    async def read(self, port: int) -> None:
        """One stream, until it ends."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(http_request("GET", "/api/tickets/events/"))
        await reader.readuntil(b"event: stats")
        self.ready += 1
        rest = b""
        while chunk := await reader.read(65_536):
            *blocks, rest = (rest + chunk).split(b"\n\n")
            now = time.time()
            for block in blocks:
                if found := _TICKET.search(block):
                    self.arrivals.setdefault(int(found[1]), []).append(now)
        writer.close()


def _hold(port: int, count: int, pipe: Connection) -> None:
    """The body of the process: says when all are connected, reports when asked to."""

    async def main() -> None:
        readers = _Readers(count)
        streams: list[asyncio.Task[None]] = []
        while readers.ready < count:
            # Not all in one instant: that would be another measurement.
            if len(streams) < min(count, readers.ready + OPENING_AT_ONCE):
                streams.append(asyncio.create_task(readers.read(port)))
            else:
                await asyncio.sleep(0.01)
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        pipe.send(readers.arrivals)
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)

    allow_files(count + 100)
    asyncio.run(main())


class Streams:
    """Open streams; `pid` is the process that reads them."""

    def __init__(self, pid: int, pipe: Connection) -> None:
        self.pid = pid
        self._pipe = pipe
        self._arrivals: Arrivals | None = None

    def close(self) -> Arrivals:
        """End the streams; what they got."""
        if self._arrivals is None:
            self._pipe.send("report")
            self._arrivals = self._pipe.recv()
        return self._arrivals


@contextmanager
def streams(port: int, count: int) -> Iterator[Streams]:
    """`count` open streams, until the block ends or they are closed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_hold, args=(port, count, there))
    process.start()
    if not here.poll(PATIENCE_SECONDS):
        process.kill()
        raise RuntimeError(f"{count} streams were not open after {PATIENCE_SECONDS} s")
    here.recv()
    opened = Streams(process.pid or 0, here)
    try:
        yield opened
    finally:
        opened.close()
        process.join()


def allow_files(wanted: int) -> None:
    """Let this process have so many files open, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))
