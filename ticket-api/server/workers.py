"""The number of worker processes: processors × 2 + 1 (requirements §7.2), or fewer.

Memory and database connections can lower the number. Processors and memory are those of the
container, which os.cpu_count() ignores.
"""

import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured

from common.environment import read_count

# Memory of one worker under load. The arbiter process, from which workers fork, uses as much.
MEMORY_BYTES = 100_000_000
# Connections of one worker: one for each of gunicorn's threads (server/postgresql/base.py).
CONNECTIONS = 4
# Connections left for ticket-events, migrations, backups and psql.
KEPT_CONNECTIONS = 20

_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUPS = Path("/proc/self/cgroup")
_ROOM = """
SELECT pg_backend_pid(),
       current_setting('max_connections')::int
         - current_setting('superuser_reserved_connections')::int
         - coalesce(current_setting('reserved_connections', true)::int, 0),
       (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user),
       (SELECT datconnlimit FROM pg_database WHERE datname = current_database())
"""


def is_chosen() -> bool:
    """Whether GUNICORN_WORKERS is set."""
    return bool(os.environ.get("GUNICORN_WORKERS", "").strip())


def worker_count(default: int | None = None) -> int:
    """GUNICORN_WORKERS, else `default`, else what processors and memory allow.

    Raises:
        SystemExit: GUNICORN_WORKERS is not a whole number in range; its message says so.
    """
    return read_count_or_exit("GUNICORN_WORKERS", default=default or fitting_count())


def read_count_or_exit(name: str, *, default: int, most: int = 10_000) -> int:
    """A whole number of the environment; SystemExit with a sentence when it is none."""
    try:
        return read_count(name, default=default, most=most)
    except ImproperlyConfigured as error:
        sys.exit(f"ticket-api: {error}")


def fitting_count(cgroups: Path = _CGROUPS, own: Path = _OWN_CGROUPS) -> int:
    """Processors × 2 + 1, or fewer when the memory does not suffice; at least 1."""
    limits = Limits(cgroups, own)
    by_memory = limits.memory_bytes() // MEMORY_BYTES - 1
    return max(1, min(limits.processors() * 2 + 1, by_memory))


@dataclass(frozen=True)
class Limits:
    """The processors and memory of this process, from its cgroups (v1 or v2) and the machine."""

    cgroups: Path = _CGROUPS
    own: Path = _OWN_CGROUPS

    def processors(self) -> int:
        """Whole processors, at least 1: the CPU affinity, or the CPU quota when that is lower."""
        shares = [math.ceil(quota) for quota in self._quotas()]
        return max(1, min([_usable_processors(), *shares]))

    def memory_bytes(self) -> int:
        """Bytes of memory that the process can use before the kernel kills it."""
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return min([machine, *self._memory_limits()])

    def _quotas(self) -> Iterator[float]:
        """The CPU quota, in processors, of each cgroup that sets one."""
        for folder in self._folders("cpu"):
            quota, period, *_ = (*_words(folder / "cpu.max"), "max", "max")
            if not quota.isdigit():
                quota = "".join(_words(folder / "cpu.cfs_quota_us"))
                period = "".join(_words(folder / "cpu.cfs_period_us"))
            if quota.isdigit() and period.isdigit() and int(period):
                yield int(quota) / int(period)

    def _memory_limits(self) -> Iterator[int]:
        for folder in self._folders("memory"):
            for name in ("memory.max", "memory.limit_in_bytes"):
                limit = "".join(_words(folder / name))
                if limit.isdigit():
                    yield int(limit)

    def _folders(self, controller: str) -> Iterator[Path]:
        """The folders of this process's cgroups and of their parents."""
        for line in _lines(self.own):
            _, controllers, path, *_ = (*line.split(":", 2), "", "")
            if controllers and controller not in controllers.split(","):
                continue
            for base in (self.cgroups, *(self.cgroups / one for one in (controllers, controller))):
                # In a container the path can be the host's; the own cgroup is then at the base.
                here = base / path.lstrip("/")
                for folder in (here, *here.parents):
                    yield folder
                    if folder == base:
                        break


def fit_to_database(server: Any, parameters: dict[str, Any], *, chosen: bool) -> None:
    """Lower the number of workers to what the database's connection limit allows.

    `server` is gunicorn's arbiter before it forks. Behind PgBouncer there is no bound. `chosen`
    says that GUNICORN_WORKERS set the number.

    Raises:
        SystemExit: a `chosen` number needs too many connections, or not even one worker fits.
    """
    try:
        room = connections_for_us(parameters)
    except psycopg.OperationalError:
        server.log.warning("The database does not answer: the number of processes is not checked.")
        return
    if room is None or server.num_workers * CONNECTIONS <= room:
        return
    most = room // CONNECTIONS
    needs = (
        f"{server.num_workers} processes with {CONNECTIONS} connections each, and the database can "
        f"give {room}, besides {KEPT_CONNECTIONS} that are kept for other uses"
    )
    if chosen and most >= 1:
        sys.exit(
            f"ticket-api: GUNICORN_WORKERS asks for {needs}. "
            f"Set it to {most}, or raise max_connections."
        )
    if most < 1:
        sys.exit(f"ticket-api: There would be {needs}. Raise max_connections of the database.")
    server.log.warning("Running %d processes: there would be %s.", most, needs)
    server.num_workers = most


def connections_for_us(parameters: dict[str, Any]) -> int | None:
    """The number of connections that ticket-api may open; None behind a connection pooler.

    `parameters` are the arguments of psycopg.connect.
    """
    with psycopg.connect(**parameters) as connection:
        row = connection.execute(_ROOM).fetchone()
        assert row is not None  # noqa: S101 (a SELECT without FROM has one row)
        process, *limits = row
        if process != connection.info.backend_pid:
            return None  # A pooler reports a made-up backend process id to its clients.
    room: int = min(limit for limit in limits if limit is not None and limit >= 0)
    return max(0, room - KEPT_CONNECTIONS)


def _usable_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _words(file: Path) -> list[str]:
    return " ".join(_lines(file)).split()


def _lines(file: Path) -> list[str]:
    """The file's lines; empty when the file is missing or cannot be read."""
    try:
        return file.read_text().splitlines()
    except OSError:
        return []
