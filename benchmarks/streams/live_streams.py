"""Opens a thousand live streams on one process, and measures what they get and what they cost.

    make bench-live                     about two minutes
    make bench-live ARGS="--streams 200 --rounds 2"

Measures the memory of the process that holds the streams, how many of them got each change and how
long after its commit, and the requests a second of the plain API without and with the streams, in
turns. Results go to benchmarks/results/. All of it runs on this machine: reading a thousand streams
takes processor time from the servers too, so what the readers take is told beside.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg

from benchmarks.shared.load import drive, http_request
from benchmarks.shared.processes import cpu_seconds
from benchmarks.shared.servers import HERE, TICKET_API, gunicorn, machine
from benchmarks.streams.live_report import write_live_report
from benchmarks.streams.readers import Streams, allow_files, streams

sys.path.insert(0, str(TICKET_API / "tests"))
from gunicorn_server import GunicornServer, environment

API_CONNECTIONS = 4
ROUND_SECONDS = 4.0
CHANGES = 40
PAUSE_SECONDS = 0.5
SETTLE_SECONDS = 3.0
INSERT = (
    "INSERT INTO tickets_ticket (title, description, category, priority) "
    "VALUES ('Measured', repeat('A line of a usual length. ', 20), 'technical', 'low') RETURNING id"
)


def deliveries(port: int, count: int) -> dict[str, Any]:
    """Changes one after the other: how many were delivered, and how late (ms, sorted)."""
    committed: dict[int, float] = {}
    database = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    with database, streams(port, count) as opened:
        for number in range(CHANGES):
            row = database.execute(INSERT).fetchone()
            committed[row[0]] = time.time()
            # Not in step with the readings, which are a quarter of a second apart.
            time.sleep(PAUSE_SECONDS + number * 0.25 / CHANGES)
        time.sleep(SETTLE_SECONDS)
        arrivals = opened.close()
    late = [at - then for number, then in committed.items() for at in arrivals.get(number, [])]
    return {
        "expected": CHANGES * count,
        "delivered": len(late),
        "milliseconds": quantiles(sorted(1000 * one for one in late)),
    }


def quantiles(ordered: Sequence[float]) -> dict[str, float]:
    """Median, p95 and the latest."""
    last = len(ordered) - 1
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: round(ordered[int(last * share)], 1) for name, share in places.items()}


@dataclass
class Round:
    """How fast the plain API lists tickets, with one change a second beside it.

    `cpu` is its processor time for a request (ms); `events` and `readers` are what holding and
    reading the streams took meanwhile, in processors.
    """

    per_second: float
    cpu: float
    events: float
    readers: float


def api_round(plain: tuple[int, int], first: int, events: int, opened: Streams | None) -> Round:
    """One round; `plain` is the API's port and process, `events` the process of the streams."""
    request = http_request("GET", "/api/tickets/?limit=20")
    port, pid = plain
    others = (events, opened.pid if opened else 0)
    before = [cpu_seconds(one) for one in (pid, *others)]
    with one_change_a_second():
        taken = drive(
            port, lambda _: request, connections=API_CONNECTIONS, seconds=ROUND_SECONDS, first=first
        )
    used = [cpu_seconds(one) - then for one, then in zip((pid, *others), before, strict=True)]
    return Round(
        per_second=len(taken) / ROUND_SECONDS,
        cpu=1000 * used[0] / len(taken),
        events=used[1] / ROUND_SECONDS,
        readers=used[2] / ROUND_SECONDS,
    )


@contextmanager
def one_change_a_second() -> Iterator[None]:
    """Somebody works meanwhile, so that the streams have something to tell."""
    over = Event()

    def work() -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
            while not over.wait(1.0):
                database.execute(INSERT)

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


def measure(
    plain: tuple[int, int], events: GunicornServer, count: int, rounds: int
) -> dict[str, Any]:
    """All of it. `plain` is the API's port and process."""
    live = int(events.url.rsplit(":", 1)[1])
    master = events._process.pid
    empty = memory(master)
    busy = os.getloadavg()[0]
    delivered = deliveries(live, count)
    api_round(plain, 0, master, None)  # The first requests of a server are slower.
    held = 0
    pairs = []
    for number in range(rounds):
        without = api_round(plain, number, master, None)
        with streams(live, count) as opened:
            beside = api_round(plain, number, master, opened)
            held = max(held, memory(master))
        pairs.append({"without": asdict(without), "beside": asdict(beside)})
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "load_before": round(busy, 1),
        "streams": count,
        "changes": CHANGES,
        "deliveries": delivered,
        "memory_bytes": {"empty": empty, "held": held},
        "plain_api": pairs,
    }


def main(arguments: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    allow_files(options.streams + 200)
    os.environ.update(environment())
    command = [sys.executable, str(TICKET_API / "manage.py"), "migrate_once", "--verbosity=0"]
    subprocess.run(command, check=True)  # noqa: S603 (our own command)
    log = Path(tempfile.mkdtemp()) / "ticket-api.log"
    with gunicorn("config.wsgi:application", log) as plain, GunicornServer("events") as events:
        measured = measure(plain, events, options.streams, options.rounds)
    write_live_report(HERE / "results", json.loads(json.dumps(measured)))


if __name__ == "__main__":
    main(sys.argv[1:])
