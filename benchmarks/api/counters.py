"""What the counters cost, and whether they are exact, while eight connections write; as JSON.

They create tickets of one combination with the triggers of the counters on and off, so that a
counter row of its own would be fought over. Then comes a storm of changes, for deadlocks, during
which the counters are held to the tickets again and again. Runs in ticket-api's environment.
"""

import json
import os
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ticket-api"))

import django
import psycopg

django.setup()

from tickets.services.ticket_counters import counters_difference  # noqa: E402

WRITERS = 8
ROUNDS = 5
SECONDS = 2.0
CHANGES = 100_000
CHECK_PAUSE_SECONDS = 1.0
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
    missed = sum(abs(number) for number in counters_difference(correct=True).values())
    json.dump(
        {
            "creates_per_second": rates,
            "on_against_off": statistics.median(
                on / off for on, off in zip(rates["on"], rates["off"], strict=True)
            ),
            # By combination and by day: a ticket that was created without triggers is missed twice.
            "rebuilt": missed,
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


def _storm(connections: list[Connection]) -> dict[str, Any]:
    """Changes of status by all writers on tickets of one combination; deadlocks, and checks."""
    finished, started = Event(), monotonic()
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        checks = threads.submit(_check, finished)
        try:
            deadlocks = sum(threads.map(_change, connections))
        finally:
            seconds = monotonic() - started
            finished.set()
        exact = checks.result()
    return {"number": CHANGES, "deadlocks": deadlocks, "seconds": seconds, "checks_exact": exact}


def _change(connection: Connection) -> int:
    """One writer's share of the changes, two tickets a transaction in either order."""
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


def _check(finished: Event) -> list[bool]:
    """Whether the counters were exact, at each look while others write and at the last after it."""
    exact = []
    while not finished.wait(CHECK_PAUSE_SECONDS):
        exact.append(counters_difference() == {})
    return [*exact, counters_difference() == {}]


if __name__ == "__main__":
    main()
