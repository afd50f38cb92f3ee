"""Measures what a worker's restart (gunicorn's max_requests) costs the clients behind the gateway.

    make bench-restarts                 about three minutes

Two ticket-apis with an installation's settings, each behind its own gateway: one replaces a worker
after a thousand requests, the other never. In paired rounds eight kept connections read the first
page. Results go to benchmarks/results/restarts.{json,md}.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.api.databases import filled, fresh_database, numbers
from benchmarks.api.operations import requests_of
from benchmarks.api.rounds import Rounds
from benchmarks.shared.load import Server
from benchmarks.shared.report import cells, head, save, spread
from benchmarks.shared.servers import gateway, gunicorn, origin, postmaster, use_production_settings

TICKETS = 100_000
OPERATION = "list, first page"
# gunicorn.conf.py's (requirements §7.2).
RESTARTS = ("--max-requests", "1000", "--max-requests-jitter", "50")
NONE = ("--max-requests", "0")
AT_MOST = 2.0


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=8.0, help="of a round")
    parser.add_argument("--print", action="store_true", help="print the results, keep none")
    options = parser.parse_args()
    use_production_settings()
    url = os.environ["DATABASE_URL"]
    database = fresh_database(url, TICKETS)
    plan = filled(database, TICKETS, 5 * TICKETS, "--without-naive")
    request = requests_of(OPERATION, plan)["ticket-api"]
    with ExitStack() as running, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        asked, logs = {}, {}
        for who, switches in (("with", RESTARTS), ("without", NONE)):
            folder = Path(name) / who
            folder.mkdir()
            folder.parent.chmod(0o755)
            logs[who] = folder / "ticket-api.log"
            served = gunicorn("config.wsgi:application", logs[who], switches, DATABASE_URL=database)
            port, process = running.enter_context(served)
            front, nginx = running.enter_context(gateway(port, folder))
            asked[who] = (Server(front, [nginx, process, postmaster(url)]), request)
        rounds = Rounds(options.rounds, options.seconds, numbers())
        measured = {
            **origin(),
            "options": vars(options),
            "rounds": rounds.pair(asked),
            "restarts": {who: log.read_text().count("Autorestarting") for who, log in logs.items()},
        }
    save("" if options.print else "restarts", measured, "\n".join(_report(measured)))


def _report(measured: dict[str, Any]) -> Iterator[str]:
    rounds, restarts = measured["rounds"], measured["restarts"]
    yield f"# What a worker's restart costs, {measured['made_at'][:10]}"
    yield ""
    yield (
        f"{measured['machine']}. The first page of {TICKETS:,} tickets through the gateway, 8 kept "
        f"connections, medians of {measured['options']['rounds']} paired rounds of "
        f"{measured['options']['seconds']:g} s; {restarts['with']} restarts in all of them."
    )
    yield ""
    yield from head("restarts", "requests/s", "p50 ms", "p99 ms")
    figures = ("per_second", "p50", "p99")
    for who in ("with", "without"):
        values = [statistics.median(one[what] for one in rounds[who]) for what in figures]
        yield cells(who, f"{values[0]:,.0f}", *(f"{value / 1000:.1f}" for value in values[1:]))
    pairs = zip(rounds["with"], rounds["without"], strict=True)
    times = [a["p99"] / b["p99"] for a, b in pairs]
    text = spread(times) if statistics.median(times) <= AT_MOST else f"**{spread(times)}**"
    yield ""
    yield f"p99 with ÷ p99 without: {text}, wanted at most {AT_MOST:g}."


if __name__ == "__main__":
    main()
