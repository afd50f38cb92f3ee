"""Writes what was measured: all of it as JSON, medians, spread and targets as Markdown."""

import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.shared.report import cells, head, save, spread

Paired = dict[str, list[dict[str, float]]]


@dataclass(frozen=True)
class Target:
    """What an operation is held to.

    `rate` and `naive`: at least so many times the requests/s of the floor and of naive DRF; `cpu`:
    at most so many times the floor's processor time; `growth`: p50 at the largest size over that at
    the smallest, at most.
    """

    rate: float | None = None
    cpu: float | None = None
    naive: float | None = None
    growth: float | None = 1.2


_SEARCH = Target(cpu=4, growth=None)
# The other operations have a target for growth alone.
TARGETS = {
    "list, first page": Target(rate=0.27),
    "list, page 10,000": Target(rate=0.27),
    "list, three filters": Target(rate=0.27),
    "search, rare": _SEARCH,
    "search, absent": _SEARCH,
    "search, common": _SEARCH,
    "search, old only": _SEARCH,
    "search, two words": Target(growth=None),
    "search, with three filters": Target(growth=None),
    "stats": Target(rate=0.32),
    "create": Target(rate=0.30, naive=0.9),
}


def write_report(name: str, measured: dict[str, Any]) -> None:
    """`NAME.json` and `NAME.md` in the results; printed alone without a name."""
    measured = json.loads(json.dumps(measured))  # As in the file, with sizes as text.
    save(name, measured, "\n".join(_report(measured)))


def median(rounds: list[dict[str, float]], what: str) -> float:
    """Over the rounds."""
    return statistics.median(one[what] for one in rounds)


def ratios(paired: Paired, whose: str, what: str) -> list[float]:
    """ticket-api's figure divided by another's of the same round, for every round of both."""
    return [
        ours[what] / theirs[what]
        for ours, theirs in zip(paired["ticket-api"], paired[whose], strict=False)
    ]


def _report(measured: dict[str, Any]) -> Iterator[str]:
    options, sizes = measured["options"], sorted(measured["loads"], key=int)
    yield f"# Measured on {measured['made_at'][:10]}"
    yield ""
    yield (
        f"{measured['machine']}. At {int(sizes[-1]):,} tickets over 8 connections, medians of "
        f"{options['rounds']} paired rounds of {options['seconds']} s, and in brackets the lowest "
        "and highest ratio of a round. CPU is the processor time of gunicorn and PostgreSQL "
        "together for a request. A figure in bold misses its target."
    )
    yield ""
    yield from head(
        *("operation", "requests/s", "p50 ms", "p99 ms", "CPU µs", "floor's requests/s"),
        *("÷ floor's", "CPU ÷ floor's", "requests/s ÷ naive DRF's", "growth of p50"),
    )
    for name, operation in measured["operations"].items():
        yield _row(name, operation, TARGETS.get(name, Target()))
    yield ""
    for size, load in measured["loads"].items():
        exact = load["counters_exact"] and measured["counters_exact_at_the_end"][size]
        yield (
            f"- Loaded {int(size):,} tickets and {load['messages']:,} messages in "
            f"{load['seconds']:.1f} s; counters "
            f"{'exact' if exact else '**not exact**'} after all requests."
        )


def _row(name: str, operation: dict[str, Any], target: Target) -> str:
    paired = operation["paired"]
    ours, floor = paired["ticket-api"], paired["floor"]
    naive = "–"
    if paired.get("naive"):
        naive = _held(ratios(paired, "naive", "per_second"), target.naive, float.__ge__)
    sizes = sorted(operation["growth"], key=int)
    first, last = (operation["growth"][size] for size in (sizes[0], sizes[-1]))
    growth = statistics.median(b / a for a, b in zip(first, last, strict=True))
    return cells(
        name,
        f"{median(ours, 'per_second'):,.0f}",
        *(f"{median(ours, what) / 1000:.1f}" for what in ("p50", "p99")),
        f"{median(ours, 'cpu'):,.0f}",
        f"{median(floor, 'per_second'):,.0f}",
        _held(ratios(paired, "floor", "per_second"), target.rate, float.__ge__),
        _held(ratios(paired, "floor", "cpu"), target.cpu, float.__le__),
        naive,
        _held([growth], target.growth, float.__le__),
    )


def _held(values: list[float], target: float | None, keeps: Callable[[float, float], bool]) -> str:
    """The median and its spread, bold when it misses its target."""
    text = spread(values)
    kept = target is None or keeps(statistics.median(values), float(target))
    return text if kept else f"**{text}**"
