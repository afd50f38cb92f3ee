"""Measures what the capacity calculator needs and no other benchmark measures.

    make bench-costs                    about a minute and a half

Bytes that a ticket, a change of it and a suggestion leave in the database, indexes included; memory
of a worker; processor time of a classification in ticket-api and in classifier-svc, whose Gemini is
the fake and answers at once. Results go to benchmarks/results/costs.json.
"""

import json
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import requests

from benchmarks.classifier.requests import text, to_gateway
from benchmarks.classifier.servers import TOKEN, Process, classifier, fake_gemini
from benchmarks.shared.load import drive
from benchmarks.shared.processes import cpu_seconds, memory_of
from benchmarks.shared.servers import (
    HERE,
    WORKERS,
    gunicorn,
    manage,
    origin,
    use_production_settings,
)

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
        use_production_settings()
        if not (manage(url, "migrate") and manage(url, "load_tickets", str(TICKETS))):
            raise SystemExit("The database could not be filled.")
        fake = running.enter_context(fake_gemini(folder / "fake.log"))
        service = running.enter_context(classifier(folder / "classifier.log", fake.port))
        asked = {
            "CLASSIFIER_URL": f"http://127.0.0.1:{service.port}",
            "CLASSIFIER_TOKEN": TOKEN,
        }
        port, pid = running.enter_context(
            gunicorn("config.wsgi:application", folder / "api.log", **asked)
        )
        measured = _measure(url, port, pid, service)
        # The instructions, without the text of the ticket.
        prompt = fake.last_call()["body"]["systemInstruction"]["parts"][0]["text"]
        measured["prompt_characters"] = len(prompt)
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
    }


def _classifications(port: int, pid: int, service: Process) -> dict[str, float]:
    """Microseconds of processor time in each service; every text is another one."""
    services = {"ticket-api": pid, "classifier-svc": service.pid}
    drive(port, to_gateway, connections=CONNECTIONS, seconds=1, first=0)
    before = {name: cpu_seconds(process) for name, process in services.items()}
    taken = drive(port, to_gateway, connections=CONNECTIONS, seconds=SECONDS, first=100_000)
    return {
        name: round(1e6 * (cpu_seconds(process) - before[name]) / len(taken))
        for name, process in services.items()
    }


def _work_on_tickets(port: int) -> None:
    """Suggest, create with the suggestion, change twice: a few thousand times, as people do."""
    session = requests.Session()

    def ask(method: str, path: str, body: dict[str, str]) -> Any:
        address = f"http://127.0.0.1:{port}/api/tickets/{path}"
        answer = session.request(method, address, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    for number in range(1_000):
        described = {"description": text(number)}
        suggested = ask("POST", "classify/", described)
        ticket = {
            **described,
            "title": described["description"][:60],
            "category": suggested["suggested_category"],
            "priority": suggested["suggested_priority"],
            "suggestion_token": suggested["suggestion"]["token"],
        }
        made = ask("POST", "", ticket)
        for status in ("in_progress", "resolved"):
            ask("PATCH", f"{made['id']}/", {"status": status})


def _bytes_a_row(database: psycopg.Connection[Any], table: str) -> int:
    query = f"SELECT pg_total_relation_size('{table}') / greatest(count(*), 1) FROM {table}"  # noqa: S608 (our own names)
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main()
