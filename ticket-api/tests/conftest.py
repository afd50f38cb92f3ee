"""What the tests share: a client, tickets, and a real gunicorn over the test database."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client

from tests.addresses import database_address
from tests.gunicorn_server import GunicornServer
from tests.samples import NEW_TICKET
from tests.triggers import empty_the_trail
from tickets.models import Ticket


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let pytest-rerunfailures send the lines of a process of pytest-xdist without delay.

    It sends two short lines for each test. The second one would wait until the kernel has
    acknowledged the first one, which takes 40 ms.
    """
    if hasattr(config, "workerinput"):
        config.failures_db.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@pytest.fixture(scope="session", autouse=True)
def trail_of_one_test() -> None:
    """No test sees the trail of the one before."""
    post_migrate.connect(empty_the_trail, sender=apps.get_app_config("tickets"))


@pytest.fixture
def api() -> Client:
    """A client that sees a 500 as the answer it is."""
    return Client(raise_request_exception=False)


@pytest.fixture
def new_ticket(db: None) -> Callable[..., Ticket]:
    """Stores a ticket; `created_at` may be given, which the API never allows."""

    def store(**fields: Any) -> Ticket:
        created_at = fields.pop("created_at", None)
        ticket = Ticket.objects.create(**{**NEW_TICKET, **fields})
        if created_at is not None:
            Ticket.objects.filter(pk=ticket.pk).update(created_at=created_at)
            ticket.refresh_from_db()
        return ticket

    return store


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """The address of the test database, for processes that the tests start."""
    return database_address(connection.settings_dict["NAME"])


@pytest.fixture(scope="session")
def server(database_url: str) -> Iterator[GunicornServer]:
    """ticket-api as `entrypoint.sh api` starts it, with one worker."""
    with GunicornServer(entrypoint=True, DATABASE_URL=database_url) as running:
        yield running
