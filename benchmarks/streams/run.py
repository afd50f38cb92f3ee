"""Opens ten thousand live streams through the gateway, on several processes of ticket-events.

    make bench-streams                  about five minutes
    make bench-streams ARGS="--steps 500 1000 --replicas 2"

The replicas share one port, and the kernel spreads the connections over them, as DNS does where
each has an address. At each step, with one change a second: what the replicas, the gateway and the
database take of a processor, their memory, how many of the changes came and how late. Results go to
benchmarks/results/. All of it runs on this machine; reading the streams takes what a company's
browsers take elsewhere, and is reported separately.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.shared.processes import cpu_seconds, memory_of
from benchmarks.shared.report import save
from benchmarks.shared.servers import (
    MANY_STREAMS,
    TICKET_API,
    free_port,
    gateway,
    manage,
    origin,
    postmaster,
    started,
    use_production_settings,
)
from benchmarks.streams.readers import allow_files, reader
from benchmarks.streams.report import streams_report

STEPS = (1_000, 2_500, 5_000, 7_500, 10_000)
REPLICAS = 4
# A process opens as many files as this system lets it.
STREAMS_OF_A_READER = 5_000
CHANGES = 20
SETTLE_SECONDS = 3.0
INSERT = (
    "INSERT INTO tickets_ticket (title, description, category, priority) "
    "VALUES ('Measured', repeat('A line of a usual length. ', 20), 'technical', 'low') RETURNING id"
)


@contextmanager
def events_replicas(count: int, log: Path) -> Iterator[tuple[int, list[int]]]:
    """So many servers of live updates on one port; gives it and their processes."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn_events.conf.py"]
    command += ["--reuse-port", "config.asgi:application"]
    with ExitStack() as running:
        variables = {**os.environ, **MANY_STREAMS, "BIND": f"127.0.0.1:{port}"}
        replica = [
            running.enter_context(started(command, TICKET_API, log, port, environment=variables))
            for _ in range(count)
        ]
        yield port, replica


def measure_step(count: int, port: int, processes: dict[str, list[int]]) -> dict[str, Any]:
    """What `count` streams get of some changes, and what they cost meanwhile."""
    with ExitStack() as opened:
        shares = range(0, count, STREAMS_OF_A_READER)
        readers = [
            opened.enter_context(reader(port, min(STREAMS_OF_A_READER, count - share)))
            for share in shares
        ]
        watched = {**processes, "readers": [one.pid for one in readers]}
        before = {name: cpu_seconds(*pids) for name, pids in watched.items()}
        began = time.monotonic()
        committed = _change(CHANGES)
        seconds = time.monotonic() - began
        used = {name: cpu_seconds(*pids) - before[name] for name, pids in watched.items()}
        time.sleep(SETTLE_SECONDS)
        memory = {name: memory_of(*pids) for name, pids in processes.items()}
        late = sorted(
            1000 * (at - committed[number])
            for arrivals in [one.close() for one in readers]
            for number, ats in arrivals.items()
            for at in ats
        )
    return {
        "streams": count,
        "expected": CHANGES * count,
        "delivered": len(late),
        "milliseconds": {"p95": round(late[int(len(late) * 0.95)], 1), "max": round(late[-1], 1)},
        "processors": {name: round(spent / seconds, 3) for name, spent in used.items()},
        "memory_bytes": memory,
    }


def _change(changes: int) -> dict[int, float]:
    """Adds a ticket a second; when each was committed, in seconds since 1970, by its number."""
    committed: dict[int, float] = {}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        for number in range(changes):
            row = database.execute(INSERT).fetchone() or (0,)
            committed[row[0]] = time.time()
            # Not in step with the readings, which are a quarter of a second apart.
            time.sleep(1 + 0.25 * number / changes)
    return committed


def main(arguments: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, nargs="+", default=STEPS)
    parser.add_argument("--replicas", type=int, default=REPLICAS)
    parser.add_argument("--print", action="store_true", help="print the results, keep none")
    options = parser.parse_args(arguments)
    allow_files(STREAMS_OF_A_READER)
    use_production_settings()
    if not manage(os.environ["DATABASE_URL"], "migrate_once"):
        raise SystemExit("The database could not be migrated.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, ExitStack() as running:
        folder = Path(name)
        served = events_replicas(options.replicas, folder / "events.log")
        events_port, events = running.enter_context(served)
        front = gateway(free_port(), folder, events=events_port)
        port, nginx = running.enter_context(front)
        database = postmaster(os.environ["DATABASE_URL"])
        processes = {"ticket-events": events, "gateway": [nginx], "database": [database]}
        time.sleep(SETTLE_SECONDS)
        empty = {name: memory_of(*pids) for name, pids in processes.items()}
        steps = []
        for count in options.steps:
            steps.append(measure_step(count, port, processes))
            print(f"{count:,} streams: {steps[-1]}", flush=True)
            time.sleep(SETTLE_SECONDS)
    measured = {
        **origin(),
        "replicas": options.replicas,
        "empty_bytes": empty,
        "steps": steps,
    }
    name = "" if options.print else "streams"
    save(name, measured, "\n".join(streams_report(measured)))


if __name__ == "__main__":
    main(sys.argv[1:])
