"""Measures ticket-api at ten million tickets beside one million, and the same tickets by month.

    make bench-large                                        some half an hour, 20 GB of disk
    make bench-large ARGS="--sizes 10000 100000 --rounds 2"     a trial of two minutes

Two databases on one server; both are asked in turns, so what disturbs the machine disturbs both.
After that the tickets of the larger one are copied into a table of one partition a month, and the
same SQL is sent to both (`partitions.py`). Results go to benchmarks/results/.
"""

import argparse
import os
import secrets
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.api.databases import counters_are_exact, fresh_database, numbers, script
from benchmarks.api.large_report import write_large_report
from benchmarks.api.operations import CHANGE, CREATE, requests_of
from benchmarks.api.report import summary
from benchmarks.api.rounds import GROWTH_TURNS, Rounds, Server, as_lists
from benchmarks.shared.servers import HERE, gunicorn, machine, postmaster

# Of a ticket with its indexes and counters, twice (one table, and by month), and what sorting and
# the write-ahead log take meanwhile; `make bench-costs` measures 675 bytes.
BYTES_A_TICKET = 1_900


def main() -> None:
    """The command."""
    options = _arguments()
    # Told to end, it ends the servers as well.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    url = os.environ["DATABASE_URL"]
    _refuse_without_room(url, sum(options.sizes))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    os.environ["DJANGO_SECRET_KEY"] = secrets.token_urlsafe(50)
    databases = {size: fresh_database(url, size) for size in sorted(options.sizes)}
    plans = {
        size: script("prepare_database", database, str(size), "--without-naive")
        for size, database in databases.items()
    }
    measured = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "options": vars(options),
        "loads": {size: plan["load"] for size, plan in plans.items()},
        "bytes": {size: _bytes(database) for size, database in databases.items()},
        "operations": _measure_requests(options, plans, databases, postmaster(url)),
        "counters_exact_at_the_end": {
            size: counters_are_exact(database) for size, database in databases.items()
        },
        "by_month": script("partitions", databases[max(databases)]),
    }
    write_large_report(HERE / "results", measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure large tables; see benchmarks/README.md.")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000_000, 10_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="of a round")
    return parser.parse_args()


def _refuse_without_room(url: str, tickets: int) -> None:
    """SystemExit if the disk under the database has no room for so many tickets."""
    with psycopg.connect(url) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("/",)
    # A server elsewhere has a disk that cannot be seen from here.
    places = [Path(folder), Path(tempfile.gettempdir())]
    there = next(place for place in places if place.exists())
    free, needed = shutil.disk_usage(there).free, tickets * BYTES_A_TICKET
    if free < needed:
        raise SystemExit(
            f"{tickets:,} tickets need some {needed / 1e9:.0f} GB of disk, and {there} has "
            f'{free / 1e9:.0f} GB free. Take fewer: make bench-large ARGS="--sizes 100000 1000000".'
        )


def _bytes(database: str) -> dict[str, int]:
    """The size of the table, and of each of its indexes."""
    with psycopg.connect(database) as connection:
        return dict(connection.execute(_BYTES).fetchall())


_BYTES = """
SELECT 'table', pg_table_size('tickets_ticket') UNION ALL
SELECT indexrelid::regclass::text, pg_relation_size(indexrelid)
FROM pg_index WHERE indrelid = 'tickets_ticket'::regclass
"""


def _measure_requests(
    options: argparse.Namespace,
    plans: dict[int, Any],
    databases: dict[int, str],
    postmaster: int,
) -> dict[str, Any]:
    """Each operation at both sizes: over eight connections in pairs, and alone in turns."""
    rounds = Rounds(options.rounds, options.seconds, numbers())
    results = {}
    with ExitStack() as running, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        servers = {}
        for size, database in databases.items():
            log = Path(name) / f"{size}.log"
            served = gunicorn("config.wsgi:application", log, DATABASE_URL=database)
            port, process = running.enter_context(served)
            servers[size] = Server(port, [process, postmaster])
        for operation in [*plans[max(plans)]["operations"], CREATE, CHANGE]:
            asked = {
                size: (server, requests_of(operation, plans[size])["ticket-api"])
                for size, server in servers.items()
            }
            paired = as_lists(rounds.pair(asked))
            alone: dict[int, list[float]] = {size: [] for size in asked}
            for _ in range(rounds.count * GROWTH_TURNS):
                for size, one in asked.items():
                    alone[size].append(rounds.alone(*one))
            results[operation] = {"paired": paired, "growth": alone}
            print(f"{operation}: {summary(paired)}", flush=True)
    return results


if __name__ == "__main__":
    main()
