"""Writes what was measured of the classifier: all of it as JSON, and a table against its bounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.shared.report import cells, head, save


@dataclass(frozen=True)
class Line:
    """One figure, several times measured, and the bound that it should keep (or none)."""

    what: str
    unit: str
    values: Sequence[float]
    at_most: float | None = None
    at_least: float | None = None

    @property
    def keeps(self) -> bool | None:
        """Whether the median keeps the bound; None without one."""
        if self.at_most is not None:
            return median(self.values) <= self.at_most
        if self.at_least is not None:
            return median(self.values) >= self.at_least
        return None

    def cells(self) -> list[str]:
        """The columns of the table."""
        bound = f"≤ {_number(self.at_most)}" if self.at_most is not None else ""
        bound = f"≥ {_number(self.at_least)}" if self.at_least is not None else bound
        lowest, highest = min(self.values), max(self.values)
        spread = f"{_number(lowest)} to {_number(highest)}" if len(self.values) > 1 else ""
        verdict = {True: "yes", False: "**no**", None: ""}[self.keeps]
        middle = f"{_number(median(self.values))} {self.unit}".strip()
        return [self.what, middle, spread, bound and f"{bound} {self.unit}".strip(), verdict]


def write_report(name: str, measured: dict[str, Any]) -> None:
    """`NAME.json` and `NAME.md` in the results; printed alone without a name."""
    save(name, measured, "\n".join(_page(measured)))


def _page(measured: dict[str, Any]) -> Iterator[str]:
    sections = measured["sections"].items()
    lines = [line for name, found in sections for line in _LINES[name](found)]
    how = (
        f"{measured['machine']}. Medians of {measured['options']['rounds']} rounds, with the "
        f"lowest and the highest beside them. {measured['options']['note']}".rstrip()
    )
    yield from [f"# The classifier, measured on {measured['made_at']}", "", how, ""]
    yield from head("", "median", "rounds", "bound", "kept")
    yield from (cells(*line.cells()) for line in lines)


def _start(found: dict[str, Any]) -> Iterator[Line]:
    for provider, one in found.items():
        yield Line(f"start with `{provider}`", "s", one["seconds"], at_most=2)
        yield Line(f"memory of `{provider}`, started", "MB", one["megabytes"], at_most=150)
        worked = one["megabytes_worked"]
        yield Line(f"memory of `{provider}`, after a second of work", "MB", worked, at_most=150)


def _local(found: dict[str, Any]) -> Iterator[Line]:
    batch = [cpu / 1000 for cpu in found["in_a_batch"]]
    yield Line("CPU of a text with `local`, in a batch", "ms", batch, at_most=1)
    single = [cpu / 1000 for cpu in found["by_itself"]]
    yield Line("CPU of a whole request with `local`", "ms", single)


def _rates(found: dict[str, Any]) -> Iterator[Line]:
    names = {
        "bare": "bare FastAPI endpoint",
        "local": "`local`, every text different",
        "cached": "`gemini`, from the cache",
        "gemini": "`gemini`, every text different",
        "fake": "the fake alone",
    }
    for name in (name for name in names if name in found):
        what, rounds = names[name], found[name]
        yield Line(f"{what}: requests a second", "", [one["per_second"] for one in rounds])
        yield Line(f"{what}: CPU", "ms", [one["cpu"] / 1000 for one in rounds])
    for name in ("local", "cached", "gemini"):
        pairs = list(zip(found[name], found["bare"], strict=True))
        ratios = [ours["per_second"] / bare["per_second"] * 100 for ours, bare in pairs]
        yield Line(f"{names[name]}: of the bare endpoint's rate", "%", ratios, at_least=40)
        by_cpu = [bare["cpu"] / ours["cpu"] * 100 for ours, bare in pairs]
        yield Line(f"{names[name]}: the same, by CPU of a request", "%", by_cpu)


def _overhead(found: dict[str, Any]) -> Iterator[Line]:
    for name, what, median_at_most, p99_at_most in (
        ("alone", "added to 500 ms, alone", 10, 25),
        ("together", "added to 500 ms, 50 at a time", 10, 25),
        ("burst", "added to 500 ms, 50 at the same instant", None, None),
    ):
        rounds = found[name]
        yield Line(f"{what}: median", "ms", [one["p50"] for one in rounds], median_at_most)
        yield Line(f"{what}: p99", "ms", [one["p99"] for one in rounds], p99_at_most)


def _stack(found: dict[str, Any]) -> Iterator[Line]:
    what = "added by gateway, ticket-api and service, 20 at a time"
    yield Line(f"{what}: median", "ms", [one["p50"] for one in found["rounds"]])
    yield Line(f"{what}: p99", "ms", [one["p99"] for one in found["rounds"]], at_most=30)
    without = found["asked"] - found["suggested"]
    yield Line(f"without a suggestion, of {found['asked']}", "", [without], at_most=0)


def _hang(found: dict[str, Any]) -> Iterator[Line]:
    yield Line("hanging provider: longest wait", "s", [found["longest_seconds"]], at_most=10.5)
    yield Line("breaker opened after", "s", [found["breaker_opened_after_seconds"]])
    asked = found["asked_after_open"]
    longest = found["after_open_longest"]
    yield Line(f"longest wait of {asked} who asked after that", "ms", [longest], at_most=50)
    yield Line("longest wait before an answer `overloaded`", "ms", [found["overloaded_longest"]])
    yield Line("memory before", "MB", [found["megabytes_before"]])
    yield Line("memory at its highest", "MB", [found["megabytes_highest"]])
    yield Line("memory after", "MB", [found["megabytes_after"]])


_LINES = {
    "start": _start,
    "local": _local,
    "rates": _rates,
    "overhead": _overhead,
    "stack": _stack,
    "hang": _hang,
}


def _number(value: float | None) -> str:
    if value is None:
        return ""
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}"
