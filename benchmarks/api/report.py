"""Writes what was measured: all of it as JSON, medians and bounds as Markdown, a plot as SVG."""

import json
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.api.plot import plot
from benchmarks.shared.bounds import (
    BEHIND_NGINX,
    COUNTERS_ON,
    LOADED_PER_SECOND,
    OF_THE_BETTER_PLAN,
    median,
    ratio,
    verdicts,
)

_SEARCHES = {
    "searches": "Searches against their two plans forced to the end, in ms without HTTP:",
    "searches_after_a_flood": "Searches in the same way when the newest tickets are of one text:",
}


def write_report(folder: Path, measured: dict[str, Any]) -> None:
    """`latest.json`, `latest.md` and `latest.svg` in `folder`; the tables are printed as well."""
    folder.mkdir(exist_ok=True)
    # As it is read again from the file, with sizes as text.
    measured = json.loads(json.dumps(measured))
    text = "\n".join(_report(measured))
    (folder / "latest.json").write_text(as_lines(measured) + "\n")
    (folder / "latest.md").write_text(text)
    (folder / "latest.svg").write_text(plot(measured["operations"]))
    print(text)


def as_lines(value: Any, indent: str = "") -> str:
    """JSON in which what holds no further lists or objects, such as a round, is one line."""
    parts = list(value.values() if isinstance(value, dict) else value)
    if not any(isinstance(part, dict | list) for part in parts):
        return json.dumps(value)
    deeper = f"{indent} "
    lines = [
        as_lines(part, deeper) if isinstance(part, dict | list) else json.dumps(part)
        for part in parts
    ]
    if isinstance(value, dict):
        lines = [f"{json.dumps(k)}: {line}" for k, line in zip(value, lines, strict=True)]
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}\n" + ",\n".join(f"{deeper}{line}" for line in lines) + f"\n{indent}{end}"


def summary(paired: dict[str, list[dict[str, Any]]]) -> str:
    """One operation in a line."""
    return ", ".join(
        f"{who} {median(rounds, 'per_second'):,.0f}/s {median(rounds, 'cpu'):,.0f} µs"
        for who, rounds in paired.items()
        if rounds
    )


def _report(measured: dict[str, Any]) -> Iterator[str]:
    options, sizes = measured["options"], sorted(measured["loads"], key=int)
    yield f"# Measured on {measured['made_at'][:10]}"
    yield ""
    yield (
        f"{measured['machine']}. At {int(sizes[-1]):,} tickets over 8 connections, medians of "
        f"{options['rounds']} paired rounds of {options['seconds']} s; in brackets the spread, "
        "(largest − smallest) ÷ median. Processor time is that of gunicorn and PostgreSQL "
        f"together. {options['note']}".strip()
    )
    operations = measured["operations"]
    if operations:
        yield from ["", *_costs(operations, sizes), "", *_bounds(operations), ""]
    yield from _loads(measured)
    for name, pair in measured["behind_nginx"].items():
        verdict = BEHIND_NGINX.verdict(ratio(pair["nginx"], pair["direct"], "per_second"))
        rate = median(pair["nginx"], "per_second")
        yield f"- {name}, through the gateway: {rate:,.0f} requests/s, {verdict} of direct."
    for how, counters in measured.get("counters", {}).items():
        yield _counters(how, counters)
    for part, title in _SEARCHES.items():
        if part in measured:
            yield from ["", title, "", *_searches(measured[part])]
    yield ""


def _costs(operations: dict[str, Any], sizes: Sequence[str]) -> Iterator[str]:
    yield from _head(
        *("operation", "requests/s", "floor's", "CPU µs", "floor's", "naive way's", "p99 ms"),
        *(f"p50 ms at {int(size):,}" for size in sizes),
    )
    for name, operation in operations.items():
        ours, floor, naive = (operation["paired"][who] for who in ("ticket-api", "floor", "naive"))
        yield _cells(
            name,
            f"{median(ours, 'per_second'):,.0f} ({_spread(ours):.0%})",
            f"{median(floor, 'per_second'):,.0f}",
            f"{median(ours, 'cpu'):,.0f}",
            f"{median(floor, 'cpu'):,.0f}",
            f"{median(naive, 'cpu'):,.0f}" if naive else "–",
            f"{median(ours, 'p99') / 1000:.1f}",
            *(f"{statistics.median(operation['growth'][size]) / 1000:.2f}" for size in sizes),
        )


def _bounds(operations: dict[str, Any]) -> Iterator[str]:
    yield (
        "Against the bounds for a million tickets; a figure in bold misses its bound, one without "
        "a sign has none:"
    )
    yield ""
    yield from _head(
        "operation",
        *("requests/s ÷ floor's", "CPU ÷ floor's", "naive way's CPU ÷ ours"),
        *("requests/s ÷ naive way's", "growth of p50"),
    )
    for name, operation in operations.items():
        yield _cells(name, *verdicts(name, operation))


def _loads(measured: dict[str, Any]) -> Iterator[str]:
    for size, load in measured["loads"].items():
        rate = int(size) / load["seconds"]
        # With few tickets, starting takes longer than loading.
        text = LOADED_PER_SECOND.verdict(rate) if int(size) >= 1_000_000 else f"{rate:,.0f}"
        yield (
            f"- Loaded {int(size):,} tickets in {load['seconds']:.1f} s: {text} a second; counters "
            f"{_exact(load['counters_exact'])}, indexes {_exact(load['indexes_exact'])}."
        )
    at_the_end = all(measured["counters_exact_at_the_end"].values())
    yield f"- Counters after all requests: {_exact(at_the_end)}."


def _counters(how: str, counters: dict[str, Any]) -> str:
    on, off = (statistics.median(counters["creates_per_second"][state]) for state in ("on", "off"))
    storm = counters["changes"]
    checks = storm["checks_exact"]
    return (
        f"- Counters, {how}: on {on:,.0f} creates a second by 8 writers, off {off:,.0f}; "
        f"{COUNTERS_ON[how].verdict(counters['on_against_off'])} in the median of paired rounds. "
        f"{storm['number']:,} changes by 8 writers of one combination: {storm['deadlocks']} "
        f"deadlocks, {storm['number'] / storm['seconds']:,.0f} a second, {_exact(all(checks))} at "
        f"each of {len(checks)} checks."
    )


def _searches(searches: dict[str, Any]) -> Iterator[str]:
    yield from _head("search", "tickets", "ours", "walk", "match", "÷ the better")
    for number in range(len(next(iter(searches.values())))):
        for size, all_ in searches.items():
            one = all_[number]
            verdict = OF_THE_BETTER_PLAN.verdict(one["ours"] / min(one["walk"], one["match"]))
            times = (f"{one[way]:.1f}" for way in ("ours", "walk", "match"))
            yield _cells(one["search"], f"{int(size):,}", *times, verdict)


def _head(*names: str) -> Iterator[str]:
    yield _cells(*names)
    yield f"| --- |{' ---: |' * (len(names) - 1)}"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _spread(rounds: list[dict[str, float]]) -> float:
    rates = [one["per_second"] for one in rounds]
    return (max(rates) - min(rates)) / statistics.median(rates)


def _exact(is_exact: bool) -> str:
    return "exact" if is_exact else "**not exact**"
