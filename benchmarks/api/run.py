"""Measures ticket-api against the honest floor and naive DRF, and its growth with the tickets.

    make bench                          everything, about ten minutes
    make bench ARGS="--sizes 10000 --rounds 2 --seconds 0.3 --print"     a trial
    make bench-large                    one and ten million tickets, 15 GB of disk

In each round of an operation the servers that are compared take turns, so that a disturbance of the
machine falls on all of them. Results go to benchmarks/results/NAME.{json,md}.
"""

import argparse
import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.api.databases import filled, fresh_database, numbers
from benchmarks.api.operations import CHANGE, CREATE, REPLY, requests_of
from benchmarks.api.report import write_report
from benchmarks.api.rounds import Rounds
from benchmarks.api.same_answers import check_answers
from benchmarks.shared.load import Server
from benchmarks.shared.servers import (
    gunicorn,
    manage,
    origin,
    postmaster,
    use_production_settings,
)

MOST_MESSAGES = 5_000_000


def main() -> None:
    """The command."""
    options = _arguments()
    # SIGTERM ends the servers as well.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    url = os.environ["DATABASE_URL"]
    use_production_settings()
    databases = {size: fresh_database(url, size) for size in sorted(options.sizes)}
    without = ["--without-naive"] if options.without_naive else []
    plans = {
        size: filled(database, size, min(size * options.messages, MOST_MESSAGES), *without)
        for size, database in databases.items()
    }
    measured = {
        **origin(),
        "options": vars(options),
        "loads": {size: plan["load"] for size, plan in plans.items()},
        "operations": _measure(options, plans, databases, postmaster(url)),
        "counters_exact_at_the_end": {
            size: manage(database, "ticket_counters", "--check")
            for size, database in databases.items()
        },
    }
    write_report("" if options.print else options.name, measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure ticket-api; see benchmarks/README.md.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--messages", type=int, default=5, help="of a ticket, at most 5 million")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="of a round")
    parser.add_argument("--only", default="", help="operations with this in their name")
    parser.add_argument("--without-naive", action="store_true", help="leave out naive DRF")
    parser.add_argument("--name", default="latest", help="of the results")
    parser.add_argument("--print", action="store_true", help="print the results, keep none")
    return parser.parse_args()


def _measure(
    options: argparse.Namespace,
    plans: dict[int, Any],
    databases: dict[int, str],
    postmaster: int,
) -> dict[str, Any]:
    """Every operation."""
    largest = max(databases)
    rounds = Rounds(options.rounds, options.seconds, numbers())
    with ExitStack() as running, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)

        def start(who: str, application: str, database: str) -> Server:
            served = gunicorn(application, folder / f"{who}.log", DATABASE_URL=database)
            port, process = running.enter_context(served)
            return Server(port, [process, postmaster])

        ours = {
            size: start(f"ticket-api-{size}", "config.wsgi:application", databases[size])
            for size in databases
        }
        servers = {
            "ticket-api": ours[largest],
            "floor": start("floor", "benchmarks.api.floor:application", databases[largest]),
        }
        if not options.without_naive:
            naive = "benchmarks.api.naive:application"
            servers["naive"] = start("naive", naive, databases[largest])
        check_answers(servers, plans[largest])
        operations = {}
        for operation in [*plans[largest]["operations"], REPLY, CREATE, CHANGE]:
            if options.only not in operation:
                continue
            print(f"{operation} …", flush=True)
            made = {size: requests_of(operation, plan) for size, plan in plans.items()}
            asked = {
                who: (servers[who], made[largest][who]) for who in servers & made[largest].keys()
            }
            # Its reads go through all tickets.
            slow = () if operation in (CREATE, CHANGE) else ("naive",)
            operations[operation] = {
                "paired": rounds.pair(asked, slow),
                "growth": rounds.growth({s: (ours[s], made[s]["ticket-api"]) for s in ours}),
            }
    return operations


if __name__ == "__main__":
    main()
