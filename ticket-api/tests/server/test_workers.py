"""How many processes ticket-api runs: the container's processors, its memory, the database."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from server import workers
from server.workers import CONNECTIONS, KEPT_CONNECTIONS, Limits
from tests.gunicorn_server import FOLDER, GunicornServer, environment, free_port
from tests.pooler import PROGRAM, Pooler

GIB = 1 << 30


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """64 processors and 256 GiB."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    monkeypatch.setattr(os, "sysconf", lambda name: {"SC_PAGE_SIZE": 4096}.get(name, 64 << 20))


def groups(folder: Path, own: str, files: dict[str, str]) -> tuple[Path, Path]:
    """Control groups with `files` in them, and this process's place among them."""
    (folder / "own").write_text(own)
    for name, content in files.items():
        file = folder / "cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content + "\n")
    return folder / "cgroup", folder / "own"


CONTAINER_OF_VERSION_1 = "4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n0::/\n"


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("own", "files", "count"),
    [
        ("0::/\n", {}, 129),
        ("0::/\n", {"cpu.max": "200000 100000", "memory.max": str(2 * GIB)}, 5),
        ("0::/\n", {"cpu.max": "50000 100000"}, 3),
        ("0::/\n", {"cpu.max": "150000 100000"}, 5),
        ("0::/\n", {"cpu.max": "max 100000", "memory.max": "max"}, 129),
        ("0::/\n", {"cpu.max": "6400000 100000", "memory.max": str(2 * GIB)}, 20),
        ("0::/\n", {"memory.max": str(GIB // 2)}, 4),
        ("0::/\n", {"memory.max": str(GIB // 16)}, 1),
        # A pod: the limit of the group around it counts too.
        ("0::/pod/one\n", {"pod/cpu.max": "100000 100000", "pod/one/cpu.max": "max 100000"}, 3),
        # Version 1, seen from outside and, in a container, with the path of the machine.
        (
            CONTAINER_OF_VERSION_1,
            {
                "cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "300000",
                "cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000",
            },
            7,
        ),
        (
            CONTAINER_OF_VERSION_1,
            {
                "cpu/cpu.cfs_quota_us": "100000",
                "cpu/cpu.cfs_period_us": "100000",
                "memory/memory.limit_in_bytes": str(2 * GIB),
            },
            3,
        ),
        (
            CONTAINER_OF_VERSION_1,
            {
                "cpu/cpu.cfs_quota_us": "-1",
                "cpu/cpu.cfs_period_us": "100000",
                "memory/memory.limit_in_bytes": str(GIB),
            },
            9,
        ),
        ("", {"cpu.max": "nonsense"}, 129),
    ],
)
def test_processes_by_processors_and_memory_of_the_container(
    tmp_path: Path, own: str, files: dict[str, str], count: int
) -> None:
    assert workers.fitting_count(*groups(tmp_path, own, files)) == count


@pytest.mark.usefixtures("machine")
def test_processors_that_it_may_not_run_on_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 7})
    assert Limits(*groups(tmp_path, "0::/\n", {"cpu.max": "800000 100000"})).processors() == 2


def test_the_number_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUNICORN_WORKERS", "7")
    assert (workers.worker_count(), workers.is_chosen()) == (7, True)
    monkeypatch.setenv("GUNICORN_WORKERS", " ")
    assert (workers.worker_count(default=1), workers.is_chosen()) == (1, False)
    assert workers.worker_count() == workers.fitting_count()


@pytest.mark.parametrize("value", ["many", "0", "-1", "2.5"])
def test_a_number_that_is_none_ends_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("GUNICORN_WORKERS", value)
    with pytest.raises(SystemExit, match=f"GUNICORN_WORKERS is '{value}'. Give a whole number"):
        workers.worker_count()


# The database ------------------------------------------------------------------------------------


@pytest.fixture
def five_processes(database_url: str) -> Iterator[str]:
    """The database has connections for five processes."""
    limit = KEPT_CONNECTIONS + 5 * CONNECTIONS + 1
    with psycopg.connect(database_url, autocommit=True) as admin:
        name = connection.settings_dict["NAME"]
        admin.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT {limit}')
        yield database_url
        admin.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    """What becomes of a start that is refused."""
    return subprocess.run(
        ["sh", str(FOLDER / "entrypoint.sh"), "api"],
        env=environment(BIND=f"127.0.0.1:{free_port()}", **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_chosen_number_beyond_the_connections_is_refused(five_processes: str) -> None:
    done = start(DATABASE_URL=five_processes, GUNICORN_WORKERS="6")
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ticket-api: GUNICORN_WORKERS asks for 6 processes with 4 connections")
    assert last.endswith("Set it to 5, or raise max_connections.")
    assert "Traceback" not in done.stderr


def test_a_chosen_number_within_the_connections_is_taken(five_processes: str) -> None:
    with GunicornServer(DATABASE_URL=five_processes, GUNICORN_WORKERS="5") as server:
        assert "processes" not in server.log()


class Arbiter:
    """What fit_to_database needs of gunicorn's."""

    def __init__(self, num_workers: int) -> None:
        self.num_workers = num_workers
        self.log = self
        self.said = ""

    def warning(self, form: str, *arguments: object) -> None:
        self.said += form % arguments


def test_a_worked_out_number_is_lowered_and_the_log_says_so(five_processes: str) -> None:
    server = Arbiter(129)
    workers.fit_to_database(server, {"conninfo": five_processes}, chosen=False)
    assert server.num_workers == 5
    assert server.said.startswith("Running 5 processes: there would be 129 processes with 4")


def test_a_database_with_no_room_at_all_ends_the_start(
    five_processes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "KEPT_CONNECTIONS", 1000)
    with pytest.raises(SystemExit, match="Raise max_connections of the database"):
        workers.fit_to_database(Arbiter(3), {"conninfo": five_processes}, chosen=False)


def test_a_database_that_does_not_answer_bounds_nothing() -> None:
    server = Arbiter(129)
    nowhere = {"conninfo": "postgresql://u@127.0.0.1:1/db"}
    workers.fit_to_database(server, nowhere, chosen=True)
    assert server.num_workers == 129
    assert "does not answer" in server.said


@pytest.mark.skipif(PROGRAM is None, reason="PgBouncer is not installed")
def test_behind_a_pooler_the_connections_bound_nothing(five_processes: str, tmp_path: Path) -> None:
    with Pooler(tmp_path) as pooler:
        server = Arbiter(129)
        workers.fit_to_database(server, {"conninfo": pooler.url}, chosen=True)
        assert (server.num_workers, server.said) == (129, "")
