"""Sends requests over kept-alive connections and takes the time of each.

Our own, in fifty lines, because the needs are few and exact: every request different (a
create needs its own key), the answer's status checked, and nothing to install. It needs about 50 µs
of processor time a request, which is not counted: the figures are the servers' own time.
"""

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

from benchmarks.shared.processes import cpu_seconds

# Makes the nth request of a round: the bytes that go over the wire.
Request = Callable[[int], bytes]
# Of a second or so: `requests`, `per_second`, and in microseconds `cpu` of a request, `p50`, `p99`.
Round = dict[str, float]
_LONGEST_ANSWER_SECONDS = 120


def http_request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """One HTTP/1.1 request; header names have underscores for hyphens."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


@dataclass(frozen=True)
class Server:
    """A running server, and the first processes of all whose processor time counts."""

    port: int
    processes: Sequence[int]

    def measure(self, request: Request, connections: int, seconds: float, first: int) -> Round:
        """One round."""
        before, started = cpu_seconds(*self.processes), time.monotonic()
        times = drive(self.port, request, connections=connections, seconds=seconds, first=first)
        elapsed = time.monotonic() - started
        used = cpu_seconds(*self.processes) - before
        return {
            "requests": len(times),
            "per_second": len(times) / elapsed,
            "cpu": used / len(times) * 1e6,
            "p50": median(times) * 1e6,
            "p99": sorted(times)[int(len(times) * 0.99)] * 1e6,
        }


def drive(
    port: int, request: Request, *, connections: int, seconds: float, first: int
) -> list[float]:
    """The seconds that each request took; requests are numbered from `first`.

    Every connection sends at least one, and is opened again when the server ends it (nginx does
    after a thousand requests). An answer other than 2xx is an error.
    """
    end = time.monotonic() + seconds

    def one_connection(number: int) -> list[float]:
        taken: list[float] = []
        nth = first + number
        while not taken or time.monotonic() < end:
            with socket.create_connection(("127.0.0.1", port), _LONGEST_ANSWER_SECONDS) as server:
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                kept = True
                while kept and (not taken or time.monotonic() < end):
                    started = time.perf_counter()
                    server.sendall(request(nth))
                    kept = _read_answer(server)
                    taken.append(time.perf_counter() - started)
                    nth += connections
        return taken

    with ThreadPoolExecutor(connections) as threads:
        return [t for times in threads.map(one_connection, range(connections)) for t in times]


def _read_answer(server: socket.socket) -> bool:
    """Read one answer whole; whether the server keeps the connection after it."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _receive(server)
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(f"The server answered {head[:200]!r} {body[:500]!r}")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    # An answer without a length is sent in chunks, of which the last is empty.
    while not lengths and not body.endswith(b"\r\n0\r\n\r\n"):
        body += _receive(server)
    missing = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while missing > 0:
        missing -= len(_receive(server))
    return b"\r\nconnection: close" not in head.lower()


def _receive(server: socket.socket) -> bytes:
    some = server.recv(262_144)
    if not some:
        raise RuntimeError("The server closed the connection")
    return some
