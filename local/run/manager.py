"""supervisor, which runs the parts, from the launcher's side: asked over its socket.

The parts start in order, each must answer, and all end when the launcher leaves.
"""

import contextlib
import http.client
import json
import os
import signal
import site
import subprocess
import tempfile
import time
import urllib.request
import xmlrpc.client
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from commands import last_lines
from paths import LOCAL, SetupError
from run.stack import Installation

# Of each part by its name: `group`, `statename`, `pid` (0 while it does not run) and more.
Parts = dict[str, dict[str, Any]]

# The parts that start together, when all before them answer, each with the path that answers.
# run.conf and dev.conf name those of a variant.
ORDER: tuple[dict[str, str], ...] = (
    {"postgresql": ""},
    {"classifier-svc": "/healthz", "ticket-api": "/readyz"},  # The API migrates the database.
    {"ticket-events": "/readyz", "frontend": "/", "gateway": "/", "vite": "/"},
)
ANSWER_SECONDS = 5
READY_SECONDS = 90
LAST_LINES = 30
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Manager:
    """A process manager that runs, with the parts of an installation."""

    def __init__(
        self, process: subprocess.Popen[str], socket: str, installation: Installation
    ) -> None:
        self._process, self._installation = process, installation
        # XML-RPC over a Unix socket. The caller's Python has no supervisor.
        for packages in (LOCAL / ".venv" / "lib").glob("python3*/site-packages"):
            site.addsitedir(str(packages))
        from supervisor.xmlrpc import SupervisorTransport

        transport = SupervisorTransport(serverurl=f"unix://{socket}")
        self._calls: Any = xmlrpc.client.ServerProxy("http://manager", transport)
        self._seen: Parts = {}

    def log_of(self, name: str) -> Path:
        """Where the output of the part called `name` is."""
        return self._installation.data / "logs" / f"{name}.log"

    def states(self) -> Parts:
        """supervisor's description of every part by its name; empty when it does not answer."""
        try:
            found = self._calls.supervisor.getAllProcessInfo()
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            self._calls("close")()  # The next call connects anew.
            return {}
        self._seen = {part["name"]: part for part in found}
        return self._seen

    def start(self) -> None:
        """Start the parts in their order; at last the API has to answer, as the portal asks it.

        A database of the caller's runs already. SetupError when a part does not answer.
        """
        self._wait("manager", lambda: bool(self.states()))
        known = {*self._seen}
        if self._installation.variables.get("DATABASE_URL"):
            known.remove("postgresql")
        for together in ORDER:
            names = sorted(known & together.keys())
            if names:
                print(f"Starting {', '.join(names)} …")
            for name in names:
                self._calls.supervisor.startProcess(f"{self._seen[name]['group']}:{name}", False)
            for name in names:
                self._wait(name, partial(self._answers, name, together[name]))
        self._wait("ticket-api", partial(self._answers, "gateway", "/api/health/"))

    def _answers(self, name: str, path: str) -> bool:
        """Whether the part is ready: a GET of `path` gives 200, whatever the proxies."""
        if name == "postgresql":
            return self._installation.cluster.is_ready()
        ports = self._installation.ports
        port = ports.get(name, ports["gateway"])  # Vite has the gateway's.
        try:
            with _DIRECTLY.open(f"http://127.0.0.1:{port}{path}", timeout=ANSWER_SECONDS) as reply:
                return bool(reply.status == 200)
        except (OSError, http.client.HTTPException):
            return False

    def _wait(self, name: str, is_ready: Callable[[], bool]) -> None:
        end = time.monotonic() + READY_SECONDS
        while not is_ready():
            self.check()
            if time.monotonic() > end:
                raise self._failure(name, f"does not answer after {READY_SECONDS} s")
            time.sleep(0.1)

    def check(self) -> None:
        """SetupError when the manager is gone or has given up on a part."""
        if self._process.poll() is not None:
            raise self._failure("manager", "ended unexpectedly")
        for name, part in self.states().items():
            if part["statename"] == "FATAL":
                raise self._failure(name, "ends as soon as it is started")

    def _failure(self, name: str, what: str) -> SetupError:
        log = self.log_of(name)
        shown = "\n".join(f"  {line}" for line in last_lines(log, LAST_LINES))
        return SetupError(f"{name} {what}. The end of {log}:\n{shown}")

    def watch(self) -> None:
        """Say when a part died and was started again; ends only by an exception."""
        known = self.states()
        while True:
            time.sleep(1)
            self.check()
            running = {name: part for name, part in self.states().items() if part["pid"]}
            for name, part in running.items():
                if part["pid"] != known[name]["pid"]:
                    log = self.log_of(name)
                    print(f"{name} ended unexpectedly and was started again (log: {log})")
            known |= running

    def end(self) -> None:
        """End all parts in order. When the manager was killed they are still there."""
        print("Ending everything …")
        self._process.terminate()
        if self._process.wait() < 0:
            for part in self._seen.values():  # Each leads a process group.
                if part["pid"]:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.killpg(part["pid"], signal.SIGTERM)


@contextlib.contextmanager
def running(installation: Installation, lock: int, *, built: bool) -> Iterator[Manager]:
    """The process manager with all parts, which answer; they end when the block is left.

    `built` has nginx and the built portal, else Vite has their place. `lock` is a file descriptor
    that stays open for as long as any part may run.
    """
    values, data = installation.arrange(built=built), installation.data
    configuration = LOCAL / "run" / ("run.conf" if built else "dev.conf")
    # The socket's path may have 107 characters at most, so it is not in the data folder.
    with tempfile.TemporaryDirectory(prefix="tickets-") as folder:
        socket = f"{folder}/s"
        (data / "run" / "socket").write_text(socket)  # For supervisorctl.
        with (data / "logs" / "manager.log").open("wb") as output:
            process = subprocess.Popen(
                [LOCAL / ".venv" / "bin" / "python", LOCAL / "run" / "supervise.py", configuration],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd="/",
                env={**values, "SOCKET": socket},
                text=True,
                pass_fds=[lock],
                # Ctrl-C reaches the launcher alone, which ends everything in order.
                start_new_session=True,
            )
        manager = Manager(process, socket, installation)
        try:
            with process.stdin as pipe:  # type: ignore[union-attr] # It was asked for.
                json.dump(installation.environments(), pipe)
            manager.start()
            yield manager
        finally:
            manager.end()
