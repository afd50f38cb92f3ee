"""Measures ticket-api against the floor and the naive way, and its growth from 10k to 1M tickets.

    make bench                          everything, about twelve minutes
    make bench ARGS="--sizes 10000 --rounds 2 --seconds 0.3"     a trial

Each round of an operation asks the servers that are compared one after the other, so that what
disturbs the machine disturbs all of them. Results go to benchmarks/results/.
"""

import argparse
import json
import os
import secrets
import signal
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.api.databases import counters_are_exact, fresh_database, numbers, script
from benchmarks.api.operations import CHANGE, CREATE, floor_key, requests_of
from benchmarks.api.report import summary, write_report
from benchmarks.api.rounds import Rounds, Server, as_lists, compare
from benchmarks.shared.servers import (
    HERE,
    gateway,
    gunicorn,
    machine,
    postmaster,
    slow_database,
)

# Flushes of the write-ahead log that take this much longer, as on a disk that has to be waited for.
LONGER_FLUSH_MS = 2
# Enough for the counters, whose cost does not depend on it.
SLOW_DATABASE_TICKETS = 100_000


def main() -> None:
    """The command."""
    options = _arguments()
    # Told to end, it ends the servers as well.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    url = os.environ["DATABASE_URL"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    os.environ["DJANGO_SECRET_KEY"] = secrets.token_urlsafe(50)
    databases = {size: fresh_database(url, size) for size in options.sizes}
    plans = {size: script("prepare_database", databases[size], str(size)) for size in options.sizes}
    measured = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "options": vars(options),
        "loads": {size: plan["load"] for size, plan in plans.items()},
    }
    if not options.only:
        measured["searches"] = {
            size: script("search_plans", database) for size, database in databases.items()
        }
    measured |= _measure_requests(options, plans, databases, postmaster(url))
    measured["counters_exact_at_the_end"] = {
        size: counters_are_exact(database) for size, database in databases.items()
    }
    if not options.only:
        largest = max(databases)
        # The newest tickets are now all those of `create`, of one text.
        flooded = script("search_plans", databases[largest])
        measured["searches_after_a_flood"] = {largest: flooded}
        measured["counters"] = _measure_counters(databases[largest])
    write_report(HERE / "results", measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure ticket-api; see benchmarks/README.md.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="of a round")
    parser.add_argument("--note", default="", help="what a reader of the results should know")
    parser.add_argument(
        "--only", default="", help="operations with this in their name, and nothing else"
    )
    return parser.parse_args()


def _measure_requests(
    options: argparse.Namespace,
    plans: dict[int, Any],
    databases: dict[int, str],
    postmaster: int,
) -> dict[str, Any]:
    """All that goes over HTTP: the operations, and the gateway in front of some."""
    largest = max(databases)
    rounds = Rounds(options.rounds, options.seconds, numbers())
    with ExitStack() as running, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)

        def start(who: str, application: str, database: str, **more: str) -> Server:
            log = folder / f"{who}.log"
            served = gunicorn(application, log, DATABASE_URL=database, **more)
            port, process = running.enter_context(served)
            return Server(port, [process, postmaster])

        servers = {
            size: start(f"ticket-api at {size}", "config.wsgi:application", databases[size])
            for size in databases
        }
        statements = _statements(folder / "floor.json", plans[largest])
        floor = start(
            "floor",
            "benchmarks.api.floor:application",
            databases[largest],
            FLOOR_SQL=str(statements),
        )
        naive = start("naive", "benchmarks.api.naive:application", databases[largest])
        direct = servers[largest]
        port, process = running.enter_context(gateway(direct.port, folder))
        fronted = Server(port, [process, *direct.processes])
        results = {}
        for operation in [*plans[largest]["operations"], CREATE, CHANGE]:
            if options.only in operation:
                asked = {size: requests_of(operation, plan) for size, plan in plans.items()}
                results[operation] = compare(
                    rounds,
                    {size: (servers[size], asked[size]["ticket-api"]) for size in servers},
                    (floor, asked[largest]["floor"]),
                    (naive, asked[largest]["naive"]) if "naive" in asked[largest] else None,
                    naive_is_slow=operation != CREATE,
                )
                print(f"{operation}: {summary(results[operation]['paired'])}", flush=True)
        behind = {}
        for operation in ("list, first page", CREATE):
            if operation in results:
                made = requests_of(operation, plans[largest])["ticket-api"]
                pair = rounds.pair({"direct": (direct, made), "nginx": (fronted, made)})
                behind[operation] = as_lists(pair)
    return {"operations": results, "behind_nginx": behind}


def _measure_counters(database: str) -> dict[str, Any]:
    """On a disk that is not waited for, and on one that makes every flush wait."""
    measured = {"no disk": script("counters", database)}
    with slow_database(LONGER_FLUSH_MS) as url:
        script("prepare_database", url, str(SLOW_DATABASE_TICKETS))
        measured[f"flushes {LONGER_FLUSH_MS} ms longer"] = script("counters", url)
    return measured


def _statements(file: Path, plan: dict[str, Any]) -> Path:
    """Writes what the floor carries out into `file`."""
    operations = plan["operations"].items()
    file.write_text(
        json.dumps({floor_key(name): operation["statements"] for name, operation in operations})
    )
    return file


if __name__ == "__main__":
    main()
