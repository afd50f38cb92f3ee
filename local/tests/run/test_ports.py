"""Which ports a run gets: never one that somebody else has."""

import socket
from pathlib import Path

import pytest

from paths import SetupError
from run.ports import PortTakenError, Reservations, is_free, portal_port
from run.postgres import free_port


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
        one = first.take_inner(3000, ["a", "b"])
        two = second.take_inner(3000, ["a", "b"])
    assert len({*one.values(), *two.values()}) == 4


def test_inner_ports_keep_their_distance_and_skip_what_is_taken(tmp_path: Path) -> None:
    with Reservations(tmp_path) as first_run:
        first = first_run.take_inner(3000, ["a"])["a"]
    assert first > 13_000
    with socket.create_server(("127.0.0.1", first)), Reservations(tmp_path) as second_run:
        assert second_run.take_inner(3000, ["a"])["a"] > first


def test_a_portal_port_near_the_end_still_finds_inner_ports(tmp_path: Path) -> None:
    with Reservations(tmp_path) as reservations:
        assert 1024 < reservations.take_inner(65_535, ["a"])["a"] < 65_535


@pytest.mark.parametrize("text", ["", "3000"])
def test_the_portal_is_at_3000_unless_told_otherwise(text: str) -> None:
    assert portal_port({"PORTAL_PORT": text}) == 3000
    assert portal_port({"PORTAL_PORT": "8080"}) == 8080


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "٣٠٠٠", "80 80"])
def test_a_portal_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(SetupError, match="PORTAL_PORT"):
        portal_port({"PORTAL_PORT": text})


def test_a_throwaway_server_gets_a_free_port() -> None:
    assert is_free(free_port())
