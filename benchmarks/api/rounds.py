"""One operation, measured: the servers that are compared take turns, round by round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.shared.load import Request, Round, Server

CONNECTIONS = 8
# One request of the naive way may take seconds, and two keep both processors busy.
NAIVE_CONNECTIONS = 2
NAIVE_ROUNDS = 3
_WARM_UP_SECONDS = 0.2
# The sizes take turns so many times in a round: a disturbance of half a second would otherwise look
# like growth.
GROWTH_TURNS = 5

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
                self._one(one, CONNECTIONS, _WARM_UP_SECONDS)
        for number in range(self.count):
            for who, one in asked.items():
                if who not in slow:
                    measured[who].append(self._one(one, CONNECTIONS, self.seconds))
                elif number < NAIVE_ROUNDS:
                    measured[who].append(self._one(one, NAIVE_CONNECTIONS, self.seconds))
        return measured

    def growth(self, asked: dict[int, Asked]) -> dict[int, list[float]]:
        """The p50 of a single connection at each size, in many short turns."""
        measured: dict[int, list[float]] = {size: [] for size in asked}
        seconds = self.seconds / 2 / GROWTH_TURNS
        for one in asked.values():
            self._one(one, 1, _WARM_UP_SECONDS)
        for _ in range(self.count * GROWTH_TURNS):
            for size, one in asked.items():
                measured[size].append(self._one(one, 1, seconds)["p50"])
        return measured

    def _one(self, asked: Asked, connections: int, seconds: float) -> Round:
        server, request = asked
        return server.measure(request, connections, seconds, next(self.numbers))
