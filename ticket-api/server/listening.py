"""Where gunicorn listens, from the variable BIND."""

import socket

_OUTWARD = "outward:"
_TOWARD = "toward:"
# Nobody's address (RFC 5737). Connecting a datagram socket asks for the route, and sends nothing.
_SOMEWHERE_ELSE = "192.0.2.1"


def addresses(bind: str) -> list[str]:
    """Addresses to listen on, as `host:port`.

    `outward:8000` stands for loopback and the one address from which the default route leaves. Of a
    container on several networks that is the only one that is not internal, so whoever shares an
    internal network with it (the database, the classifier) finds no open port.
    `toward:10.1.2.1:8000` does the same with the route to that address, for an engine whose way out
    is a network of its own. Anything else is taken as it is.

    Raises:
        RuntimeError: no route leads there.
    """
    if bind.startswith(_TOWARD):
        destination, _, port = bind.removeprefix(_TOWARD).rpartition(":")
    elif bind.startswith(_OUTWARD):
        destination, port = _SOMEWHERE_ELSE, bind.removeprefix(_OUTWARD)
    else:
        return [bind]
    return [f"{_source_address(destination)}:{port}", f"127.0.0.1:{port}"]


def _source_address(destination: str) -> str:
    """The address of this host that packets to `destination` carry."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((destination, 9))
        except OSError as error:
            raise RuntimeError(
                f"No route leads to {destination}, which BIND asks for. Give an address, such as"
                " 0.0.0.0:8000, or put the container on a network where there is one."
            ) from error
        return str(probe.getsockname()[0])
