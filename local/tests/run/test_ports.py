"""Which ports a run gets: never one in use."""

import socket
from pathlib import Path

import pytest

from paths import SetupError
from run.ports import PortTakenError, Reservations, free_port, is_free, portal_port


def listening() -> tuple[socket.socket, int]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, server.getsockname()[1]


def test_a_port_is_free_until_someone_listens() -> None:
    server, port = listening()
    with server:
        assert not is_free(port)
    assert is_free(port)


def test_a_taken_portal_port_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with Reservations(tmp_path) as reservations:
        server, port = listening()
        with server, pytest.raises(PortTakenError, match=f"PORTAL_PORT={port + 1}"):
            reservations.take_portal(port)
        reservations.take_portal(port)


def test_two_runs_that_start_together_share_no_port(tmp_path: Path) -> None:
    with Reservations(tmp_path) as first, Reservations(tmp_path) as second:
        one = first.take_inner(["a", "b"])
        two = second.take_inner(["a", "b"])
    assert len({*one.values(), *two.values()}) == 4


def test_a_port_that_another_run_holds_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, other = free_port(), free_port()
    drawn = iter([port, port, other])
    monkeypatch.setattr("run.ports.free_port", lambda: next(drawn))
    with Reservations(tmp_path) as first, Reservations(tmp_path) as second:
        assert first.take_inner(["a"]) == {"a": port}
        assert second.take_inner(["a"]) == {"a": other}


@pytest.mark.parametrize("text", ["", "3000"])
def test_the_portal_is_at_3000_by_default(text: str) -> None:
    assert portal_port({"PORTAL_PORT": text}) == 3000
    assert portal_port({"PORTAL_PORT": "8080"}) == 8080


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "٣٠٠٠", "80 80"])
def test_a_portal_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(SetupError, match="PORTAL_PORT"):
        portal_port({"PORTAL_PORT": text})


def test_no_inner_port_is_one_of_outgoing_connections_or_near_another_portal() -> None:
    ports = [free_port() for _ in range(50)]
    assert all(is_free(port) and 20_000 <= port < 32_768 for port in ports)
