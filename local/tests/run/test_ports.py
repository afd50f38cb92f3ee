"""Which ports a run gets: never one in use."""

import socket
import subprocess
import sys

import pytest

from paths import LOCAL, SetupError
from run.ports import free_port, is_free, portal_port


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
    with server, pytest.raises(SetupError, match=f"PORTAL_PORT={port + 1}") as refused:
        portal_port({"PORTAL_PORT": str(port)})
    assert refused.value.exit_code == 2
    assert portal_port({"PORTAL_PORT": str(port)}) == port


def test_a_port_of_root_is_refused_with_one_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("run.ports.is_free", lambda _port: False)
    with pytest.raises(SetupError, match=r"only root may use it.* PORTAL_PORT=3000"):
        portal_port({"PORTAL_PORT": "80"})


def test_two_runs_that_start_together_share_no_port() -> None:
    taken = [free_port() for _ in range(20)]
    other = "from run.ports import free_port; print(*(free_port() for _ in range(20)))"
    said = subprocess.check_output([sys.executable, "-c", other], cwd=LOCAL, text=True)
    assert len({*taken, *map(int, said.split())}) == 40


def test_no_outgoing_connection_gets_a_port_of_a_run() -> None:
    taken = {free_port() for _ in range(20)}
    server, port = listening()
    with server:
        for _ in range(200):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                assert connection.getsockname()[1] not in taken
            server.accept()[0].close()


def test_a_part_listens_on_its_port_while_the_run_keeps_it() -> None:
    port = free_port()
    for _ in range(2):  # It may be started again.
        with socket.create_server(("127.0.0.1", port)):
            assert not is_free(port)
    assert is_free(port)


@pytest.mark.parametrize("text", ["", "3000"])
def test_the_portal_is_at_3000_by_default(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("run.ports.is_free", lambda _port: True)
    assert portal_port({"PORTAL_PORT": text}) == 3000
    assert portal_port({"PORTAL_PORT": "8080"}) == 8080


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "٣٠٠٠", "80 80"])
def test_a_portal_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(SetupError, match="PORTAL_PORT"):
        portal_port({"PORTAL_PORT": text})
