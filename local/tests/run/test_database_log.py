"""PostgreSQL's log holds none of the values that statements carry, whatever happens to them."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from paths import TICKET_API
from run.cluster import throwaway_server

PYTHON = str(TICKET_API / ".venv" / "bin" / "python")  # It has psycopg.
FAILURES = TICKET_API / "tests" / "failing_statements.py"
SECRET = "hunter2"  # In every value that the failing statements carry.


@pytest.fixture(scope="module")
def log() -> Iterator[str]:
    """The server's log after every failure in failing_statements.py."""
    with throwaway_server() as (url, file):
        run(url, str(TICKET_API / "manage.py"), "migrate", "--verbosity=0")
        said = run(url, str(FAILURES), SECRET)
        assert said.split() == [
            "timed_out_search",
            "timed_out_search_with_server_side_parameters",
            "cancelled_insert",
            "empty_title",
            "too_long_title",
            "null_category",
            "unknown_category",
            "key_taken_twice",
            "unknown_ticket",
            "copy_with_too_many_columns",
            "copy_of_a_bad_time",
            "copy_that_the_client_stops",
            "text_for_a_number",
            "open_quotation_mark",
            "raised_by_a_function",
            "deadlock",
            "long_wait_for_a_lock",
            "killed_process",
        ]
        yield file.read_text(encoding="utf-8", errors="replace")


def run(url: str, *command: str) -> str:
    """A Python program of ticket-api's, with its database there; gives what it said."""
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(
        [PYTHON, *command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_failure_writes_a_value_into_the_log(log: str) -> None:
    assert [line for line in log.splitlines() if SECRET in line] == []


def test_the_log_still_tells_the_life_of_the_server(log: str) -> None:
    assert "database system is ready to accept connections" in log
    assert "was terminated by signal 9" in log
    assert "still waiting for ShareLock" in log
