"""A real PgBouncer with deploy/pgbouncer/pgbouncer.ini in front of the test database."""

import configparser
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connection

from tests.addresses import database_address
from tests.gunicorn_server import free_port

INI = Path(__file__).resolve().parents[2] / "deploy/pgbouncer/pgbouncer.ini"
# Debian puts it beside the servers' own commands, where an ordinary user's PATH does not look.
PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/sbin")


class Pooler:
    """`with Pooler(folder) as pooler`: passes connections on when the block is entered.

    The file's addresses and accounts are replaced by those of the test database; everything else
    is as it is in the file.
    """

    def __init__(self, folder: Path) -> None:
        self._known = connection.settings_dict
        self._port = free_port()
        ini = configparser.RawConfigParser(comment_prefixes=";", inline_comment_prefixes=None)
        ini.read_string(INI.read_text(encoding="utf-8"))
        self._set_database(ini)
        accounts = folder / "userlist.txt"
        accounts.write_text(f'"{self._known["USER"]}" "{self._known["PASSWORD"] or ""}"\n')
        ini["pgbouncer"].update(
            listen_addr="127.0.0.1",
            listen_port=str(self._port),
            auth_type="trust",
            auth_file=str(accounts),
            unix_socket_dir="",
            stats_users=self._known["USER"],
        )
        file = folder / "pgbouncer.ini"
        with file.open("w") as opened:
            ini.write(opened)
        self._log = (folder / "log").open("w+b")
        self._process = subprocess.Popen(
            [str(PROGRAM), *self._account(folder), str(file)], stdout=self._log, stderr=self._log
        )

    def _set_database(self, ini: configparser.RawConfigParser) -> None:
        ours = ini["databases"]["tickets_db"]
        for name, value in (
            ("host", self._known["HOST"] or "/var/run/postgresql"),
            ("port", str(self._known["PORT"] or 5432)),
            ("dbname", self._known["NAME"]),
        ):
            start, _, rest = ours.partition(f"{name}=")
            ours = f"{start}{name}={value} {rest.partition(' ')[2]}"
        ini.remove_option("databases", "tickets_db")
        ini["databases"][self._known["NAME"]] = ours

    @staticmethod
    def _account(folder: Path) -> list[str]:
        """PgBouncer refuses to be root."""
        if os.getuid() != 0:
            return []
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "nobody")
        for parent in list(folder.parents)[:3]:
            if parent.stat().st_uid == 0 and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
        return ["-u", "nobody"]

    def __enter__(self) -> Self:
        for _ in range(200):
            if self._process.poll() is None and self._answers():
                return self
            time.sleep(0.05)
        self._log.seek(0)
        raise AssertionError(f"PgBouncer did not start:\n{self._log.read().decode()}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)
        self._log.close()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def url(self) -> str:
        """The test database by way of PgBouncer."""
        return database_address(
            self._known["NAME"], host="127.0.0.1", port=str(self._port), gssencmode="disable"
        )

    def clients(self) -> int:
        """How many connections PgBouncer has been opened for by others."""
        address = database_address("pgbouncer", host="127.0.0.1", port=str(self._port))
        with psycopg.connect(address, autocommit=True) as console:
            cursor = psycopg.ClientCursor(console)
            rows: list[Any] = cursor.execute("SHOW CLIENTS").fetchall()
            names = [column.name for column in cursor.description or ()]
        return sum(row[names.index("database")] == self._known["NAME"] for row in rows)
