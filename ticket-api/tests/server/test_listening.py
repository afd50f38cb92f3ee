"""Addresses that gunicorn listens on; stack-tests look from the other containers."""

import pytest

from server import listening


@pytest.mark.parametrize("bind", ["127.0.0.1:8000", "0.0.0.0:80", "[::]:8000", "unix:/tmp/socket"])
def test_an_address_is_taken_as_it_is(bind: str) -> None:
    assert listening.addresses(bind) == [bind]


def test_outward_is_the_address_that_packets_leave_from(monkeypatch: pytest.MonkeyPatch) -> None:
    # Packets to all of 127/8 leave from 127.0.0.1, on every machine.
    monkeypatch.setattr(listening, "_SOMEWHERE_ELSE", "127.9.9.9")
    assert listening.addresses("outward:8123") == ["127.0.0.1:8123", "127.0.0.1:8123"]


def test_toward_is_the_address_that_packets_to_there_leave_from() -> None:
    assert listening.addresses("toward:127.9.9.9:8123") == ["127.0.0.1:8123", "127.0.0.1:8123"]


@pytest.mark.parametrize("bind", ["outward:8123", "toward:255.255.255.255:8123"])
def test_no_route_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch, bind: str) -> None:
    # Broadcast is refused to a socket that did not ask for it, as is an address without a route.
    monkeypatch.setattr(listening, "_SOMEWHERE_ELSE", "255.255.255.255")
    with pytest.raises(RuntimeError, match=r"No route leads to 255.*0\.0\.0\.0:8000"):
        listening.addresses(bind)
