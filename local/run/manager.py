"""The launcher's side of the process manager: start it, ask it over its socket, end it."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import site
import subprocess
import tempfile
import xmlrpc.client
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paths import LOCAL, Folders, SetupError, say
from run.cluster import wait_until
from run.environments import Environment

# Of each part by its name: `group`, `statename`, `pid` (0 while it does not run) and more.
Parts = dict[str, dict[str, Any]]

START_SECONDS = 15
STOP_SECONDS = 45  # The parts' own limits end everything within 30 s.


@dataclass(frozen=True)
class Orders:
    """supervisor's configuration, the values in it (`%(ENV_…)s`), and each part's environment."""

    configuration: Path
    values: Environment
    environments: Mapping[str, Environment]


class Manager:
    """A running process manager; leaving the `with` block ends it and all parts.

    `lock` is a file descriptor that stays open for as long as any part may run.
    """

    def __init__(self, orders: Orders, folders: Folders, lock: int) -> None:
        self._orders, self._folders, self._lock = orders, folders, lock
        # The socket's path may have 107 characters at most, so it is not in the data folder.
        self._socket_folder = Path(tempfile.mkdtemp(prefix="tickets-"))
        self._socket = self._socket_folder / "s"
        folders.socket.write_text(str(self._socket))
        self._calls: Any = xmlrpc.client.ServerProxy("http://manager", _over(self._socket))
        self._process: subprocess.Popen[str] | None = None
        self._seen: Parts = {}

    def __enter__(self) -> "Manager":
        try:
            self._launch()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def _launch(self) -> None:
        log = self._folders.logs / "manager-output.log"
        rest = {
            "launcher": os.getpid(),
            "logs": str(self._folders.logs),
            "socket_folder": str(self._socket_folder),
            "environments": self._orders.environments,
        }
        python = LOCAL / ".venv" / "bin" / "python"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [python, LOCAL / "run" / "supervise.py", self._orders.configuration],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd="/",
                env={**self._orders.values, "SOCKET": str(self._socket)},
                text=True,
                pass_fds=[self._lock],
                # Ctrl-C reaches the launcher alone, which ends everything in order.
                start_new_session=True,
            )
        with self._process.stdin as pipe:  # type: ignore[union-attr] # It was asked for.
            json.dump(rest, pipe)
        wait_until(lambda: not self.is_running() or bool(self.states()), START_SECONDS)
        if not self.is_running():
            raise SetupError(f"The process manager did not start:\n{log.read_text()}")

    def _end(self) -> None:
        if self._process:
            say("Ending everything …")
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            if self._process.returncode < 0:
                self._end_orphans()
        shutil.rmtree(self._socket_folder, ignore_errors=True)

    def is_running(self) -> bool:
        """Whether the process manager itself is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self, name: str) -> None:
        """Start one part, without waiting for it."""
        self._calls.supervisor.startProcess(f"{self._seen[name]['group']}:{name}", False)

    def log_of(self, name: str) -> Path:
        """Where the output of the part called `name` is."""
        return self._folders.logs / f"{name}.log"

    def states(self) -> Parts:
        """supervisor's description of every part by its name; empty when it does not answer."""
        try:
            found = self._calls.supervisor.getAllProcessInfo()
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            self._calls("close")()  # The next call connects anew.
            return {}
        self._seen = {part["name"]: part for part in found}
        return self._seen

    def _end_orphans(self) -> None:
        """When the manager was killed, its parts are still there; each leads a process group."""
        for part in self._seen.values():
            if part["pid"]:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(part["pid"], signal.SIGTERM)


def _over(socket_file: Path) -> xmlrpc.client.Transport:
    """supervisor's XML-RPC over a Unix socket; the caller's Python has no supervisor."""
    for packages in (LOCAL / ".venv" / "lib").glob("python3*/site-packages"):
        site.addsitedir(str(packages))
    from supervisor.xmlrpc import SupervisorTransport

    transport: xmlrpc.client.Transport = SupervisorTransport(serverurl=f"unix://{socket_file}")
    return transport
