"""Migrating a table that is in use: writers go on, and whoever migrates sees how far it is."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from tests.samples import NEW_TICKET
from tickets.models import Ticket
from tickets.services import index_progress
from tickets.services.bulk_load import missing_indexes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrate() -> Iterator[Callable[[str], None]]:
    """Migrates the tickets to the migration whose name begins so; to the newest at the end."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("tickets")
    yield lambda name: call_command("migrate", "tickets", name, verbosity=0)
    MigrationExecutor(connection).migrate(newest)


def test_building_an_index_tells_how_far_it_is(
    migrate: Callable[[str], None],
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(index_progress, "PAUSE_SECONDS", 0.05)
    migrate("0202")
    with psycopg.connect(database_url) as writer, ThreadPoolExecutor(1) as threads:
        # The build waits for this transaction.
        writer.execute("LOCK TABLE tickets_ticket IN ROW EXCLUSIVE MODE")
        said, building = "", threads.submit(_in_a_thread, migrate, "0203")
        while "waiting for writers before build, 0 %" not in said and not building.done():
            said += capfd.readouterr().err
        writer.commit()
        building.result()
    assert "waiting for writers before build, 0 %" in said
    assert missing_indexes() == []


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("0001", "0100"),
        ("0205", "0206"),
        ("0206", "0207"),
        ("0208", "0209"),
        ("0209", "0210"),
        ("0211", "0212"),
    ],
)
def test_a_lock_that_is_not_to_be_had_is_given_up(
    migrate: Callable[[str], None], database_url: str, before: str, name: str
) -> None:
    """Else every ticket that somebody sends would wait behind it."""
    migrate(before)
    with psycopg.connect(database_url) as writer:
        writer.execute("LOCK TABLE tickets_ticket IN ROW EXCLUSIVE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate(name)
    Ticket.objects.create(**NEW_TICKET)
    migrate(name)


def _in_a_thread(migrate: Callable[[str], None], name: str) -> Any:
    try:
        migrate(name)
    finally:
        connection.close()
