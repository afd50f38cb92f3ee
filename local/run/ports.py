"""Loopback ports for the parts, kept apart from those of other runs on the same machine.

A run picks its ports seconds before the parts listen on them, so an unused port is not
enough: two runs started together would pick the same. Each port is therefore also held by a file
lock, in a folder that all runs of one user share, for as long as the run lives.
"""

import os
import random
import socket
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from commands import lock_now
from paths import SetupError

DEFAULT_PORTAL_PORT = 3000
# Far from the numbers that people choose for portals, and below those that Linux takes for outgoing
# connections, which no lock keeps away.
INNER_PORTS = range(20_000, 32_768)
_LAST = 65_535


class PortTakenError(SetupError):
    """The port that was asked for is in use; the run ends with 2."""


class Reservations(ExitStack):
    """The ports that this run holds; leaving the `with` block gives them back, as its end does."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        name = f"support-tickets-ports-{os.geteuid()}"
        self._folder = folder or Path(tempfile.gettempdir()) / name
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if self._folder.stat().st_uid != os.geteuid():
            raise SetupError(
                f"{self._folder} belongs to another user. Set TMPDIR to another folder."
            )

    def take(self, port: int) -> bool:
        """Whether `port` was free; then it is this run's from now on."""
        lock = (self._folder / str(port)).open("w")
        if lock_now(lock.fileno()) and is_free(port):
            self.enter_context(lock)
            return True
        lock.close()
        return False

    def take_portal(self, port: int) -> None:
        """Hold the portal's port, or say plainly that it is taken."""
        if not self.take(port):
            raise PortTakenError(
                f"Port {port} is taken by another program on this machine. End that program, or "
                f"choose another port: make run PORTAL_PORT={port + 1}"
            )

    def take_inner(self, names: Sequence[str]) -> dict[str, int]:
        """A free port for each name."""
        found = {}
        for name in names:
            while not self.take(port := free_port()):
                pass
            found[name] = port
        return found


def free_port() -> int:
    """A loopback port that no server listens on now and no outgoing connection takes meanwhile."""
    while not is_free(port := random.choice(INNER_PORTS)):  # noqa: S311 (no secret)
        pass
    return port


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now. SetupError when it may not."""
    with socket.socket() as probe:
        # Without this, connections that have just ended would keep the port for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise SetupError(
                f"Port {port} is for root alone. Choose one from 1024 on: make run PORTAL_PORT=3000"
            ) from error
        except OSError:
            return False
    # macOS lets 127.0.0.1 be bound beside a server on all addresses.
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", port)) != 0


def portal_port(variables: Mapping[str, str]) -> int:
    """PORTAL_PORT as a number; SetupError when it is none."""
    text = variables.get("PORTAL_PORT") or str(DEFAULT_PORTAL_PORT)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _LAST:
        raise SetupError(f"PORTAL_PORT is {text!r}. Give a number from 1 to {_LAST}, such as 3000.")
    return int(text)
