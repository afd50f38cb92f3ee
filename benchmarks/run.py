"""Measures ticket-api against the floor and the naive way, and its growth from 10k to 1M tickets.

    make bench                          everything, about ten minutes
    make bench ARGS="--sizes 10000 --rounds 2 --seconds 0.3"     a trial

Each round of an operation asks the servers that are compared one after the other, so that what
disturbs the machine disturbs all of them. Results go to benchmarks/results/.
"""

import argparse
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from load import Request, drive, http_request
from report import write_report
from servers import HERE, TICKET_API, cpu_seconds, gunicorn

CONNECTIONS = 8
# One of its requests may take seconds, and its servers have as many processors as ours.
NAIVE_CONNECTIONS = 2
NAIVE_ROUNDS = 3
STATUSES = ("open", "in_progress", "resolved", "closed")


@dataclass
class Round:
    """One server, one operation, a second or so. Times in microseconds."""

    requests: int
    per_second: float
    cpu: float
    p50: float
    p99: float


@dataclass
class Server:
    """A server that runs, and whose processes' time counts."""

    name: str
    port: int
    pid: int
    database: int

    def measure(self, request: Request, connections: int, seconds: float, first: int) -> Round:
        """One round."""
        before, started = cpu_seconds(self.pid, self.database), monotonic()
        times = drive(self.port, request, connections=connections, seconds=seconds, first=first)
        elapsed, used = monotonic() - started, cpu_seconds(self.pid, self.database) - before
        ordered = sorted(times)
        return Round(
            requests=len(times),
            per_second=len(times) / elapsed,
            cpu=used / len(times) * 1e6,
            p50=statistics.median(ordered) * 1e6,
            p99=ordered[int(len(ordered) * 0.99)] * 1e6,
        )


