"""Probes and health, and what the API does while the database is away."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection
from django.test import Client

from config import __version__
from tests.addresses import database_address
from tests.cable import Cable
from tests.gunicorn_server import GunicornServer
from tests.samples import NEW_TICKET, contract


@pytest.mark.django_db
def test_health_is_what_the_contract_has(api: Client) -> None:
    answer = api.get("/api/health/")
    assert answer.status_code == 200
    assert answer.json() == {**contract("public-api/health.json"), "version": __version__}


def test_the_process_is_alive_without_a_database(api: Client) -> None:
    """No database mark: pytest-django fails a test that asks one."""
    assert api.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_the_process_is_ready(api: Client) -> None:
    assert api.get("/readyz").json() == {"status": "ok"}


def _database() -> tuple[str, int]:
    known = connection.settings_dict
    return known["HOST"] or "127.0.0.1", int(known["PORT"] or 5432)


def _statuses(server: GunicornServer) -> list[int]:
    requests_made = [
        ("GET", "/api/tickets/", None),
        ("POST", "/api/tickets/", NEW_TICKET),
        ("PATCH", "/api/tickets/1/", {"status": "closed"}),
        ("GET", "/api/tickets/stats/", None),
    ]
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda r: server.request(*r[:2], json=r[2]), requests_made))
    for answer in answers:
        assert answer.headers["Content-Type"] == "application/json"
    return [answer.status_code for answer in answers]


def _await_status(server: GunicornServer, path: str, status: int) -> requests.Response:
    give_up_at = time.monotonic() + 60
    while (answer := server.request("GET", path)).status_code != status:
        assert time.monotonic() < give_up_at, answer.text
        time.sleep(0.1)
    return answer


@pytest.mark.django_db(transaction=True)
def test_without_the_database_requests_end_soon_and_come_back_by_themselves() -> None:
    with Cable(_database()) as cable:
        name = connection.settings_dict["NAME"]
        through = database_address(name, host="127.0.0.1", port=str(cable.port))
        with GunicornServer(DATABASE_URL=through) as server:
            assert 503 not in _statuses(server)
            cable.cut()
            assert _statuses(server) == [503, 503, 503, 503]
            _assert_unhealthy(server)
            cable.mend()
            _await_status(server, "/readyz", 200)
            assert server.request("GET", "/api/health/").json()["status"] == "ok"
            assert server.request("GET", "/api/tickets/").status_code == 200


def _assert_unhealthy(server: GunicornServer) -> None:
    assert server.request("GET", "/healthz").status_code == 200
    with ThreadPoolExecutor() as threads:
        paths = ("/readyz", "/api/health/")
        ready, health = threads.map(lambda path: server.request("GET", path), paths)
    assert (ready.status_code, health.status_code) == (503, 503)
    body = health.json()
    assert body["error"] == "Service Unavailable"
    assert body["details"]["detail"]
    assert (body["status"], body["database"]) == ("unavailable", "unreachable")
    assert body["breaker"] == "closed"
