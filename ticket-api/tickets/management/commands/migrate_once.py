"""`manage.py migrate_once`: migrations at start, safe with any number of replicas at a time."""

import time
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from common.statements import execute

# "tickets" as a number; the process that holds this advisory lock migrates.
LOCK_KEY = int.from_bytes(b"tickets", "big")
# The last released version, whose migrations the first migrations of this one replace.
RELEASED = "18b2b8c of 25 November 2026"
_PAUSE_SECONDS = 0.2
_LOCK_PAUSE_SECONDS = 1.0


class Command(BaseCommand):
    """Waits for the database and for its turn, then migrates.

    The lock belongs to a transaction of a separate connection, so that it also works behind
    PgBouncer and ends with this process. The command polls for it instead of waiting in the
    database: a statement that waits there holds a snapshot, and a `CREATE INDEX CONCURRENTLY` of
    the process that migrates would wait for it forever.

    While another process migrates to a newer version, which may take hours, a replica of the
    present one that restarts has nothing to wait for: its migrations are all there.
    """

    help = "Migrate the database; of several processes one migrates and the others wait for it."

    def add_arguments(self, parser: CommandParser) -> None:
        """--wait SECONDS: how long to wait for the database to answer."""
        parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Migrate, or find that another process has; clear expired sessions."""
        with self._connect(options["wait"]) as keeper:
            _refuse_older_versions()
            while not _took_lock(keeper):
                if _nothing_is_pending():
                    self.stderr.write("Another process migrates, to a version after this one.")
                    return
                time.sleep(_LOCK_PAUSE_SECONDS)
            # Building an index takes longer than any request may.
            execute("SET statement_timeout = 0")
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
            # Signing in clears a few expired sessions; this clears all that are left.
            call_command("clearsessions")

    def _connect(self, wait: float) -> psycopg.Connection[Any]:
        parameters = connection.get_connection_params()
        give_up_at = time.monotonic() + wait
        announced = False
        while True:
            try:
                return psycopg.connect(**parameters)
            except psycopg.OperationalError as error:
                if time.monotonic() > give_up_at:
                    raise CommandError(f"The database does not answer: {error}") from error
            if not announced:
                self.stderr.write("Waiting for the database.")
                announced = True
            time.sleep(_PAUSE_SECONDS)


def _took_lock(keeper: psycopg.Connection[Any]) -> bool:
    keeper.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    row = keeper.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_KEY]).fetchone()
    if row is not None and row[0]:
        return True
    keeper.rollback()
    return False


def _refuse_older_versions() -> None:
    """CommandError for a database that a version before the released one made."""
    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    applied = MigrationRecorder(connection).applied_migrations()
    for migration in loader.disk_migrations.values():
        missing = [name for app, name in migration.replaces if (app, name) not in applied]
        if missing and len(missing) < len(migration.replaces):
            raise CommandError(
                f"This database is older than version {RELEASED}: it lacks the migration "
                f"{migration.app_label} {missing[0]} of that version. Nothing was changed. "
                "Start that version once (git checkout 18b2b8c, then `make up` or `make run`), "
                "and then this one again."
            )


def _nothing_is_pending() -> bool:
    """Whether every migration of this version is in the database."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
