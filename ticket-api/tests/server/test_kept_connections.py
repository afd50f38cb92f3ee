"""Requests share connections, which are bounded, checked before use and replaced when broken."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import Any

import psycopg
import pytest
from django.db import close_old_connections, connection, transaction

from server.postgresql import base
from server.postgresql.base import close_all
from tests.addresses import database_address
from tests.gunicorn_server import GunicornServer
from tests.samples import NEW_TICKET
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "kept-connections"
AT_WORK = 4  # Concurrent requests of a worker, not counting those that wait for the classifier.


@pytest.fixture
def observer(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection beside Django's."""
    with psycopg.connect(database_url, autocommit=True) as one:
        yield one


@pytest.fixture
def one_worker() -> Iterator[GunicornServer]:
    """A separate server, whose connections have a distinct application_name."""
    url = database_address(connection.settings_dict["NAME"], application_name=NAME)
    with GunicornServer(DATABASE_URL=url) as running:
        yield running


def served() -> int:
    """Run a query as a request does; returns the PID of the server process."""
    close_old_connections()  # Django calls it at the start and the end of a request.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    close_old_connections()
    return int(backend)


def last_statement(observer: psycopg.Connection[Any], backend: int) -> Any:
    asked = "SELECT query_start, query FROM pg_stat_activity WHERE pid = %s"
    return observer.execute(asked, [backend]).fetchone()


def end(observer: psycopg.Connection[Any], backend: int) -> None:
    observer.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def backends(observer: psycopg.Connection[Any]) -> set[int]:
    asked = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
    return {pid for (pid,) in observer.execute(asked, [NAME])}


def test_a_working_connection_is_checked_without_a_statement(
    observer: psycopg.Connection[Any],
) -> None:
    backend = served()
    before = last_statement(observer, backend)
    connection.ensure_connection()
    assert last_statement(observer, backend) == before
    assert served() == backend


def test_a_connection_is_handed_on_to_another_thread() -> None:
    backend = served()
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(served).result() == backend
        assert thread.submit(_rolled_back).result() == backend
    assert served() == backend
    assert not Ticket.objects.exists()


def _rolled_back() -> int:
    """Roll a transaction back in a thread that has not opened a connection."""
    with suppress(ZeroDivisionError), transaction.atomic():
        Ticket.objects.create(**NEW_TICKET)
        _ = 1 / 0
    return served()


def test_an_old_connection_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = served()
    later = monotonic() + connection.settings_dict["CONN_MAX_AGE"] + 1
    monkeypatch.setattr(base.time, "monotonic", lambda: later)
    assert served() != backend


def test_a_connection_ended_by_the_server_is_replaced_before_use(
    observer: psycopg.Connection[Any],
) -> None:
    backend = served()
    end(observer, backend)
    assert served() != backend


def test_a_connection_ended_during_a_request_is_replaced_for_the_next(
    observer: psycopg.Connection[Any],
) -> None:
    backend = served()
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        end(observer, backend)
        with pytest.raises(Exception, match="terminating connection"):
            cursor.execute("SELECT 1")
    assert served() != backend


def test_a_connection_with_an_unread_notification_is_kept(
    observer: psycopg.Connection[Any],
) -> None:
    """A readable socket does not always mean that the connection has ended."""
    backend = served()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN anything")
    observer.execute("NOTIFY anything")
    assert served() == backend


def test_close_all_closes_connections_of_all_threads() -> None:

    def open_one() -> Any:
        connection.ensure_connection()
        return connection.connection

    with ThreadPoolExecutor(1) as thread:
        opened = [open_one(), thread.submit(open_one).result()]
        close_all()
        assert [one.closed for one in opened] == [True, True]
    connection.close()


def test_a_worker_has_no_more_connections_than_requests_at_work(
    one_worker: GunicornServer, observer: psycopg.Connection[Any]
) -> None:
    """Also when more threads have served requests."""
    with ThreadPoolExecutor(32) as threads:
        asked = [threads.submit(_list_or_classify, one_worker, number) for number in range(200)]
    assert {one.result() for one in asked} == {200}
    assert 1 <= len(backends(observer)) <= AT_WORK


def _list_or_classify(server: GunicornServer, number: int) -> int:
    if number % 2:
        return server.request("GET", "/api/tickets/").status_code
    body = {"description": "My card was charged twice."}
    return server.request("POST", "/api/tickets/classify/", json=body).status_code


def test_a_database_that_restarted_costs_a_worker_no_error(
    one_worker: GunicornServer, observer: psycopg.Connection[Any]
) -> None:
    with ThreadPoolExecutor(AT_WORK) as threads:
        list(threads.map(lambda _: one_worker.request("GET", "/api/tickets/"), range(16)))
    gone = backends(observer)
    for backend in gone:
        end(observer, backend)
    answers = [one_worker.request("GET", "/api/tickets/").status_code for _ in range(16)]
    assert answers == [200] * 16
    assert backends(observer).isdisjoint(gone)
