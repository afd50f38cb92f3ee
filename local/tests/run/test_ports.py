"""Which ports a run gets: never one in use."""

import socket

import pytest

from paths import SetupError
from run.ports import Ports, PortTakenError, free_port, is_free, portal_port


def listening() -> tuple[socket.socket, int]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, server.getsockname()[1]


def test_a_port_is_free_until_someone_listens() -> None:
    server, port = listening()
    with server:
        assert not is_free(port)
    assert is_free(port)


def test_a_taken_portal_port_is_refused_with_what_to_do() -> None:
    server, port = listening()
    with server, pytest.raises(PortTakenError, match=f"PORTAL_PORT={port + 1}"):
        portal_port({"PORTAL_PORT": str(port)})
    assert portal_port({"PORTAL_PORT": str(port)}) == port


def test_two_runs_that_start_together_share_no_port() -> None:
    with Ports() as first, Ports() as second:
        taken = [ports.take() for ports in (first, second) for _ in range(20)]
    assert len({*taken}) == 40


def test_a_part_listens_on_its_port_while_the_run_keeps_it() -> None:
    with Ports() as ports:
        port = ports.take()
        for _ in range(2):  # It may be started again.
            with socket.create_server(("127.0.0.1", port)):
                assert not is_free(port)


@pytest.mark.parametrize("text", ["", "3000"])
def test_the_portal_is_at_3000_by_default(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("run.ports.is_free", lambda _port: True)
    assert portal_port({"PORTAL_PORT": text}) == 3000
    assert portal_port({"PORTAL_PORT": "8080"}) == 8080


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "٣٠٠٠", "80 80"])
def test_a_portal_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(SetupError, match="PORTAL_PORT"):
        portal_port({"PORTAL_PORT": text})


def test_no_free_port_is_one_of_outgoing_connections_or_near_another_portal() -> None:
    ports = [free_port() for _ in range(50)]
    assert all(is_free(port) and 20_000 <= port < 32_768 for port in ports)
