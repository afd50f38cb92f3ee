"""The databases that are measured, and the scripts of ours that work on them."""

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


def script(name: str, database: str, *arguments: str) -> Any:
    """What one of our scripts says of `database`."""
    done = subprocess.run(  # noqa: S603 (our own script)
        [sys.executable, "-m", f"benchmarks.api.{name}", *arguments],
        cwd=TICKET_API,
        env={**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(HERE.parent)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def counters_are_exact(database: str) -> bool:
    check = [sys.executable, "manage.py", "ticket_counters", "--check", "--verbosity=0"]
    environment = {**os.environ, "DATABASE_URL": database}
    done = subprocess.run(check, cwd=TICKET_API, env=environment, check=False)  # noqa: S603 (ours)
    return done.returncode == 0