def main() -> None:
    """The command."""
    options = _arguments()
    # Told to end, it ends the servers as well.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    url = os.environ["DATABASE_URL"]
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
    }
    os.environ.update(environment)
    with ExitStack() as running, tempfile.TemporaryDirectory() as folder:
        databases = {size: _database(url, size) for size in options.sizes}
        plans = {
            size: _script("prepare_database.py", databases[size], str(size))
            for size in options.sizes
        }
        largest = max(options.sizes)
        sql = Path(folder) / "floor.json"
        statements = {
            _key(name): operation["statements"]
            for name, operation in plans[largest]["operations"].items()
        }
        sql.write_text(json.dumps(statements))
        postmaster = _postmaster(url)

        def start(name: str, application: str, database: str, **more: str) -> Server:
            log = Path(folder) / f"{name}.log"
            served = gunicorn(application, log, DATABASE_URL=database, **more)
            return Server(name, *running.enter_context(served), postmaster)

        ours = {
            size: start(f"ticket-api at {size}", "config.wsgi:application", databases[size])
            for size in options.sizes
        }
        floor = start("floor", "floor:application", databases[largest], FLOOR_SQL=str(sql))
        naive = start("naive", "naive:application", databases[largest])
        results = {
            name: _measure(name, ours, floor, naive, plans, options)
            for name in [*plans[largest]["operations"], "create", "change of status"]
            if options.only in name
        }
        exact = {size: _counters_are_exact(databases[size]) for size in options.sizes}
        searches = {size: _script("search_plans.py", databases[size]) for size in options.sizes}
        counters = _script("counters.py", databases[largest])
        print(f"counters: {counters}", flush=True)
    loads = {size: size / plans[size]["load_seconds"] for size in options.sizes}
    write_report(
        HERE / "results",
        {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": _machine(),
            "options": vars(options),
            "loads_per_second": loads,
            "counters_exact_at_the_end": exact,
            "counters": counters,
            "searches": searches,
            "operations": results,
        },
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure ticket-api; see benchmarks/README.md.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of a round")
    parser.add_argument("--note", default="", help="what a reader of the results should know")
    parser.add_argument("--only", default="", help="operations with this in their name")
    return parser.parse_args()


def _measure(
    name: str,
    ours: dict[int, Server],
    floor: Server,
    naive: Server,
    plans: dict[int, Any],
    options: argparse.Namespace,
) -> dict[str, Any]:
    """All rounds of one operation: paired at the largest size, then alone at every size."""
    largest = max(ours)
    asked = {size: _requests(name, plans[size]) for size in ours}
    numbers = _numbers()
    paired: dict[str, list[Round]] = {"ticket-api": [], "floor": [], "naive": []}
    growth: dict[int, list[Round]] = {size: [] for size in ours}
    for size, server in ours.items():  # So that nobody's first request is measured.
        server.measure(asked[size]["ticket-api"], CONNECTIONS, 0.2, next(numbers))
    floor.measure(asked[largest]["floor"], CONNECTIONS, 0.2, next(numbers))
    for number in range(options.rounds):
        for server, who in ((ours[largest], "ticket-api"), (floor, "floor")):
            made = asked[largest][who]
            paired[who].append(server.measure(made, CONNECTIONS, options.seconds, next(numbers)))
        for size, server in ours.items():
            made = asked[size]["ticket-api"]
            growth[size].append(server.measure(made, 1, options.seconds / 2, next(numbers)))
        if "naive" in asked[largest] and number < NAIVE_ROUNDS:
            made = asked[largest]["naive"]
            paired["naive"].append(
                naive.measure(made, NAIVE_CONNECTIONS, options.seconds, next(numbers))
            )
    print(f"{name}: {_summary(paired)}", flush=True)
    return {
        "paired": {who: [asdict(one) for one in rounds] for who, rounds in paired.items()},
        "growth": {size: [asdict(one) for one in rounds] for size, rounds in growth.items()},
    }


def _numbers() -> Iterator[int]:
    """The first number of each round: no two requests of a run share one."""
    base = secrets.randbelow(10**9) * 10**9
    while True:
        yield base
        base += 10**6


def _requests(name: str, plan: dict[str, Any]) -> dict[str, Request]:
    if name == "create":
        return {who: _create(path) for who, path in _CREATE_PATHS.items()}
    if name == "change of status":
        return {
            "ticket-api": _change(lambda ticket: f"/api/tickets/{ticket}/", plan["ids"]),
            "floor": _change(lambda ticket: f"/change/{ticket}", plan["ids"]),
        }
    operation = plan["operations"][name]
    paths = {
        "ticket-api": operation["path"],
        "floor": f"/{_key(name)}",
        "naive": operation["naive"],
    }
    made = {who: http_request("GET", path) for who, path in paths.items()}
    return {who: lambda _number, same=same: same for who, same in made.items()}


_CREATE_PATHS = {"ticket-api": "/api/tickets/", "floor": "/create", "naive": "/tickets/"}


def _create(path: str) -> Request:
    def request(number: int) -> bytes:
        ticket = {
            "title": "Charged twice for Norvebel",
            "description": f"The invoice of Monday shows it. The order is B-{number}.",
            "category": "billing",
            "priority": "high",
        }
        body = json.dumps(ticket).encode()
        return http_request("POST", path, body, Idempotency_Key=f"bench-{number}")

    return request


def _change(path: Callable[[int], str], ids: list[int]) -> Request:
    def request(number: int) -> bytes:
        # Neighbours in a row of requests never change the same ticket.
        ticket = ids[number % len(ids)]
        status = STATUSES[number // len(ids) % len(STATUSES)]
        return http_request("PATCH", path(ticket), json.dumps({"status": status}).encode())

    return request


def _key(name: str) -> str:
    return name.replace(",", "").replace(" ", "-")


def _database(url: str, size: int) -> str:
    """A fresh database for `size` tickets on the server at `url`; gives its address."""
    name = f"bench_{size}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _script(name: str, database: str, *arguments: str) -> Any:
    """What one of our scripts says of `database`."""
    done = subprocess.run(  # noqa: S603 (our own script)
        [sys.executable, str(HERE / name), *arguments],
        cwd=TICKET_API,
        env={**os.environ, "DATABASE_URL": database},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _counters_are_exact(database: str) -> bool:
    check = [sys.executable, "manage.py", "ticket_counters", "--check", "--verbosity=0"]
    environment = {**os.environ, "DATABASE_URL": database}
    done = subprocess.run(check, cwd=TICKET_API, env=environment, check=False)  # noqa: S603 (ours)
    return done.returncode == 0


def _postmaster(url: str) -> int:
    """The server's first process, if it runs on this machine."""
    with psycopg.connect(url) as connection:
        backend = connection.info.backend_pid
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1])


def _machine() -> str:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return f"{os.cpu_count()} processors ({models[0] if models else 'unknown'})"


def _summary(paired: dict[str, list[Round]]) -> str:
    parts = [
        f"{who} {statistics.median(r.per_second for r in rounds):,.0f}/s "
        f"{statistics.median(r.cpu for r in rounds):,.0f} µs"
        for who, rounds in paired.items()
        if rounds
    ]
    return ", ".join(parts)


if __name__ == "__main__":
    main()
