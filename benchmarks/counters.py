"""What the counters cost: creating tickets with their triggers on and off, as JSON.

Eight connections create and change tickets of one combination, so that a counter row of its own
would be fought over. The last figure is a storm of changes for deadlocks.
"""

import json
import os
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import psycopg

WRITERS = 8
ROUNDS = 5
SECONDS = 2.0
CHANGES = 100_000
TRIGGERS = ("count_created", "count_changed")
CREATE = """
INSERT INTO tickets_ticket (title, description, category, priority, status)
VALUES ('Charged twice', 'The invoice of Monday shows it.', 'billing', 'high', 'open') RETURNING id
"""
CHANGE = "UPDATE tickets_ticket SET status = %s WHERE id = %s"
STATUSES = ("closed", "open")

Connection = psycopg.Connection[Any]


def main() -> None:
    """The command: counters.py, with DATABASE_URL."""
    url = os.environ["DATABASE_URL"]
    connections = [psycopg.connect(url, autocommit=True) for _ in range(WRITERS)]
    rates: dict[str, list[float]] = {"on": [], "off": []}
    for _ in range(ROUNDS):
        for state in rates:
            _switch(connections[0], state)
            rates[state].append(_create(connections))
    _switch(connections[0], "on")
    json.dump(
        {
            "creates_per_second": {state: statistics.median(r) for state, r in rates.items()},
            "on_against_off": statistics.median(
                on / off for on, off in zip(rates["on"], rates["off"], strict=True)
            ),
            "changes": _storm(connections),
        },
        sys.stdout,
    )


def _switch(connection: Connection, state: str) -> None:
    word = "ENABLE" if state == "on" else "DISABLE"
    for trigger in TRIGGERS:
        connection.execute(f"ALTER TABLE tickets_ticket {word} TRIGGER {trigger}".encode())


def _create(connections: list[Connection]) -> float:
    """Tickets created a second by all writers."""
    end = monotonic() + SECONDS

    def write(connection: Connection) -> int:
        done = 0
        while monotonic() < end:
            connection.execute(CREATE)
            done += 1
        return done

    started = monotonic()
    with ThreadPoolExecutor(WRITERS) as threads:
        done = sum(threads.map(write, connections))
    return done / (monotonic() - started)


def _storm(connections: list[Connection]) -> dict[str, float]:
    """Changes of status by all writers on tickets of the same combination; deadlocks counted."""

    def write(connection: Connection) -> int:
        deadlocks = 0
        ids = [(connection.execute(CREATE).fetchone() or (0,))[0] for _ in range(2)]
        for number in range(CHANGES // WRITERS // 2):
            try:
                with connection.transaction():
                    for ticket in ids if number % 4 < 2 else ids[::-1]:
                        connection.execute(CHANGE, [STATUSES[number % 2], ticket])
            except psycopg.errors.DeadlockDetected:
                deadlocks += 1
        return deadlocks

    started = monotonic()
    with ThreadPoolExecutor(WRITERS) as threads:
        deadlocks = sum(threads.map(write, connections))
    return {"number": CHANGES, "deadlocks": deadlocks, "seconds": monotonic() - started}


if __name__ == "__main__":
    main()
