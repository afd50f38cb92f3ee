"""`manage.py migrate_once`: several replicas that start at once."""

import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.addresses import database_address, new_database
from tests.gunicorn_server import FOLDER, environment
from tickets.management.commands.migrate_once import LOCK_KEY

RELEASED = FOLDER / "tests" / "upgrade" / "released.sql"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database without a table."""
    with new_database("empty") as url:
        yield url


def start(url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate_once", *arguments],
        cwd=FOLDER,
        env=environment(DATABASE_URL=url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_of_several_one_migrates_and_all_succeed(empty_database: str) -> None:
    replicas = [start(empty_database) for _ in range(3)]
    outputs = [replica.communicate(timeout=60)[0] for replica in replicas]
    assert [replica.returncode for replica in replicas] == [0, 0, 0], outputs
    assert sorted("Applying tickets.0001" in output for output in outputs) == [False, False, True]
    with psycopg.connect(empty_database) as database:
        assert database.execute("SELECT count(*) FROM tickets_ticket").fetchone() == (0,)


def test_each_start_clears_expired_sessions(empty_database: str) -> None:
    insert = "INSERT INTO django_session VALUES ('old', '', now()), ('new', '', now() + '1 hour')"
    for prepare in ("SELECT 1", insert):
        with psycopg.connect(empty_database) as database:
            database.execute(prepare)
        replica = start(empty_database)
        output = replica.communicate(timeout=60)[0]
        assert replica.returncode == 0, output
    with psycopg.connect(empty_database) as database:
        assert database.execute("SELECT session_key FROM django_session").fetchall() == [("new",)]


def test_a_process_waits_while_another_migrates(empty_database: str) -> None:
    with psycopg.connect(empty_database) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
        waiting = start(f"{empty_database}&application_name=replica")
        _await_refused_lock("replica")
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert other.execute(tables).fetchone() == (0,)
        assert waiting.poll() is None
    assert "Applying tickets.0001" in waiting.communicate(timeout=60)[0]
    assert waiting.returncode == 0


def _await_refused_lock(application: str) -> None:
    """Return when `application` has asked for the lock and rolled back without it."""
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s "
        "AND state = 'idle' AND query = 'ROLLBACK'"
    )
    with psycopg.connect(database_address("postgres"), autocommit=True) as server:
        while server.execute(asked, [application]).fetchone() == (0,):
            time.sleep(0.02)


def test_a_replica_of_the_present_version_starts_while_another_process_migrates(
    empty_database: str,
) -> None:
    """A migration to the next version may take hours, and replicas restart meanwhile."""
    first = start(empty_database)
    first.communicate(timeout=60)
    assert first.returncode == 0
    with psycopg.connect(empty_database) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
        replica = start(empty_database)
        output = replica.communicate(timeout=30)[0]
        assert replica.returncode == 0, output
        assert "Another process migrates" in output


def test_a_database_that_never_answers_is_named_as_the_cause() -> None:
    nowhere = database_address("nowhere", host="127.0.0.1", port="1")
    done = start(nowhere, "--wait", "0.3")
    output = done.communicate(timeout=30)[0]
    assert done.returncode != 0
    assert "The database does not answer" in output


def entrypoint_migrate(**variables: str) -> subprocess.CompletedProcess[str]:
    """Run `entrypoint.sh migrate`, the step before a roll-out."""
    return subprocess.run(
        ["sh", str(FOLDER / "entrypoint.sh"), "migrate"],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_entrypoint_migrates_past_a_pooler_and_ends(empty_database: str) -> None:
    pooler = database_address("nowhere", host="127.0.0.1", port="1")
    done = entrypoint_migrate(DATABASE_URL=pooler, MIGRATION_DATABASE_URL=empty_database)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(empty_database) as database:
        assert database.execute("SELECT count(*) FROM tickets_ticket").fetchone() == (0,)


def test_the_entrypoint_fails_when_a_migration_does(empty_database: str) -> None:
    with psycopg.connect(empty_database) as database:
        database.execute("CREATE TABLE tickets_ticket (id int)")
    done = entrypoint_migrate(DATABASE_URL=empty_database)
    assert done.returncode == 1
    assert "already exists" in done.stderr


@pytest.mark.parametrize(
    "missing", ["0209_lighter_counters", "0203_filter_index", "0003_external_identity"]
)
def test_a_database_of_an_older_version_is_refused_and_left_alone(
    empty_database: str, missing: str
) -> None:
    with psycopg.connect(empty_database) as database:
        database.execute(RELEASED.read_text(encoding="utf-8"))
        database.execute("DELETE FROM public.django_migrations WHERE name = %s", [missing])
    replica = start(empty_database)
    output = replica.communicate(timeout=60)[0]
    assert replica.returncode != 0
    assert missing in output
    assert "Start that version once (git checkout 18b2b8c" in output
    with psycopg.connect(empty_database) as database:
        known = "SELECT count(*) FROM django_migrations WHERE name = '0004_one_account_for_a_name'"
        assert database.execute(known).fetchone() == (0,)
