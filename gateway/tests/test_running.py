"""The tests' own servers."""

import socket
import sys

import pytest
from running import free_port


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux can keep a port for a server.")
def test_a_free_port_is_its_servers_alone() -> None:
    """The tests of ticket-api, which run beside these, once got the answers of an upstream here."""
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)):
        socket.create_connection(("127.0.0.1", port)).close()
