"""Writes what was measured of the classifier: all of it as JSON, and a table against its bounds."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from benchmarks.shared.report import cells, head, save


def write_report(name: str, measured: dict[str, Any]) -> None:
    """`NAME.json` and `NAME.md` in the results; printed alone without a name."""
    save(name, measured, "\n".join(_page(measured)))


def _page(measured: dict[str, Any]) -> Iterator[str]:
    yield f"# The classifier, measured on {measured['made_at']}"
    yield ""
    yield (
        f"{measured['machine']}. Medians of {measured['options']['rounds']} rounds, with the "
        "lowest and the highest beside them."
    )
    yield ""
    yield from head("", "median", "rounds", "bound", "kept")
    for name, found in measured["sections"].items():
        yield from _LINES[name](found)


def _line(
    what: str,
    unit: str,
    values: Sequence[float],
    at_most: float | None = None,
    at_least: float | None = None,
) -> str:
    """One figure, several times measured, and the bound that its median should keep, if any."""
    bound, kept = "", None
    if at_most is not None:
        bound, kept = f"≤ {_number(at_most)} {unit}", median(values) <= at_most
    elif at_least is not None:
        bound, kept = f"≥ {_number(at_least)} {unit}", median(values) >= at_least
    middle = f"{_number(median(values))} {unit}"
    spread = f"{_number(min(values))} to {_number(max(values))}" if len(values) > 1 else ""
    verdict = {True: "yes", False: "**no**", None: ""}[kept]
    return cells(what, middle.strip(), spread, bound.strip(), verdict)


def _start(found: dict[str, Any]) -> Iterator[str]:
    for provider, one in found.items():
        yield _line(f"start with `{provider}`", "s", one["seconds"], at_most=2)
        what = f"memory of `{provider}`, after a second of work"
        yield _line(what, "MB", one["megabytes"], at_most=150)


def _local(found: dict[str, Any]) -> Iterator[str]:
    batch = [cpu / 1000 for cpu in found]
    yield _line("CPU of a text with `local`, in a batch", "ms", batch, at_most=1)


def _rates(found: dict[str, Any]) -> Iterator[str]:
    names = {
        "bare": "bare FastAPI endpoint",
        "local": "`local`, every text different",
        "cached": "`gemini`, from the cache",
        "gemini": "`gemini`, every text different",
        "fake": "the fake alone",
    }
    for name, what in names.items():
        rounds = found[name]
        yield _line(f"{what}: requests a second", "", [one["per_second"] for one in rounds])
        yield _line(f"{what}: CPU", "ms", [one["cpu"] / 1000 for one in rounds])
    for name in ("local", "cached", "gemini"):
        pairs = list(zip(found[name], found["bare"], strict=True))
        ratios = [ours["per_second"] / bare["per_second"] * 100 for ours, bare in pairs]
        yield _line(f"{names[name]}: of the bare endpoint's rate", "%", ratios, at_least=40)


def _overhead(found: dict[str, Any]) -> Iterator[str]:
    for name, callers in (("alone", "alone"), ("together", "50 at a time")):
        what, rounds = f"added to 500 ms, {callers}", found[name]
        yield _line(f"{what}: median", "ms", [one["p50"] for one in rounds], at_most=10)
        yield _line(f"{what}: p99", "ms", [one["p99"] for one in rounds], at_most=25)


def _stack(found: dict[str, Any]) -> Iterator[str]:
    what = "added by gateway, ticket-api and service, 20 at a time"
    yield _line(f"{what}: median", "ms", [one["p50"] for one in found["rounds"]])
    yield _line(f"{what}: p99", "ms", [one["p99"] for one in found["rounds"]], at_most=30)
    without = found["asked"] - found["suggested"]
    yield _line(f"without a suggestion, of {found['asked']}", "", [without], at_most=0)


def _hang(found: dict[str, Any]) -> Iterator[str]:
    yield _line("hanging provider: longest wait", "s", [found["longest_seconds"]], at_most=10.5)
    yield _line("breaker opened after", "s", [found["breaker_opened_after_seconds"]])
    asked = found["asked_after_open"]
    longest = found["after_open_longest"]
    yield _line(f"longest wait of {asked} who asked after that", "ms", [longest], at_most=50)


_LINES = {
    "start": _start,
    "local": _local,
    "rates": _rates,
    "overhead": _overhead,
    "stack": _stack,
    "hang": _hang,
}


def _number(value: float) -> str:
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}"
