"""The throwaway PostgreSQL: really there for the command, really gone afterwards."""

import locale
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from paths import LOCAL, TICKET_API, SetupError, is_root
from run import cluster
from run.cluster import Cluster, character_type, main
from run.ports import is_free

WRAPPER = [sys.executable, str(LOCAL), "with-database", "--"]
PYTHON = str(TICKET_API / ".venv" / "bin" / "python")  # It has a client, psycopg.
ASK = """
import os, sys, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
    database.execute("CREATE EXTENSION pg_trgm")
    known, = database.execute("SELECT show_trgm('жук') <> '{}'").fetchone()
    assert known or os.environ["CHARACTER_TYPE"] == "C", "no index for Cyrillic"
    database.execute("CREATE DATABASE another")
    found, = database.execute("SELECT 'ÄRGER MIT DER RECHNUNG' ILIKE '%ärger%'").fetchone()
    assert found, "a search would miss capital letters outside ASCII"
    assert database.info.server_version // 10000 == 16
print(os.environ["DATABASE_URL"], flush=True)
"""


def start(folder: Path, code: str) -> subprocess.Popen[str]:
    """The wrapper around a Python program, with its data below `folder`."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [*WRAPPER, PYTHON, "-c", ASK + code],
        env={**kept, "TMPDIR": str(folder), "CHARACTER_TYPE": character_type()},
        stdout=subprocess.PIPE,
        text=True,
    )


def port_said_by(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    port = urlsplit(process.stdout.readline().strip()).port
    assert port is not None, "the database could not be used"
    return port


def test_a_command_gets_a_database_and_its_exit_code_comes_back(open_folder: Path) -> None:
    with start(open_folder, "sys.exit(7)") as process:
        port = port_said_by(process)
    assert process.returncode == 7
    assert is_free(port)
    assert list(open_folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_command_and_removes_the_database(
    open_folder: Path, number: signal.Signals
) -> None:
    wait = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); signal.pause()"
    with start(open_folder, wait) as process:
        port = port_said_by(process)
        process.send_signal(number)
    assert process.returncode == 128 + number
    assert is_free(port)
    assert list(open_folder.iterdir()) == []


def test_a_database_that_is_named_already_is_used() -> None:
    done = subprocess.run(
        [*WRAPPER, "sh", "-c", "echo $DATABASE_URL; exit 3"],
        env={**os.environ, "DATABASE_URL": "postgres://elsewhere/tickets"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "postgres://elsewhere/tickets\n")


@pytest.mark.parametrize("arguments", [[], ["--"], ["ls", "-l"]])
def test_a_wrong_call_says_how_to_call_it(arguments: list[str]) -> None:
    with pytest.raises(SetupError, match="with-database -- COMMAND") as refused:
        main(arguments)
    assert refused.value.exit_code == 2


def test_a_lock_file_of_a_server_that_was_killed_is_dropped(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "data", 1)
    cluster.data.mkdir()
    lock = cluster.data / "postmaster.pid"
    # This process has the number now: PostgreSQL would refuse to start, and must not end it.
    lock.write_text(f"{os.getpid()}\n{cluster.data}\n")
    cluster.create("password")
    assert not lock.exists()
    assert list(cluster.data.iterdir()) == []


@pytest.mark.skipif(not is_root(), reason="others run the programs where npm put them")
def test_a_new_copy_of_the_programs_takes_the_place_of_a_former_one(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "data_folder", lambda _variables: open_folder)
    former = open_folder / "postgresql-programs" / "bin" / "of-another-version"
    former.mkdir(parents=True)
    for _ in range(2):
        cluster.share_programs()
        assert not former.exists()
        program = Path(Cluster(open_folder / "data", 1).program("initdb"))
        assert program.is_relative_to(open_folder)
        assert program.stat().st_mode & 0o005 == 0o005


def test_a_server_is_ready_when_its_lock_file_says_so(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, 1)
    assert not cluster.is_ready()
    lines = ["1", "data", "0", "5432", "", "127.0.0.1", "1 2", "starting"]
    (tmp_path / "postmaster.pid").write_text("\n".join(lines))
    assert not cluster.is_ready()
    (tmp_path / "postmaster.pid").write_text("\n".join([*lines[:7], "ready   "]))
    assert cluster.is_ready()


@pytest.fixture
def former_locale() -> Iterator[None]:
    """Whatever a test chooses, the next one reads UTF-8 again."""
    former = locale.setlocale(locale.LC_CTYPE)
    yield
    locale.setlocale(locale.LC_CTYPE, former)


@pytest.mark.usefixtures("former_locale")
def test_the_character_type_is_one_that_this_machine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert character_type() in {*cluster.CHARACTER_TYPES, "C"}
    monkeypatch.setattr(cluster, "CHARACTER_TYPES", ("none.UTF-8", "C"))
    assert character_type() == "C"
    monkeypatch.setattr(cluster, "CHARACTER_TYPES", ("none.UTF-8",))
    assert character_type() == "C"
