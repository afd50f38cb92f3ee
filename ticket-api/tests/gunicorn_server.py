"""A real ticket-api in separate processes, with production settings."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

FOLDER = Path(__file__).resolve().parents[1]


_held: deque[int] = deque()


def free_port() -> int:
    """A free port of the loopback that the kernel gives to no other program from now on.

    It stays bound here. A server with SO_REUSEADDR, as gunicorn and PgBouncer set it, can listen on
    it on Linux all the same. The other parts' tests start servers at the same time.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port = int(holder.getsockname()[1])
    _held.append(holder.detach())
    while len(_held) > (100 if sys.platform == "linux" else 0):
        os.close(_held.popleft())
    return port


def environment(**variables: str) -> dict[str, str]:
    """This process's environment with production settings, this Python first, and `variables`."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
        "GUNICORN_WORKERS": "1",
        **variables,
    }


_GUNICORN = {
    "api": ("--config", "gunicorn.conf.py", "config.wsgi:application"),
    "events": ("--config", "gunicorn_events.conf.py", "config.asgi:application"),
}


class GunicornServer:
    """`with GunicornServer(DATABASE_URL=…) as server`: serves when the block is entered.

    `role` is the argument of entrypoint.sh, "api" or "events"; `descriptors` are the soft and
    the hard limit with which it starts. Without `entrypoint` it starts as entrypoint.sh starts it
    after the migrations, which a test database has had and which take a second or two.
    """

    def __init__(
        self,
        role: str = "api",
        *,
        entrypoint: bool = False,
        descriptors: tuple[int, int] | None = None,
        **variables: str,
    ) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._log = tempfile.TemporaryFile("w+b")  # noqa: SIM115 (closed in stop)
        soft, hard = descriptors or (0, 0)
        limits = f"ulimit -S -n {soft}; ulimit -H -n {hard}; " if descriptors else ""
        words = ("sh", "entrypoint.sh", role)
        if not entrypoint:
            words = ("python", "-m", "gunicorn", *_GUNICORN[role])
        self._process = subprocess.Popen(
            ["sh", "-c", f'{limits}exec "$@"', "sh", *words],
            cwd=FOLDER,
            env=environment(BIND=f"127.0.0.1:{port}", **variables),
            stdout=self._log,
            stderr=self._log,
        )

    def __enter__(self) -> Self:
        for _ in range(600):
            if self._answers():
                return self
            time.sleep(0.05)
        self._process.kill()
        raise AssertionError(f"ticket-api did not start:\n{self.log()}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._log.close()

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(f"ticket-api ended at once:\n{self.log()}")
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        except (requests.ConnectionError, requests.Timeout):
            return False

    @property
    def pid(self) -> int:
        """The process that was started, which becomes gunicorn's first."""
        return self._process.pid

    def terminate(self) -> None:
        """Send SIGTERM, as `docker compose stop` does."""
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Send SIGTERM, unless it has ended, and wait; the exit code."""
        if self._process.poll() is None:
            self.terminate()
        return self._process.wait(timeout=40)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """While the block runs, the workers do nothing; the kernel goes on for them."""
        pid = self._process.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for worker in workers:
            os.kill(int(worker), signal.SIGSTOP)
        try:
            yield
        finally:
            for worker in workers:
                os.kill(int(worker), signal.SIGCONT)

    def log(self) -> str:
        """Everything written to standard output and error so far."""
        self._log.seek(0)
        return self._log.read().decode("utf-8")

    def request(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        """One request on a new connection."""
        return requests.request(method, self.url + path, timeout=30, **kwargs)


def line_with(server: GunicornServer, text: str) -> str:
    """The line of the log that holds `text`, once it is written."""
    for _ in range(200):
        for line in server.log().splitlines():
            if text in line:
                return line
        time.sleep(0.05)
    raise AssertionError(f"no line has {text}")
