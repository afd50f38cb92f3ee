"""Writes what was measured: all of it as JSON, the medians as a Markdown table, a plot as SVG."""

import json
import math
import statistics
from pathlib import Path
from typing import Any

_COLOURS = {"ticket-api": "#1d70b8", "floor": "#85994b", "naive": "#d4351c"}
_ROW, _LEFT, _WIDTH = 20, 190, 520


def write_report(folder: Path, measured: dict[str, Any]) -> None:
    """`latest.json`, `latest.md` and `latest.svg` in `folder`; the table is printed as well."""
    folder.mkdir(exist_ok=True)
    table = _table(measured)
    (folder / "latest.json").write_text(json.dumps(measured, indent=1) + "\n")
    (folder / "latest.md").write_text(table)
    (folder / "latest.svg").write_text(_plot(measured["operations"]))
    print(table)


def _table(measured: dict[str, Any]) -> str:
    operations = measured["operations"]
    sizes = [int(size) for size in measured["loads_per_second"]]
    small, large = min(sizes), max(sizes)
    loads = ", ".join(
        f"{int(size):,} tickets at {rate:,.0f} a second"
        for size, rate in measured["loads_per_second"].items()
    )
    exact = all(measured["counters_exact_at_the_end"].values())
    how = (
        f"{measured['machine']}. At {large:,} tickets, 8 connections, medians of "
        f"{measured['options']['rounds']} paired rounds; in brackets the spread, (largest − "
        "smallest) ÷ median. Processor time is that of gunicorn and PostgreSQL together. Growth is "
        f"the p50 of one connection at {large:,} over that at {small:,}. "
        + measured["options"]["note"]
    )
    head = (
        "operation",
        *("requests/s", "of the floor", "CPU µs", "floor's", "× floor"),
        *("naive's", "× less", "p99 ms", "p50 growth"),
    )
    lines = [
        f"# Measured on {measured['made_at']}",
        "",
        how,
        "",
        f"Loaded: {loads}. Counters at the end: {'exact' if exact else 'NOT exact'}.",
        "",
        f"| {' | '.join(head)} |",
        f"| --- |{' ---: |' * (len(head) - 1)}",
        *(_row(name, operation, small, large) for name, operation in operations.items()),
        "",
        _counters(measured["counters"]),
        "",
        "Searches against their two plans forced to the end, in ms without HTTP:",
        "",
        "| tickets | search | ours | walk | match | of the better |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
        *(_search(size, one) for size, all_ in measured["searches"].items() for one in all_),
        "",
    ]
    return "\n".join(lines)


def _row(name: str, operation: dict[str, Any], small: int, large: int) -> str:
    ours, floor, naive = (operation["paired"][who] for who in ("ticket-api", "floor", "naive"))
    ratios = [a["per_second"] / b["per_second"] for a, b in zip(ours, floor, strict=True)]
    cpu, floor_cpu = _median(ours, "cpu"), _median(floor, "cpu")
    naive_cpu = _median(naive, "cpu") if naive else None
    growth = {int(size): rounds for size, rounds in operation["growth"].items()}
    cells = [
        name,
        f"{_median(ours, 'per_second'):,.0f} ({_spread(ours):.0%})",
        f"{statistics.median(ratios):.2f}",
        f"{cpu:,.0f}",
        f"{floor_cpu:,.0f}",
        f"{cpu / floor_cpu:.2f}",
        f"{naive_cpu:,.0f}" if naive_cpu else "–",
        f"{naive_cpu / cpu:,.1f}" if naive_cpu else "–",
        f"{_median(ours, 'p99') / 1000:.1f}",
        f"{_median(growth[large], 'p50') / _median(growth[small], 'p50'):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def _counters(counters: dict[str, Any]) -> str:
    rates, storm = counters["creates_per_second"], counters["changes"]
    return (
        f"Counters on: {rates['on']:,.0f} creates a second by 8 writers, off: {rates['off']:,.0f}; "
        f"{counters['on_against_off']:.2f} in the median of paired rounds. "
        f"{storm['number']:,} changes by 8 writers of one combination: {storm['deadlocks']} "
        f"deadlocks, {storm['number'] / storm['seconds']:,.0f} a second."
    )


def _search(size: int, one: dict[str, Any]) -> str:
    ours, better = one["ours"], min(one["walk"], one["match"])
    times = [f"{one[way]:.1f}" for way in ("ours", "walk", "match")]
    return f"| {' | '.join([f'{int(size):,}', one['search'], *times, f'{ours / better:.2f}'])} |"


def _median(rounds: list[dict[str, float]], what: str) -> float:
    return statistics.median(one[what] for one in rounds)


def _spread(rounds: list[dict[str, float]]) -> float:
    rates = [one["per_second"] for one in rounds]
    return (max(rates) - min(rates)) / statistics.median(rates)


def _plot(operations: dict[str, Any]) -> str:
    """Processor time a request, a bar for each server, logarithmic from 0.1 ms to 10 s."""
    parts, y = [], 40
    for name, operation in operations.items():
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{name}</text>')
        for number, (who, rounds) in enumerate(operation["paired"].items()):
            if rounds:
                width = _length(_median(rounds, "cpu"))
                top = y + number * 6
                parts.append(
                    f'<rect x="{_LEFT}" y="{top}" width="{width:.0f}" height="5" '
                    f'fill="{_COLOURS[who]}"><title>{who}</title></rect>'
                )
        y += _ROW
    for power in range(2, 8):
        x = _LEFT + _length(10**power)
        parts.append(f'<line x1="{x:.0f}" y1="34" x2="{x:.0f}" y2="{y}" stroke="#b1b4b6"/>')
        label = {2: "0.1 ms", 3: "1 ms", 4: "10 ms", 5: "0.1 s", 6: "1 s", 7: "10 s"}[power]
        parts.append(f'<text x="{x:.0f}" y="{y + 14}" text-anchor="middle">{label}</text>')
    legend = "".join(
        f'<rect x="{_LEFT + 110 * number}" y="12" width="10" height="10" fill="{colour}"/>'
        f'<text x="{_LEFT + 110 * number + 15}" y="21">{who}</text>'
        for number, (who, colour) in enumerate(_COLOURS.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 40}" height="{y + 24}" '
        'font-family="sans-serif" font-size="11">'
        '<rect width="100%" height="100%" fill="white"/>'
        f"<title>Processor time a request</title>{legend}{''.join(parts)}</svg>\n"
    )


def _length(microseconds: float) -> float:
    return max(0.0, (math.log10(microseconds) - 2) / 5 * _WIDTH)
