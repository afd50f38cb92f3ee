"""One operation, measured: the servers that are compared take turns, round by round."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from benchmarks.shared.load import Request, drive
from benchmarks.shared.processes import cpu_seconds

CONNECTIONS = 8
# One of its requests may take seconds, and its servers have as many processors as ours.
NAIVE_CONNECTIONS = 2
NAIVE_ROUNDS = 3
_WARM_UP_SECONDS = 0.2
# The sizes take turns so many times in a round: what disturbs the machine for half a second would
# otherwise look like growth.
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
    """A server that runs, and the first processes of all whose time counts."""

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


@dataclass
class Rounds:
    """How many rounds and how long, and the numbers of their requests."""

    count: int
    seconds: float
    numbers: Iterator[int]

    def pair(self, asked: dict[str, tuple[Server, Request]]) -> dict[str, list[Round]]:
        """All servers over eight connections, one after the other in every round."""
        measured: dict[str, list[Round]] = {who: [] for who in asked}
        self.warm_up(asked)
        for _ in range(self.count):
            for who in asked:
                measured[who].append(self.one(*asked[who]))
        return measured

    def warm_up(self, asked: dict[Any, tuple[Server, Request]]) -> None:
        """So that nobody's first request is measured."""
        for server, request in asked.values():
            server.measure(request, CONNECTIONS, _WARM_UP_SECONDS, next(self.numbers))

    def one(self, server: Server, request: Request) -> Round:
        """A round over eight connections."""
        return server.measure(request, CONNECTIONS, self.seconds, next(self.numbers))

    def alone(self, server: Server, request: Request) -> float:
        """The p50 of a turn over a single connection, for the time that one request takes."""
        seconds = self.seconds / 2 / GROWTH_TURNS
        return server.measure(request, 1, seconds, next(self.numbers)).p50

    def few(self, server: Server, request: Request) -> Round:
        """A round over as many connections as the naive way's slow requests leave useful."""
        return server.measure(request, NAIVE_CONNECTIONS, self.seconds, next(self.numbers))


def compare(
    rounds: Rounds,
    ours: dict[int, tuple[Server, Request]],
    floor: tuple[Server, Request],
    naive: tuple[Server, Request] | None,
    *,
    naive_is_slow: bool,
) -> dict[str, Any]:
    """ticket-api at its largest size against the floor and the naive way, and alone at every size.

    A naive way that is not slow is a pair like the floor, so that requests a second compare.
    """
    pair = {"ticket-api": ours[max(ours)], "floor": floor}
    if naive and not naive_is_slow:
        pair["naive"] = naive
    paired: dict[str, list[Round]] = {who: [] for who in ("ticket-api", "floor", "naive")}
    growth: dict[int, list[float]] = {size: [] for size in ours}
    rounds.warm_up(ours)
    rounds.warm_up({"floor": floor})
    for number in range(rounds.count):
        for who, asked in pair.items():
            paired[who].append(rounds.one(*asked))
        for _ in range(GROWTH_TURNS):
            for size, asked in ours.items():
                growth[size].append(rounds.alone(*asked))
        if naive and naive_is_slow and number < NAIVE_ROUNDS:
            paired["naive"].append(rounds.few(*naive))
    return {"paired": as_lists(paired), "growth": growth}


def as_lists(measured: dict[Any, list[Round]]) -> dict[Any, list[dict[str, Any]]]:
    """The rounds as JSON has them."""
    return {who: [asdict(one) for one in rounds] for who, rounds in measured.items()}
