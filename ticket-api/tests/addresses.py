"""Addresses of databases on the server that the tests were given."""

from urllib.parse import quote, urlencode

from django.db import connection


def database_address(name: str, **options: str) -> str:
    """A DATABASE_URL for database `name`; `options` are libpq's, and win over what is known."""
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
