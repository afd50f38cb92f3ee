"""Addresses of databases on the server that the tests were given, and new databases there."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import psycopg
from django.db import connection
from psycopg import sql


def database_address(name: str, **options: str) -> str:
    """A DATABASE_URL for database `name`; `options` are libpq's, and win over the known ones."""
    known = connection.settings_dict
    parts = {
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
        "port": known["PORT"],
        **options,
    }
    query = urlencode({key: value for key, value in parts.items() if value})
    return f"postgresql:///{quote(name)}?{query}"


@contextmanager
def new_database(suffix: str) -> Iterator[str]:
    """The address of an empty database, whose owner is no superuser; dropped at the end."""
    text = f"{connection.settings_dict['NAME']}_{suffix}"
    name = sql.Identifier(text)
    with psycopg.connect(database_address("postgres"), autocommit=True) as server:
        for statement in (
            "DROP DATABASE IF EXISTS {0} WITH (FORCE)",
            "DROP ROLE IF EXISTS {0}",
            "CREATE ROLE {0} LOGIN PASSWORD 'made-up'",
            "CREATE DATABASE {0} OWNER {0}",
        ):
            server.execute(sql.SQL(statement).format(name))
        yield database_address(text, user=text, password="made-up")
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("DROP ROLE {}").format(name))
