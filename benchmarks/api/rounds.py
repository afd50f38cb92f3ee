"""One operation, measured: the servers that are compared take turns, round by round."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from benchmarks.shared.load import Request, drive
from benchmarks.shared.processes import cpu_seconds

CONNECTIONS = 8
# One request of the naive way may take seconds, and two keep both processors busy.
NAIVE_CONNECTIONS = 2
NAIVE_ROUNDS = 3
_WARM_UP_SECONDS = 0.2
# The sizes take turns so many times in a round: a disturbance of half a second would otherwise look
# like growth.
GROWTH_TURNS = 5


@dataclass
class Round:
    """One server, one operation, a second or so. Times in microseconds."""

    requests: int
    per_second: float
    cpu: float
    p50: float
    p99: float


@dataclass
class Server:
    """A running server, and the first processes of all whose processor time counts."""

    port: int
    processes: Sequence[int]

    def measure(self, request: Request, connections: int, seconds: float, first: int) -> Round:
        """One round."""
        before, started = cpu_seconds(*self.processes), monotonic()
        times = drive(self.port, request, connections=connections, seconds=seconds, first=first)
        elapsed, used = monotonic() - started, cpu_seconds(*self.processes) - before
        ordered = sorted(times)
        return Round(
            requests=len(times),
            per_second=len(times) / elapsed,
            cpu=used / len(times) * 1e6,
            p50=statistics.median(ordered) * 1e6,
            p99=ordered[int(len(ordered) * 0.99)] * 1e6,
        )


Asked = tuple[Server, Request]


@dataclass
class Rounds:
    """How many rounds and how long, and the numbers of their requests."""

    count: int
    seconds: float
    numbers: Iterator[int]

    def pair(self, asked: dict[str, Asked], slow: Sequence[str] = ()) -> dict[str, list[Round]]:
        """Each server over eight connections, one after the other in every round.

        Those in `slow` get fewer rounds over two connections.
        """
        measured: dict[str, list[Round]] = {who: [] for who in asked}
        for who, one in asked.items():
            if who not in slow:
                self.one(one, CONNECTIONS, _WARM_UP_SECONDS)
        for number in range(self.count):
            for who, one in asked.items():
                if who not in slow:
                    measured[who].append(self.one(one, CONNECTIONS, self.seconds))
                elif number < NAIVE_ROUNDS:
                    measured[who].append(self.one(one, NAIVE_CONNECTIONS, self.seconds))
        return measured

    def one(self, asked: Asked, connections: int, seconds: float) -> Round:
        """One round of one server."""
        server, request = asked
        return server.measure(request, connections, seconds, next(self.numbers))

    def growth(self, asked: dict[int, Asked]) -> dict[int, list[float]]:
        """The p50 of a single connection at each size, in many short turns."""
        measured: dict[int, list[float]] = {size: [] for size in asked}
        seconds = self.seconds / 2 / GROWTH_TURNS
        for one in asked.values():
            self.one(one, 1, _WARM_UP_SECONDS)
        for _ in range(self.count * GROWTH_TURNS):
            for size, one in asked.items():
                measured[size].append(self.one(one, 1, seconds).p50)
        return measured


def as_lists(measured: dict[Any, list[Round]]) -> dict[Any, list[dict[str, Any]]]:
    """The rounds as JSON has them."""
    return {who: [asdict(one) for one in rounds] for who, rounds in measured.items()}
