"""The databases that are measured."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.shared.servers import HERE, TICKET_API


def numbers() -> Iterator[int]:
    """The first number of each round: no two requests of a run share one."""
    base = secrets.randbelow(10**9) * 10**9
    while True:
        yield base
        base += 10**6


def fresh_database(url: str, size: int) -> str:
    """A fresh database for `size` tickets on the server at `url`; gives its address."""
    name = f"bench_{size}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def filled(database: str, tickets: int, messages: int, *options: str) -> Any:
    """Fill `database`; gives what prepare_database.py says of it."""
    command = [sys.executable, "-m", "benchmarks.api.prepare_database"]
    done = subprocess.run(  # noqa: S603 (our own script)
        [*command, str(tickets), str(messages), *options],
        cwd=TICKET_API,
        env={**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(HERE.parent)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)
