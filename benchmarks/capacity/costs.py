"""Measures what the capacity calculator needs and no other benchmark measures.

    make bench-costs                    about a minute and a half

Bytes that a ticket, a change of it and a suggestion leave in the database, indexes included; memory
of a worker; processor time of a classification in ticket-api and in classifier-svc, whose Gemini is
the fake and answers at once. Results go to benchmarks/results/costs.json.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import requests

from benchmarks.classifier.requests import text
from benchmarks.classifier.servers import (
    CLASSIFIER,
    PYTHON,
    TOKEN,
    Process,
    classifier,
    fake_gemini,
)
from benchmarks.shared.load import drive, http_request
from benchmarks.shared.processes import cpu_seconds, memory_of
from benchmarks.shared.servers import HERE, TICKET_API, WORKERS, gunicorn, origin

sys.path.insert(0, str(TICKET_API / "tests"))
from gunicorn_server import environment

TICKETS = 200_000
CONNECTIONS = 8
SECONDS = 4.0
# What stays for each ticket, change and suggestion; the log of changes and the idempotency keys are
# swept, and the counters do not grow with them.
GROWING = {"tickets_ticket": "ticket", "ticket_audit": "change", "ticket_suggestion": "suggestion"}


def main() -> None:
    """The command: fill a database, ask its servers, write what it took."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        url = os.environ["DATABASE_URL"]
        variables = environment(DATABASE_URL=url)
        for command in (["migrate", "--verbosity=0"], ["load_tickets", str(TICKETS)]):
            manage = [sys.executable, "manage.py", *command]
            subprocess.run(manage, cwd=TICKET_API, env=variables, check=True)  # noqa: S603 (ours)
        fake = running.enter_context(fake_gemini(folder / "fake.log"))
        service = running.enter_context(classifier(folder / "classifier.log", fake.port))
        asked = {
            "CLASSIFIER_URL": f"http://127.0.0.1:{service.port}",
            "CLASSIFIER_TOKEN": TOKEN,
        }
        port, pid = running.enter_context(
            gunicorn("config.wsgi:application", folder / "api.log", **variables, **asked)
        )
        measured = _measure(url, port, pid, service)
    path = HERE / "results" / "costs.json"
    path.write_text(json.dumps(measured, indent=1) + "\n")
    print(path.read_text())


def _measure(url: str, port: int, pid: int, service: Process) -> dict[str, Any]:
    with psycopg.connect(url, autocommit=True) as database:
        classify = _classifications(port, pid, service)
        _work_on_tickets(port)
        database.execute("VACUUM ANALYZE")
        sizes = {what: _bytes_a_row(database, table) for table, what in GROWING.items()}
        length = "SELECT avg(length(title) + length(description)) FROM tickets_ticket"
        characters = round(float((database.execute(length).fetchone() or [0])[0]))
    return {
        **origin(),
        "bytes": sizes,
        "classification_cpu_us": classify,
        "memory_mb": {
            "ticket-api worker": round(memory_of(pid) / 2**20 / (WORKERS + 1)),
            "classifier-svc": round(service.megabytes()),
        },
        "ticket_characters": characters,
        "prompt_characters": _prompt_characters(),
    }


def _classifications(port: int, pid: int, service: Process) -> dict[str, float]:
    """Microseconds of processor time in each service; every text is another one."""

    def request(number: int) -> bytes:
        body = json.dumps({"description": text(number)}).encode()
        return http_request("POST", "/api/tickets/classify/", body)

    drive(port, request, connections=CONNECTIONS, seconds=1, first=0)
    before = cpu_seconds(pid), service.cpu()
    taken = drive(port, request, connections=CONNECTIONS, seconds=SECONDS, first=100_000)
    after = cpu_seconds(pid), service.cpu()
    names = ("ticket-api", "classifier-svc")
    return {
        name: round(1e6 * (b - a) / len(taken))
        for name, a, b in zip(names, before, after, strict=True)
    }


def _work_on_tickets(port: int) -> None:
    """Suggest, create with the suggestion, change twice: a few thousand times, as people do."""
    session = requests.Session()
    base = f"http://127.0.0.1:{port}/api/tickets/"
    for number in range(1_000):
        described = {"description": text(number)}
        suggested = session.post(f"{base}classify/", json=described, timeout=30).json()
        ticket = {
            **described,
            "title": described["description"][:60],
            "category": suggested["suggested_category"],
            "priority": suggested["suggested_priority"],
            "suggestion_token": suggested["suggestion"]["token"],
        }
        made = session.post(base, json=ticket, timeout=30)
        made.raise_for_status()
        for status in ("in_progress", "resolved"):
            changed = session.patch(
                f"{base}{made.json()['id']}/", json={"status": status}, timeout=30
            )
            changed.raise_for_status()


def _bytes_a_row(database: psycopg.Connection[Any], table: str) -> int:
    query = f"SELECT pg_total_relation_size('{table}') / greatest(count(*), 1) FROM {table}"  # noqa: S608 (our own names)
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def _prompt_characters() -> int:
    """Length of the prompt without the ticket's text."""
    program = (
        "from pathlib import Path; from classifier.pipeline import prompt, taxonomy;"
        "found = taxonomy.load_taxonomy(Path('taxonomies', 'support-tickets.yaml'));"
        "print(len(prompt.instructions(found)))"
    )
    command = [PYTHON, "-c", program]
    said = subprocess.run(command, cwd=CLASSIFIER, check=True, capture_output=True)  # noqa: S603 (ours)
    return int(said.stdout)


if __name__ == "__main__":
    main()
