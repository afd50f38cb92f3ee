"""Makes statements with a secret in their values fail in every way that PostgreSQL can log.

    failing_statements.py SECRET

The address of the migrated database is in DATABASE_URL. Prints the name of each failure.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

URL = os.environ["DATABASE_URL"]
SECRET = f"my password is {sys.argv[1]}"
COLUMNS = "title, description, category, priority"
INSERT = f"INSERT INTO tickets_ticket ({COLUMNS}) VALUES (%s, %s, %s, %s)"

Client = psycopg.Connection[tuple[object, ...]]


def connect() -> Client:
    """A connection that puts values into the statement's text, as Django's do."""
    return psycopg.connect(URL, autocommit=True, cursor_factory=psycopg.ClientCursor)


def timed_out_search(database: Client) -> None:
    """The statement's time limit ends it."""
    database.execute("SET statement_timeout = '100ms'")
    database.execute("SELECT pg_sleep(5) WHERE %s ILIKE %s", [SECRET, f"%{SECRET}%"])


def timed_out_search_with_server_side_parameters(_database: Client) -> None:
    """As above, with the values beside the statement."""
    with psycopg.connect(URL, autocommit=True) as database:
        database.execute("SET statement_timeout = '100ms'")
        database.execute("SELECT pg_sleep(5) WHERE %s::text ILIKE %s", [SECRET, SECRET])


def cancelled_insert(database: Client) -> None:
    """Another session cancels it."""
    threading.Timer(0.2, database.cancel).start()
    database.execute(
        f"INSERT INTO tickets_ticket ({COLUMNS}) SELECT %s, %s, 'billing', 'low' FROM pg_sleep(5)",
        [SECRET, SECRET],
    )


def empty_title(database: Client) -> None:
    """A CHECK refuses the row."""
    database.execute(INSERT, ["", SECRET, "billing", "low"])


def too_long_title(database: Client) -> None:
    """The column's type refuses the value."""
    database.execute(INSERT, [SECRET * 50, SECRET, "billing", "low"])


def null_category(database: Client) -> None:
    """NOT NULL refuses the row."""
    database.execute(INSERT, [SECRET, SECRET, None, "low"])


def unknown_category(database: Client) -> None:
    """A CHECK refuses one value beside the secret one."""
    database.execute(INSERT, [SECRET, SECRET, "pets", "low"])


def key_taken_twice(database: Client) -> None:
    """A unique index refuses the row."""
    database.execute("CREATE TABLE keys (key text UNIQUE)")
    for _ in range(2):
        database.execute("INSERT INTO keys VALUES (%s)", [SECRET])


def unknown_ticket(database: Client) -> None:
    """A foreign key refuses the row."""
    database.execute("CREATE TABLE named (key text REFERENCES keys (key))")
    database.execute("INSERT INTO named VALUES (%s)", [f"another {SECRET}"])


def copy_with_too_many_columns(database: Client) -> None:
    """COPY cannot read the line."""
    copy_line(database, f"{SECRET}\t{SECRET}\tbilling\tlow\t{SECRET}\n")


def copy_of_a_bad_time(database: Client) -> None:
    """A value of the line has another type than its column."""
    copy_line(database, f"{SECRET}\t{SECRET}\tbilling\t{SECRET}\n", "created_at")


def copy_that_the_client_stops(database: Client) -> None:
    """The client breaks off with a message."""
    with database.cursor().copy(f"COPY tickets_ticket ({COLUMNS}) FROM STDIN") as copy:
        copy.write(f"{SECRET}\t")
        raise ValueError(SECRET)


def text_for_a_number(database: Client) -> None:
    """The error's own sentence quotes the value."""
    database.execute("SELECT * FROM tickets_ticket WHERE id = %s", [SECRET])


def open_quotation_mark(database: Client) -> None:
    """The error's own sentence quotes the rest of the statement."""
    database.execute(f"SELECT * FROM tickets_ticket WHERE title = '{SECRET}")


def raised_by_a_function(database: Client) -> None:
    """A function's own message, at the level of a warning and of an error."""
    database.execute(
        "DO $$ BEGIN RAISE WARNING USING MESSAGE = %s; RAISE EXCEPTION USING MESSAGE = %s; END $$"
        % ((f"'{SECRET}'",) * 2)
    )


def deadlock(database: Client) -> None:
    """Two transactions wait for each other."""
    with connect() as other:
        ids = two_tickets(database)
        update = "UPDATE tickets_ticket SET title = %s WHERE id = %s"
        database.execute("BEGIN")
        other.execute("BEGIN")
        database.execute(update, [SECRET, ids[0]])
        other.execute(update, [SECRET, ids[1]])
        waiting = threading.Thread(target=quietly, args=(other, update, [SECRET, ids[0]]))
        waiting.start()
        try:
            database.execute(update, [SECRET, ids[1]])
        finally:
            database.execute("ROLLBACK")
            waiting.join()
            other.execute("ROLLBACK")
    # The server ends either of the two.
    raise psycopg.errors.DeadlockDetected


def long_wait_for_a_lock(database: Client) -> None:
    """A server can be set to log sessions that wait for a lock."""
    (number, _) = two_tickets(database)
    update = "UPDATE tickets_ticket SET title = %s WHERE id = %s"
    with connect() as other:
        other.execute("BEGIN")
        other.execute(update, [SECRET, number])
        database.execute("SET log_lock_waits = on")
        database.execute("SET deadlock_timeout = '50ms'")
        database.execute("SET statement_timeout = '500ms'")
        database.execute(update, [SECRET, number])


def killed_process(database: Client) -> None:
    """The kernel kills the session's process, as it does when memory is short."""
    process = database.info.backend_pid
    threading.Timer(0.3, os.kill, (process, signal.SIGKILL)).start()
    database.execute("SELECT pg_sleep(5) WHERE %s <> ''", [SECRET])


def copy_line(database: Client, line: str, last_column: str = "priority") -> None:
    """One line by COPY."""
    columns = f"title, description, category, {last_column}"
    with database.cursor().copy(f"COPY tickets_ticket ({columns}) FROM STDIN") as copy:
        copy.write(line)


def two_tickets(database: Client) -> list[object]:
    """The ids of two new tickets."""
    statement = f"{INSERT} RETURNING id"
    rows = [database.execute(statement, ["a", "b", "billing", "low"]).fetchone() for _ in "ab"]
    return [row[0] for row in rows if row]


def quietly(database: Client, statement: str, values: list[object]) -> None:
    """Execute, whatever comes of it."""
    with suppress(psycopg.Error):
        database.execute(statement, values)


FAILURES: list[Callable[[Client], None]] = [
    timed_out_search,
    timed_out_search_with_server_side_parameters,
    cancelled_insert,
    empty_title,
    too_long_title,
    null_category,
    unknown_category,
    key_taken_twice,
    unknown_ticket,
    copy_with_too_many_columns,
    copy_of_a_bad_time,
    copy_that_the_client_stops,
    text_for_a_number,
    open_quotation_mark,
    raised_by_a_function,
    deadlock,
    long_wait_for_a_lock,
    killed_process,
]

for failure in FAILURES:
    with suppress(psycopg.OperationalError), connect() as client:
        try:
            failure(client)
        except (psycopg.Error, ValueError):
            print(failure.__name__, flush=True)
# Until the server has noted the killed process and works again.
for _ in range(100):
    with suppress(psycopg.OperationalError):
        connect().close()
        break
    time.sleep(0.1)
