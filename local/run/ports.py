"""Loopback ports for the parts, kept apart from those of other runs on the same machine.

A run picks its ports seconds before the parts listen on them, so an unused port is not enough: two
runs started together could pick the same. So Linux keeps each for this run until its end.
"""

import random
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack

from paths import SetupError

DEFAULT_PORTAL_PORT = 3000
# Far from the numbers that people choose for portals, and below those that Linux gives to outgoing
# connections and to `Ports`.
_OTHERS = range(20_000, 32_768)
_LAST = 65_535


class PortTakenError(SetupError):
    """The port that was asked for is in use."""

    exit_code = 2


class Ports(ExitStack):
    """The ports that this run holds; leaving the `with` block gives them back, as its end does."""

    def take(self) -> int:
        """A port that neither another run nor an outgoing connection gets from now on.

        A socket that is bound to it and does not listen keeps it. A server with SO_REUSEADDR, which
        each part sets, may still listen there; macOS does not allow it, so there the port is only
        free.
        """
        holder = socket.socket()
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port = int(holder.getsockname()[1])
        if sys.platform == "linux":
            self.enter_context(holder)
        else:
            holder.close()
        return port


def free_port() -> int:
    """A loopback port that no server listens on now and no outgoing connection takes meanwhile."""
    while not is_free(port := random.choice(_OTHERS)):  # noqa: S311 (no secret)
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
    """PORTAL_PORT as a number; SetupError when it is none, PortTakenError when it is in use."""
    text = variables.get("PORTAL_PORT") or str(DEFAULT_PORTAL_PORT)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _LAST:
        raise SetupError(f"PORTAL_PORT is {text!r}. Give a number from 1 to {_LAST}, such as 3000.")
    port = int(text)
    if not is_free(port):
        raise PortTakenError(
            f"Port {port} is taken by another program on this machine. End that program, or "
            f"choose another port: make run PORTAL_PORT={port + 1}"
        )
    return port
