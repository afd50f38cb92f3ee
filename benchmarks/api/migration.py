"""Migrates a table that holds tickets already, while four writers go on, and says what they felt.

    make bench-migration                       a million tickets, two to three minutes
    make bench-migration ARGS="--tickets 100000"

The database starts with the schema of the released version (ticket-api/tests/upgrade/).
Prints the time of a write before and during the migration, the errors that writers got, and whether
the counters are exact and all indexes there afterwards. Ends with 1 when not, or after errors.
"""

import argparse
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from threading import Event

TICKET_API = Path(__file__).resolve().parents[2] / "ticket-api"
sys.path.insert(0, str(TICKET_API))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
# Seconds: comparing an index with its table takes longer than a request may.
os.environ["DATABASE_STATEMENT_TIMEOUT"] = "3600"

import django  # noqa: E402
import psycopg  # noqa: E402

django.setup()

from bulk.load import missing_indexes  # noqa: E402
from bulk.sample_tickets import SampleTickets  # noqa: E402
from tickets.services.ticket_counters import counters_difference  # noqa: E402

from benchmarks.shared.servers import manage  # noqa: E402

WRITERS = 4
PAUSE_SECONDS = 0.005
QUIET_SECONDS = 3.0
RELEASED = TICKET_API / "tests" / "upgrade" / "released.sql"
COPY = """
COPY tickets_ticket (title, description, category, priority, status, created_at, updated_at)
FROM STDIN
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = 'tickets_ticket' AND indexname LIKE 'idx_%'
"""
CREATE = """
INSERT INTO tickets_ticket (title, description, category, priority, status)
VALUES ('Charged twice', 'The invoice of Monday shows it.', 'billing', 'high', 'open') RETURNING id
"""
CHANGE = "UPDATE tickets_ticket SET status = %s WHERE id = %s"


@dataclass
class Writers:
    """What they felt: when each transaction ended and how long it took, and what failed."""

    tickets: int
    stop: Event = field(default_factory=Event)
    taken: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def write(self, number: int) -> None:
        """Create a ticket, change it and change an old one, again and again."""
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            nth = 0
            while not self.stop.wait(PAUSE_SECONDS):
                nth += 1
                old = 1 + (nth * WRITERS + number) * 7919 % self.tickets
                started = time.monotonic()
                try:
                    with connection.transaction():
                        (new,) = connection.execute(CREATE).fetchone() or (0,)
                        connection.execute(CHANGE, ["closed", new])
                        connection.execute(CHANGE, ["resolved", old])
                except psycopg.Error as error:
                    self.errors.append(repr(error))
                self.taken.append((time.monotonic(), time.monotonic() - started))

    def felt(self, since: float, until: float) -> str:
        """Milliseconds of the transactions that ended between two moments."""
        times = sorted(1000 * taken for at, taken in self.taken if since <= at <= until)
        median, late = statistics.median(times), times[int(len(times) * 0.99)]
        return f"{len(times)} writes, p50 {median:.1f}, p99 {late:.1f}, longest {times[-1]:.1f} ms"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Migrate a table of tickets that is in use.")
    parser.add_argument("--tickets", type=int, default=1_000_000)
    count = parser.parse_args().tickets
    _fill(count)
    writers = Writers(count)
    with ThreadPoolExecutor(WRITERS) as threads:
        running = [threads.submit(writers.write, number) for number in range(WRITERS)]
        try:
            before = time.monotonic()
            time.sleep(QUIET_SECONDS)
            began = time.monotonic()
            migrated = manage(os.environ["DATABASE_URL"], "migrate_once")
            ended = time.monotonic()
        finally:
            writers.stop.set()
        for one in running:
            one.result()
    exact = migrated and counters_difference() == {} and not missing_indexes()
    print(f"Migrated {count:,} tickets in {ended - began:.1f} s.")
    print(f"Before: {writers.felt(before, began)}")
    print(f"Meanwhile: {writers.felt(began, ended)}, {len(writers.errors)} errors")
    print(f"Counters and indexes: {'exact' if exact else 'NOT exact'}.")
    print(*sorted(set(writers.errors)), sep="\n")
    sys.exit(0 if exact and not writers.errors else 1)


def _fill(count: int) -> None:
    """The released version's schema with `count` tickets, whose indexes are built at the end."""
    tickets = SampleTickets(count, seed=1, until=datetime(2026, 11, 23, 12, tzinfo=UTC))
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        database.execute(RELEASED.read_text(encoding="utf-8"))
        database.execute("RESET search_path")  # The dump empties it.
        database.execute("TRUNCATE tickets_ticket RESTART IDENTITY CASCADE")
        indexes = database.execute(INDEXES).fetchall()
        for name, _definition in indexes:
            database.execute(f"DROP INDEX {name}")
        with database.cursor().copy(COPY) as copy:
            for row in chain.from_iterable(tickets.batches()):
                copy.write_row((*row, row[-1]))
        for _name, definition in indexes:
            database.execute(definition)


if __name__ == "__main__":
    main()
