"""What can go wrong, done for real: each fault begins, lasts, and ends."""

import contextlib
import resource
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from running import Stack

Broken = Callable[[Stack], AbstractContextManager[None]]
# Fills the free space, also space that becomes free later, until its file is removed.
FILL_THE_DISK = """
exec 3>/disk/filler
while [ -e /disk/filler ]; do cat /dev/zero >&3 2>/dev/null; sleep 0.1; done
"""


@dataclass(frozen=True)
class Fault:
    """`broken` is entered to begin the fault and left, `seconds` later, to end it."""

    name: str
    broken: Broken
    seconds: float
    # No part can answer while the gateway itself is dead.
    gateway_is_gone: bool = False
    # Everybody else must be served as if nothing happened.
    is_harmless: bool = False
    # Writing is refused meanwhile: a fault without an error was none.
    is_felt: bool = False


def kill(stack: Stack, container: str) -> None:
    """SIGKILL from the host's side: `docker kill` would count as a person's wish to stop it."""
    process = stack.docker("inspect", "--format", "{{.State.Pid}}", container)
    helper = ("--rm", "--pid=host", "--network=none", "--user=0", "--entrypoint=bash")
    stack.docker("run", *helper, "postgres:16", "-c", f"kill -KILL {process}")


def killed(service: str) -> Broken:
    @contextmanager
    def broken(stack: Stack):
        kill(stack, stack.replicas(service)[0])
        yield

    return broken


def stopped(service: str) -> Broken:
    @contextmanager
    def broken(stack: Stack):
        (container,) = stack.replicas(service)
        stack.docker("stop", container)
        try:
            yield
        finally:
            stack.docker("start", container)

    return broken


def paused(service: str) -> Broken:
    @contextmanager
    def broken(stack: Stack):
        (container,) = stack.replicas(service)
        stack.docker("pause", container)
        try:
            yield
        finally:
            stack.docker("unpause", container)

    return broken


def cut_off(service: str, network: str) -> Broken:
    @contextmanager
    def broken(stack: Stack):
        (container,) = stack.replicas(service)
        name = f"{stack.project}_{network}"
        stack.docker("network", "disconnect", name, container)
        try:
            yield
        finally:
            stack.docker("network", "connect", "--alias", service, name, container)

    return broken


def impersonated(mode: str) -> Broken:
    """The classifier's name leads to stack-tests/impostor.py."""

    @contextmanager
    def broken(stack: Stack):
        stack.inside("impostor", "sh", "-c", f"echo {mode} > /tmp/mode")
        (impostor,) = stack.replicas("impostor")
        network = f"{stack.project}_llm"
        with cut_off("classifier-svc", "llm")(stack):
            stack.docker("network", "disconnect", network, impostor)
            stack.docker("network", "connect", "--alias", "classifier-svc", network, impostor)
            try:
                yield
            finally:
                stack.docker("network", "disconnect", network, impostor)
                stack.docker("network", "connect", "--alias", "impostor", network, impostor)

    return broken


def free_bytes(stack: Stack) -> int:
    free = stack.inside("disk-keeper", "df", "--block-size=1", "--output=avail", "/disk")
    return int(free.split()[-1])


@contextmanager
def disk_full(stack: Stack):
    stack.compose("exec", "--detach", "disk-keeper", "sh", "-c", FILL_THE_DISK)
    recover(20, lambda: free_bytes(stack) == 0)
    try:
        yield
    finally:
        stack.inside("disk-keeper", "rm", "/disk/filler")
        recover(20, lambda: free_bytes(stack) > 0)


def clock_jumps(hours: int) -> Broken:
    """The breaker opens, its clock jumps, and the classifier comes back."""

    @contextmanager
    def broken(stack: Stack):
        with stopped("classifier-svc")(stack):
            yield
            stack.inside("ticket-api", "sh", "-c", f"echo {hours} > /tmp/hours")

    return broken


# Every other one is still in its headers, the rest are in their body.
HALF_A_REQUEST = (
    b"POST /api/tickets/ HTTP/1.1\r\nHost: localhost\r\n",
    b"POST /api/tickets/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n",
)


def _connect(stack: Stack) -> socket.socket:
    return socket.create_connection(("127.0.0.1", urlsplit(stack.url).port or 80), timeout=10)


def crowd(count: int, greet: Callable[[socket.socket], Any]) -> Broken:
    """So many connections, each greeted once a second, until the end."""

    @contextmanager
    def broken(stack: Stack):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        leave = threading.Event()
        with contextlib.ExitStack() as all_of_them:
            sockets = [all_of_them.enter_context(_connect(stack)) for _ in range(count)]
            for number, one in enumerate(sockets):
                one.sendall(HALF_A_REQUEST[number % len(HALF_A_REQUEST)])

            def greet_all() -> None:
                while not leave.wait(1):
                    for one in sockets:
                        # The gateway may have had enough of this one.
                        with contextlib.suppress(OSError):
                            greet(one)

            greeter = threading.Thread(target=greet_all)
            greeter.start()
            try:
                yield
            finally:
                leave.set()
                greeter.join()

    return broken


def recover(seconds: float, is_well: Callable[[], bool]) -> float:
    """How long it takes until `is_well`; AssertionError after `seconds`."""
    began = time.monotonic()
    while not is_well():
        assert time.monotonic() - began < seconds, f"not well again after {seconds:g} s"
        time.sleep(0.1)
    return time.monotonic() - began


FAULTS = (
    Fault("gateway killed", killed("gateway"), 0, gateway_is_gone=True),
    Fault("frontend killed", killed("frontend"), 0),
    Fault("ticket-api killed", killed("ticket-api"), 0),
    Fault("ticket-events killed", killed("ticket-events"), 0),
    Fault("classifier-svc killed", killed("classifier-svc"), 0),
    Fault("db killed", killed("db"), 0),
    Fault("db stopped for 20 s", stopped("db"), 20, is_felt=True),
    Fault("network to the database cut", cut_off("db", "data"), 5),
    Fault("disk of the database full", disk_full, 5, is_felt=True),
    Fault("classifier-svc stopped", stopped("classifier-svc"), 5),
    Fault("classifier-svc paused", paused("classifier-svc"), 13),
    Fault("network to the classifier cut", cut_off("classifier-svc", "llm"), 5),
    Fault("classifier-svc answers garbage", impersonated("garbage"), 5),
    Fault("classifier-svc answers after 60 s", impersonated("late"), 13),
    Fault("Gemini unreachable", cut_off("fake-gemini", "model"), 5),
    Fault("clock of the breaker an hour ahead", clock_jumps(1), 3),
    Fault("clock of the breaker an hour behind", clock_jumps(-1), 3),
    Fault(
        "200 clients that send a byte a second",
        crowd(200, lambda one: one.sendall(b"x")),
        12,
        is_harmless=True,
    ),
    Fault("2,000 idle connections", crowd(2000, lambda one: None), 6, is_harmless=True),
)
