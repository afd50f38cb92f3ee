"""The addresses that gunicorn listens on, from the environment variable BIND."""

import socket

_OUTWARD = "outward:"
_TOWARD = "toward:"
# An address for documentation (RFC 5737). Connecting a UDP socket only looks up the route.
_SOMEWHERE_ELSE = "192.0.2.1"


def addresses(bind: str) -> list[str]:
    """Addresses to listen on, as `host:port`.

    `outward:8000` means loopback and the source address of the default route. In a container on
    several networks this is the address on the only network that is not internal, so containers
    on an internal network (the database, the classifier) find no open port.
    `toward:10.1.2.1:8000` uses the route to that address instead, for container engines that attach
    a separate network for outgoing traffic. Any other value is returned unchanged.

    Raises:
        RuntimeError: there is no route to the address.
    """
    if bind.startswith(_TOWARD):
        destination, _, port = bind.removeprefix(_TOWARD).rpartition(":")
    elif bind.startswith(_OUTWARD):
        destination, port = _SOMEWHERE_ELSE, bind.removeprefix(_OUTWARD)
    else:
        return [bind]
    return [f"{_source_address(destination)}:{port}", f"127.0.0.1:{port}"]


def _source_address(destination: str) -> str:
    """The source address of this host for packets to `destination`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((destination, 9))
        except OSError as error:
            raise RuntimeError(
                f"No route leads to {destination}, which BIND asks for. Give an address, such as"
                " 0.0.0.0:8000, or connect the container to a network that has such a route."
            ) from error
        return str(probe.getsockname()[0])
