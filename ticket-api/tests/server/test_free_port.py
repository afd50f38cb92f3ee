"""The ports of the tests' own servers."""

import socket
import sys

import pytest

from tests.gunicorn_server import free_port


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux can keep a port for a server.")
def test_a_free_port_is_its_servers_alone() -> None:
    """The gateway's tests, which run beside these, once took a port before gunicorn had it."""
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)):
        socket.create_connection(("127.0.0.1", port)).close()
