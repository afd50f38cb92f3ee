"""The log of the database's container holds none of the values of statements that fail."""

import secrets
import shlex

import pytest
from running import Stack

FAILURES = {
    "time limit": "SET statement_timeout = 100; SELECT pg_sleep(5) WHERE {value} <> ''",
    "cancelled": "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5) WHERE {value} <> ''",
    "refused row": (
        "INSERT INTO tickets_ticket (title, description, category, priority) "
        "VALUES ('', {value}, 'billing', 'low')"
    ),
    "value of another type": "SELECT {value}::bigint",
    "raised by a function": "DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = {value}; END $$",
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_statement_that_fails_leaves_no_value_in_the_log(stack: Stack, kind: str) -> None:
    secret = f"made-up-{secrets.token_hex(8)}"
    statement = shlex.quote(FAILURES[kind].format(value=f"'{secret}'"))
    psql = 'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB"'
    said = stack.inside("db", "bash", "-c", f"{psql} -c {statement} 2>&1; true")
    assert "ERROR:" in said
    log = stack.compose("logs", "--no-color", "db")
    assert "database system is ready to accept connections" in log
    assert secret not in log
