"""The trial of a pooled connection: no round trip while it is good, an error when it is not."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from config.pooled_connection import PooledConnection


@pytest.fixture
def pooled(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with PooledConnection.connect(database_url, autocommit=True) as one:
        yield one


def statements_of(one: psycopg.Connection[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query_start, query FROM pg_stat_activity WHERE pid = %s",
            [one.info.backend_pid],
        )
        return cursor.fetchone()


@pytest.mark.django_db
def test_a_good_connection_is_tried_without_a_statement(pooled: psycopg.Connection[Any]) -> None:
    pooled.execute("SELECT 'before'")
    before = statements_of(pooled)
    ConnectionPool.check_connection(pooled)
    assert statements_of(pooled) == before


@pytest.mark.django_db
def test_a_connection_that_the_server_ended_is_found_out(
    pooled: psycopg.Connection[Any],
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pooled.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        ConnectionPool.check_connection(pooled)


def test_a_closed_connection_is_found_out(pooled: psycopg.Connection[Any]) -> None:
    pooled.close()
    with pytest.raises(psycopg.OperationalError):
        ConnectionPool.check_connection(pooled)


@pytest.mark.django_db
def test_it_is_what_requests_use() -> None:
    connection.ensure_connection()
    assert isinstance(connection.connection, PooledConnection)
