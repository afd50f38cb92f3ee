"""What ticket-api is held to at a million tickets, and whether it was kept."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Rounds = list[dict[str, float]]


@dataclass(frozen=True)
class Bound:
    """At least or at most how much; `is_kept` and the text of a measured figure."""

    limit: float
    at_least: bool = True

    def verdict(self, measured: float) -> str:
        """The figure beside its bound, bold when it is missed."""
        kept = measured >= self.limit if self.at_least else measured <= self.limit
        sign = {(True, True): "≥", (True, False): "<", (False, True): "≤", (False, False): ">"}
        text = f"{_short(measured)} {sign[self.at_least, kept]} {_short(self.limit)}"
        return text if kept else f"**{text}**"


@dataclass(frozen=True)
class Bounds:
    """Of one operation, over eight connections but for growth, which is of one.

    `floor`: requests a second, of the floor's; `cpu`: processor time, times the floor's; `less`:
    times less processor time than the naive way; `naive`: requests a second, of the naive way's;
    `growth`: p50, times that at the smallest size.
    """

    floor: float | None = None
    cpu: float | None = None
    less: float | None = None
    naive: float | None = None
    growth: float | None = None


_FILTERED = Bounds(floor=0.5, less=500, growth=1.2)
_SELECTIVE = Bounds(floor=0.5, less=3_000, growth=1.5)
_FULL = Bounds(floor=0.5, less=1_000, growth=1.5)
_BETWEEN = Bounds(cpu=1.5, less=50)
OPERATIONS = {
    "list, first page": Bounds(floor=0.55, less=500, growth=1.2),
    "list, page 10,000": _FILTERED,
    "list, one filter": _FILTERED,
    "list, one sparse filter": _FILTERED,
    "list, two filters": _FILTERED,
    "list, two sparse filters": _FILTERED,
    "list, three filters": _FILTERED,
    "list, three sparse filters": _FILTERED,
    "search, rare": _SELECTIVE,
    "search, absent": _SELECTIVE,
    "search, common": _FULL,
    "search, one letter": _FULL,
    "search, two letters": _FULL,
    "search, two absent letters": _FULL,
    "search, mid": _BETWEEN,
    "search, old only": _BETWEEN,
    "search, two words": _BETWEEN,
    "search, with a filter": _BETWEEN,
    "search, with three filters": _BETWEEN,
    "stats": Bounds(floor=0.45, less=1_500, growth=1.2),
    "create": Bounds(floor=0.4, naive=0.9, growth=1.2),
    "change of status": Bounds(floor=0.4, growth=1.2),
}
BEHIND_NGINX = Bound(0.75)
LOADED_PER_SECOND = Bound(40_000)
COUNTERS_ON = {"no disk": Bound(0.9), "flushes 2 ms longer": Bound(0.85)}
OF_THE_BETTER_PLAN = Bound(2, at_least=False)


def verdicts(name: str, operation: dict[str, Any]) -> Iterator[str]:
    """A cell for each kind of bound: of the floor, times its CPU, naive way, growth."""
    bounds, paired = OPERATIONS[name], operation["paired"]
    ours, floor, naive = (paired[who] for who in ("ticket-api", "floor", "naive"))
    yield _cell(bounds.floor, ratio(ours, floor, "per_second"))
    yield _cell(bounds.cpu, ratio(ours, floor, "cpu"), at_least=False)
    yield _cell(bounds.less, median(naive, "cpu") / median(ours, "cpu") if naive else None)
    rate = ratio(ours, naive, "per_second") if naive and bounds.naive else None
    yield _cell(bounds.naive, rate)
    yield _cell(bounds.growth, growth(operation), at_least=False)


def growth(operation: dict[str, Any]) -> float:
    """The median over turns of the p50 at the largest size divided by that at the smallest."""
    sizes = sorted(operation["growth"], key=int)
    first, last = (operation["growth"][size] for size in (sizes[0], sizes[-1]))
    return statistics.median(b / a for a, b in zip(first, last, strict=True))


def ratio(ours: Rounds, theirs: Rounds, what: str) -> float:
    """The median over rounds of ours divided by theirs in the same round."""
    return statistics.median(a[what] / b[what] for a, b in zip(ours, theirs, strict=True))


def median(rounds: Rounds, what: str) -> float:
    """Over the rounds."""
    return statistics.median(one[what] for one in rounds)


def _cell(limit: float | None, measured: float | None, *, at_least: bool = True) -> str:
    if measured is None:
        return "–"
    return _short(measured) if limit is None else Bound(limit, at_least).verdict(measured)


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 10 else f"{figure:.2f}"
