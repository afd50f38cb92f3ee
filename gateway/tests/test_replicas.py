"""The gateway follows replicas that come and go behind one name, without a restart."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import requests
from conftest import Stack, StartStack
from names import Names
from running import set_directive
from upstream import Drop, Upstream

PATIENCE_SECONDS = 10
FIRST, SECOND = "127.0.0.11", "127.0.0.12"


@contextmanager
def two_replicas() -> Iterator[tuple[Upstream, Upstream]]:
    """Two Djangos on one port, at two addresses of this machine."""
    with ExitStack() as running:
        first = running.enter_context(Upstream("first", (FIRST, 0)))
        second = running.enter_context(Upstream("second", (SECOND, first.port)))
        yield first, second


def gateway(start: StartStack, names: Names, port: int) -> Stack:
    """One worker, because each remembers names for itself and a second one would ask afresh."""
    return start(
        change=lambda config: set_directive(config, "worker_processes", "1"),
        TICKET_API_UPSTREAM=f"ticket-api:{port}",
        GATEWAY_RESOLVER=names.resolver,
    )


def answered_by(stack: Stack) -> str:
    return requests.get(f"{stack.url}/api/health/", timeout=5).json()["upstream"]


def test_a_new_replica_is_found_whatever_the_ttl_says(start: StartStack) -> None:
    with two_replicas() as (first, _), Names(FIRST) as names:
        stack = gateway(start, names, first.port)
        assert answered_by(stack) == "first"
        names.addresses = (SECOND,)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while answered_by(stack) != "second":
            assert time.monotonic() < deadline, "still asking the replica that is gone"


def test_all_replicas_of_a_name_get_work(start: StartStack) -> None:
    with two_replicas() as (first, second), Names(FIRST, SECOND) as names:
        stack = gateway(start, names, first.port)
        for _ in range(60):
            answered_by(stack)
        assert min(len(first.received), len(second.received)) > 5


def test_a_dead_replica_costs_no_request_not_even_a_post(start: StartStack) -> None:
    # Nothing listens at the second address: refused, so the POST cannot have arrived there.
    with Upstream("first", (FIRST, 0)) as first, Names(FIRST, SECOND) as names:
        stack = gateway(start, names, first.port)
        for _ in range(20):
            assert requests.post(f"{stack.url}/api/tickets/", timeout=5).status_code == 200
        assert len(first.received) == 20


def test_what_may_have_arrived_is_repeated_only_if_it_is_safe(start: StartStack) -> None:
    with two_replicas() as (first, second), Names(FIRST, SECOND) as names:
        stack = gateway(start, names, first.port)
        for replica in (first, second):
            replica.on("/api/tickets/", Drop)
        assert requests.get(f"{stack.url}/api/tickets/", timeout=5).status_code == 502
        assert len(first.received) + len(second.received) == 2
        for method in ("POST", "PATCH"):
            first.received.clear()
            second.received.clear()
            reply = requests.request(method, f"{stack.url}/api/tickets/", timeout=5)
            assert reply.status_code == 502
            assert len(first.received) + len(second.received) == 1
