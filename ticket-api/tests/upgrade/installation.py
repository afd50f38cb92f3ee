"""Databases of earlier versions, loaded from their dumps and upgraded as `make up` does it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import requests

from tests.addresses import new_database
from tests.gunicorn_server import FOLDER, GunicornServer, environment

PASSWORD = "correct horse battery staple"
# Not compared: the migrations themselves, what they add to, sessions that end with time, and the
# counters, of which only sums mean something (the tests compare them).
LEFT_OUT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
    "django_session",
    "ticket_count_delta",
    "ticket_count_folded",
    "ticket_day_folded",
    "suggestion_count_delta",
    "suggestion_count_folded",
    "ticket_time_delta",
    "ticket_time_folded",
}

Row = dict[str, str | None]
Rows = dict[str, Row]


@dataclass
class Installation:
    """A database that was loaded from the dump and upgraded."""

    url: str
    before: dict[str, Rows]
    after: dict[str, Rows]
    output: str


@contextmanager
def upgraded(name: str, changes: str = "") -> Iterator[Installation]:
    """The installation of the dump `name` after `changes`, some SQL.

    `make run` runs the same command as `make up`.
    """
    dump = Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
    with new_database(f"{name}_changed" if changes else name) as url:
        with psycopg.connect(url) as database:
            database.execute(dump + changes)
        before = _read_rows(url)
        output = migrate(url)
        yield Installation(url, before, _read_rows(url), output)


def migrate(url: str) -> str:
    """What the migration of the database at `url` writes."""
    done = subprocess.run(
        ["sh", str(FOLDER / "entrypoint.sh"), "migrate"],
        env=environment(DATABASE_URL=url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


class Browser(requests.Session):
    """Sends requests to one portal, by their paths."""

    def __init__(self, server: GunicornServer) -> None:
        super().__init__()
        self._address = server.url

    def request(self, method: Any, url: Any, *arguments: Any, **named: Any) -> Any:
        """One request."""
        return super().request(method, self._address + url, *arguments, **named)

    def sign_in(self, username: str) -> None:
        """Sign in with PASSWORD."""
        self.get("/api/session/")
        self.headers["X-CSRFToken"] = self.cookies["csrftoken"]
        body = {"username": username, "password": PASSWORD}
        answer = self.post("/api/session/", json=body)
        assert answer.status_code == 200, answer.text
        self.headers["X-CSRFToken"] = self.cookies["csrftoken"]


def _read_rows(url: str) -> dict[str, Rows]:
    """The rows of every table that is compared."""
    with psycopg.connect(url) as database:
        found = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in found} - LEFT_OUT
        return {name: _rows(database, name) for name in sorted(names)}


def _rows(database: psycopg.Connection[Any], table: str) -> Rows:
    """The rows of `table` by their key, which is the first column; each value as text."""
    columns = database.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
        "AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()
    names = [name for (name,) in columns]
    texts = ", ".join(f'"{name}"::text' for name in names)
    found = database.execute(f'SELECT {texts} FROM "{table}"')
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}
