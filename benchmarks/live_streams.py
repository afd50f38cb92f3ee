"""Opens a thousand live streams on one process, and measures what they get and what they cost.

    make bench-live                     about a minute
    make bench-live ARGS="--streams 200 --rounds 1"

Prints the memory of the process that holds the streams, how many of them got each change and how
long after its commit, and the requests a second of the plain API without and with the streams. All
of it runs on this machine: reading a thousand streams takes processor time from the servers too.
"""

import argparse
import asyncio
import multiprocessing
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
from load import drive, http_request
from servers import TICKET_API, cpu_seconds, gunicorn

sys.path.insert(0, str(TICKET_API))
from tests.gunicorn_server import GunicornServer, environment

API_CONNECTIONS = 4
ROUND_SECONDS = 3.0
CHANGES = 20
PAUSE_SECONDS = 0.5
SETTLE_SECONDS = 3.0
PATIENCE_SECONDS = 60
_TICKET = re.compile(rb'event: ticket\n.*?"id": ?(\d+)', re.DOTALL)
_INSERT = (
    "INSERT INTO tickets_ticket (title, description, category, priority) "
    "VALUES ('Measured', repeat('A line of a usual length. ', 20), 'technical', 'low') RETURNING id"
)


@dataclass
class Readers:
    """The browsers' side, in a process of its own: who got which ticket when."""

    count: int
    arrivals: dict[int, list[float]] = field(default_factory=dict)
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


def hold(port: int, count: int, pipe: Connection) -> None:
    """The body of the readers' process: says when all are connected, reports when asked to."""

    async def main() -> None:
        readers = Readers(count)
        streams = [asyncio.create_task(readers.read(port)) for _ in range(count)]
        while readers.ready < count:
            await asyncio.sleep(0.05)
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        pipe.send(readers.arrivals)
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)

    _allow_files(count + 100)
    asyncio.run(main())


@contextmanager
def streams(port: int, count: int) -> Any:
    """`count` open streams; what is given returns the arrivals when it is called, once."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=hold, args=(port, count, there))
    process.start()
    if not here.poll(PATIENCE_SECONDS):
        process.kill()
        raise RuntimeError(f"{count} streams were not open after {PATIENCE_SECONDS} s")
    here.recv()
    reported: list[dict[int, list[float]]] = []

    def report() -> dict[int, list[float]]:
        here.send("report")
        reported.append(here.recv())
        return reported[0]

    try:
        yield report
    finally:
        if not reported:
            report()
        process.join()


def delays(port: int, count: int) -> tuple[int, list[float]]:
    """Changes one after the other: how many deliveries are missing, how late the others were."""
    committed: dict[int, float] = {}
    database = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    with database, streams(port, count) as report:
        for _ in range(CHANGES):
            row = database.execute(_INSERT).fetchone()
            committed[row[0]] = time.time()
            time.sleep(PAUSE_SECONDS)
        time.sleep(SETTLE_SECONDS)
        arrivals = report()
    late = [at - then for number, then in committed.items() for at in arrivals.get(number, [])]
    return CHANGES * count - len(late), sorted(late)


@dataclass
class Round:
    """How fast the plain API lists tickets: requests a second, and processor time of each (ms)."""

    rate: float
    cpu: float


def api_round(port: int, pid: int, first: int) -> Round:
    """One round, with one change a second beside it."""
    request = http_request("GET", "/api/tickets/?limit=20")
    used = cpu_seconds(pid)
    with one_change_a_second():
        taken = drive(
            port, lambda _: request, connections=API_CONNECTIONS, seconds=ROUND_SECONDS, first=first
        )
    used = cpu_seconds(pid) - used
    return Round(len(taken) / ROUND_SECONDS, 1000 * used / len(taken))


@contextmanager
def one_change_a_second() -> Any:
    """Somebody works meanwhile, so that the streams have something to tell."""
    over = Event()

    def work() -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
            while not over.wait(1.0):
                database.execute(_INSERT)

    worker = Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def memory(master: int) -> int:
    """Bytes that the worker below this process holds (VmRSS of the largest)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    sizes = [
        re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in children
    ]
    return max(int(size[1]) * 1024 for size in sizes if size)


def main(arguments: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    count = options.streams
    _allow_files(count + 200)
    os.environ.update(environment())
    command = [sys.executable, str(TICKET_API / "manage.py"), "migrate_once", "--verbosity=0"]
    subprocess.run(command, check=True)  # noqa: S603 (our own command)
    log = Path(tempfile.mkdtemp()) / "ticket-api.log"
    with gunicorn("config.wsgi:application", log) as plain, GunicornServer("events") as events:
        measure(plain, events, count, options.rounds)


def measure(plain: tuple[int, int], events: GunicornServer, count: int, rounds: int) -> None:
    """Measure, and print what was measured. `plain` is the API's port and process."""
    live = int(events.url.rsplit(":", 1)[1])
    master = events._process.pid
    empty = memory(master)
    missed, late = delays(live, count)
    print(f"deliveries    {CHANGES * count - missed} of {CHANGES * count}")
    print(f"after commit  p50 {_quantile(late, 0.5):.0f} ms, p95 {_quantile(late, 0.95):.0f} ms")
    without: list[Round] = []
    beside: list[Round] = []
    held = 0
    api_round(*plain, 0)  # The first requests of a server are slower.
    for number in range(rounds):
        without.append(api_round(*plain, number))
        with streams(live, count):
            beside.append(api_round(*plain, number))
            held = max(held, memory(master))
    print(f"memory        {held / 1e6:.0f} MB with {count} streams, {empty / 1e6:.0f} MB before")
    for name, found in (("plain API", without), ("  beside them", beside)):
        rate, cpu = (statistics.median(getattr(one, of) for one in found) for of in ("rate", "cpu"))
        print(f"{name:<13} {rate:.0f} requests a second, {cpu:.2f} ms of processor time each")


def _quantile(sorted_seconds: list[float], share: float) -> float:
    """Milliseconds."""
    return 1000 * sorted_seconds[min(len(sorted_seconds) - 1, int(len(sorted_seconds) * share))]


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))


if __name__ == "__main__":
    main(sys.argv[1:])
