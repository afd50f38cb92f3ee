"""Measures what it costs to find out who is asking, and what the limits cost.

    make bench-costs                    this is its second half, about two minutes

The first page of tickets: asked for by nobody in an open portal, by a session and by an API token
in one for agents, and by that token through the gateway with its limits and without, in turns.
Results go to benchmarks/results/callers.json and .md.
"""

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import requests

from benchmarks.api.rounds import Rounds, Server
from benchmarks.shared.load import Request, http_request
from benchmarks.shared.servers import (
    HERE,
    LIFTED,
    TICKET_API,
    gateway,
    gunicorn,
    machine,
    postmaster,
)

sys.path.insert(0, str(TICKET_API / "tests"))
from gunicorn_server import environment

TICKETS = 20_000
ROUNDS = 9
SECONDS = 1.0
COUNTED = 200
PATH = "/api/tickets/?limit=20"
PASSWORD = "a horse that counts to 17"  # noqa: S105 (of an account that lives for a minute)
NOBODY, SESSION, TOKEN = "nobody, open portal", "session", "API token"
# Far above what is asked, so that each request is counted and none is refused.
KEPT = {"RATE_LIMITS": "on", "RATE_LIMIT_ACCOUNT": "100000r/s"}
OFF, ON = "through the gateway, limits off", "through the gateway, limits on"


def main() -> None:
    """The command: fill a database, ask its servers in turns, write what it took."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder, url = Path(name), os.environ["DATABASE_URL"]
        variables = environment(DATABASE_URL=url)
        word = _prepare(variables)
        ports = {
            access: running.enter_context(
                gunicorn(
                    "config.wsgi:application", folder / access, **variables, PORTAL_ACCESS=access
                )
            )
            for access in ("open", "agents")
        }
        callers = _callers(ports, postmaster(url), word)
        for where, limits in ((OFF, LIFTED), (ON, KEPT)):
            behind = folder / where[-3:].strip()
            behind.mkdir()
            port, pid = running.enter_context(gateway(ports["agents"][0], behind, limits))
            callers[where] = (Server(port, [pid]), callers[TOKEN][1])
        rounds = Rounds(ROUNDS, SECONDS, itertools.count(step=1_000_000))
        measured = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "load_before": [round(one, 1) for one in os.getloadavg()],
            "queries": {who: _queries(url, callers[who]) for who in (NOBODY, SESSION, TOKEN)},
            "microseconds": {
                who: [round(one.cpu) for one in found]
                for who, found in rounds.pair(callers).items()
            },
        }
    _write(measured)


def _prepare(variables: dict[str, str]) -> str:
    """Tickets, an account and its token, whose word comes back."""

    def manage(*command: str, typed: str = "") -> str:
        done = subprocess.run(  # noqa: S603 (ours)
            [sys.executable, "manage.py", *command],
            cwd=TICKET_API,
            env=variables,
            check=True,
            input=typed,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout.strip()

    manage("migrate", "--verbosity=0")
    manage("load_tickets", str(TICKETS))
    manage("account", "anna", typed=f"{PASSWORD}\n")
    return manage("api_token", "create", "benchmark", "--account", "anna")


def _callers(
    ports: dict[str, tuple[int, int]], database: int, word: str
) -> dict[str, tuple[Server, Request]]:
    """Who asks which server, and how; each shows who it is in its own way."""
    shown = {
        NOBODY: ("open", {}),
        SESSION: ("agents", {"Cookie": f"sessionid={_signed_in(ports['agents'][0])}"}),
        TOKEN: ("agents", {"Authorization": f"Bearer {word}"}),
    }
    return {
        who: (Server(ports[access][0], [ports[access][1], database]), _page(headers))
        for who, (access, headers) in shown.items()
    }


def _page(headers: dict[str, str]) -> Request:
    same = http_request("GET", PATH, **headers)
    return lambda _number: same


def _signed_in(port: int) -> str:
    """The key of a session."""
    browser, address = requests.Session(), f"http://127.0.0.1:{port}/api/session/"
    browser.get(address, timeout=30)
    token = {"X-CSRFToken": browser.cookies["csrftoken"]}
    body = {"username": "anna", "password": PASSWORD}
    browser.post(address, json=body, headers=token, timeout=30).raise_for_status()
    return browser.cookies["sessionid"]


def _queries(url: str, caller: tuple[Server, Request]) -> float:
    """Statements of the database for a request: outside of transactions each commits by itself."""
    server, request = caller
    address = f"http://127.0.0.1:{server.port}{PATH}"
    headers = dict(
        line.split(": ", 1) for line in request(0).decode().split("\r\n")[1:] if ": " in line
    )
    with psycopg.connect(url, autocommit=True) as database, requests.Session() as session:
        before = _commits(database)
        for _ in range(COUNTED):
            session.get(address, headers=headers, timeout=30).raise_for_status()
        return round((_commits(database) - before) / COUNTED, 2)


def _commits(database: psycopg.Connection[Any]) -> int:
    """Of everybody else, who tell of theirs when they have been idle for ten seconds."""
    time.sleep(12)
    row = database.execute(
        "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    ).fetchone()
    return int(row[0]) if row else 0


def _write(measured: dict[str, Any]) -> None:
    text = "\n".join(_report(measured)) + "\n"
    folder = HERE / "results"
    (folder / "callers.json").write_text(json.dumps(measured, indent=1) + "\n")
    (folder / "callers.md").write_text(text)
    print(text)


def _report(measured: dict[str, Any]) -> Iterator[str]:
    yield f"# What it costs to know who is asking, {measured['made_at'][:10]}"
    yield ""
    yield (
        f"{measured['machine']}, load average before: {measured['load_before'][0]}. A page of 20 "
        f"tickets, {ROUNDS} rounds in turns; processor time of gunicorn and PostgreSQL, through "
        "the gateway that of nginx alone. Ratios are of one round each: median (lowest to highest)."
    )
    yield ""
    yield "| who asks | queries | µs a request | ratio |"
    yield "| --- | --- | --- | --- |"
    taken, queries = measured["microseconds"], measured["queries"]
    for who, against in (
        (NOBODY, NOBODY),
        (SESSION, NOBODY),
        (TOKEN, NOBODY),
        (OFF, OFF),
        (ON, OFF),
    ):
        ratios = [one / other for one, other in zip(taken[who], taken[against], strict=True)]
        spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        asked = queries.get(who, "")
        yield f"| {who} | {asked} | {statistics.median(taken[who]):.0f} | {spread} |"


if __name__ == "__main__":
    main()
