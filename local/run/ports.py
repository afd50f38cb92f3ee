"""Loopback ports for the parts, kept apart from those of other runs on the same machine.

A run picks its ports seconds before the parts listen on them, so an unused port is not enough: two
runs started together could pick the same. So Linux keeps each for this process until its end.
"""

import socket
import sys
from collections.abc import Mapping

from paths import SetupError

DEFAULT_PORTAL_PORT = 3000
_held: list[socket.socket] = []


def free_port() -> int:
    """A port that neither another run nor an outgoing connection gets while this process lives.

    A socket that is bound to it and does not listen keeps it. A server with SO_REUSEADDR, which
    each part sets, may still listen there; macOS does not allow it, so there the port is only free.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port = int(holder.getsockname()[1])
    if sys.platform == "linux":
        _held.append(holder)
    else:
        holder.close()
    return port


def is_free(port: int) -> bool:
    """Whether this account could listen on 127.0.0.1:`port` now."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    # macOS lets 127.0.0.1 be bound beside a server on all addresses.
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", port)) != 0


def portal_port(variables: Mapping[str, str]) -> int:
    """PORTAL_PORT as a number; SetupError when it is none or in use."""
    text = variables.get("PORTAL_PORT") or str(DEFAULT_PORTAL_PORT)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise SetupError(f"PORTAL_PORT is {text!r}. Give a number from 1 to 65535, such as 3000.")
    port = int(text)
    if not is_free(port):
        raise SetupError(
            f"Port {port} is taken by another program on this machine, or only root may use it. "
            f"End that program, or choose another port: make run PORTAL_PORT={max(port, 2999) + 1}",
            2,
        )
    return port
