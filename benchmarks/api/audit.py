"""What the audit trail costs: PostgreSQL's processor time for a change with and without, as JSON.

    local/python local with-database -- ticket-api/.venv/bin/python benchmarks/audit.py

One connection, and then eight, change tickets of their own, one status a transaction, as the API
does: read and locked with the request id, then written. Processor time, because changes a second
say more about what else the machine does. The database is migrated first.
"""

import json
import os
import statistics
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

TICKET_API = Path(__file__).resolve().parents[2] / "ticket-api"
sys.path.insert(0, str(TICKET_API))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402

from benchmarks.shared.processes import cpu_seconds  # noqa: E402

WRITERS = (1, 8)
ROUNDS = 9
CHANGES = 2_000
STATES = ("on", "off")
CREATE = """
INSERT INTO tickets_ticket (title, description, category, priority, status)
VALUES ('Charged twice', 'The invoice of Monday shows it.', 'billing', 'high', 'open') RETURNING id
"""
READ = "SELECT * FROM tickets_ticket WHERE id = %s FOR NO KEY UPDATE"
READ_WITH_ID = """
SELECT *, set_config('tickets.request_id', %s, true) FROM tickets_ticket WHERE id = %s
FOR NO KEY UPDATE
"""
CHANGE = "UPDATE tickets_ticket SET status = %s, updated_at = now() WHERE id = %s"

Connection = psycopg.Connection[Any]


def main() -> None:
    """The command: audit.py, with DATABASE_URL."""
    django.setup()
    call_command("migrate", verbosity=0)
    url = os.environ["DATABASE_URL"]
    connections = [psycopg.connect(url, autocommit=True) for _ in range(max(WRITERS))]
    measured = {f"{writers} writers": _compare(connections[:writers]) for writers in WRITERS}
    json.dump(measured, sys.stdout, indent=2)
    sys.stdout.write("\n")


def _compare(connections: list[Connection]) -> dict[str, Any]:
    cost: dict[str, list[float]] = {state: [] for state in STATES}
    for round_number in range(ROUNDS):
        # Each is first in turn, so that what grows meanwhile slows neither.
        for state in STATES if round_number % 2 else STATES[::-1]:
            _switch(connections[0], state)
            cost[state].append(_microseconds(connections, with_id=state == "on"))
    _switch(connections[0], "on")
    ratios = sorted(on / off for on, off in zip(cost["on"], cost["off"], strict=True))
    return {
        "microseconds_a_change": {state: round(statistics.median(c)) for state, c in cost.items()},
        "on_against_off": {
            "least": round(ratios[0], 3),
            "median": round(statistics.median(ratios), 3),
            "most": round(ratios[-1], 3),
        },
    }


def _switch(connection: Connection, state: str) -> None:
    word = "ENABLE" if state == "on" else "DISABLE"
    connection.execute(f"ALTER TABLE tickets_ticket {word} TRIGGER audit_changed".encode())


def _microseconds(connections: list[Connection], *, with_id: bool) -> float:
    """Processor time of the connections' servers for one of the changes they all make."""
    tickets = [(connection.execute(CREATE).fetchone() or (0,))[0] for connection in connections]
    changes = CHANGES // len(connections)

    def write(connection: Connection, ticket: int) -> None:
        for number in range(changes):
            with connection.transaction():
                if with_id:
                    connection.execute(READ_WITH_ID, [uuid.uuid4().hex, ticket])
                else:
                    connection.execute(READ, [ticket])
                connection.execute(CHANGE, [("closed", "open")[number % 2], ticket])

    servers = [connection.info.backend_pid for connection in connections]
    before = cpu_seconds(*servers)
    with ThreadPoolExecutor(len(connections)) as threads:
        list(threads.map(write, connections, tickets))
    return 1e6 * (cpu_seconds(*servers) - before) / (changes * len(connections))


if __name__ == "__main__":
    main()
