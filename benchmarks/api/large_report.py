"""Writes what ten million tickets cost: all of it as JSON, the figures as Markdown."""

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.api.report import as_lines
from benchmarks.shared.bounds import growth
from benchmarks.shared.bounds import median as of_rounds


def write_large_report(folder: Path, measured: dict[str, Any]) -> None:
    """`large.json` and `large.md` in `folder`; the latter is printed as well."""
    folder.mkdir(exist_ok=True)
    # As it is read again from the file, with sizes as text.
    measured = json.loads(json.dumps(measured))
    text = "\n".join(_report(measured))
    (folder / "large.json").write_text(as_lines(measured) + "\n")
    (folder / "large.md").write_text(text + "\n")
    print(text)


def _report(measured: dict[str, Any]) -> Iterator[str]:
    small, large = sorted(measured["loads"], key=int)
    sizes, options = [f"{int(size):,}" for size in (small, large)], measured["options"]
    yield f"# {sizes[1]} tickets, {measured['made_at'][:10]}"
    yield ""
    yield (
        f"{measured['machine']}. p50 is that of one connection, in turns; processor time is that "
        "of gunicorn and PostgreSQL together over eight; medians of "
        f"{options['rounds']} rounds of {options['seconds']} s, and in brackets the least and the "
        "most of the turns."
    )
    yield ""
    yield f"| operation | p50 ms at {sizes[0]} | at {sizes[1]} | times | CPU µs | CPU µs | times |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, operation in measured["operations"].items():
        yield _row(name, operation, small, large)
    yield ""
    for size in (small, large):
        load, seconds = measured["loads"][size], measured["loads"][size]["seconds"]
        yield (
            f"- {int(size):,} tickets loaded in {seconds:,.0f} s, {int(size) / seconds:,.0f} a "
            f"second; counters exact: {_yes(load['counters_exact'])}, "
            f"after all requests: {_yes(measured['counters_exact_at_the_end'][size])}; "
            f"indexes exact: {_yes(load['indexes_exact'])}."
        )
    yield ""
    yield f"| on disk, MB | {sizes[0]} | {sizes[1]} |"
    yield "| --- | ---: | ---: |"
    for part, size in sorted(measured["bytes"][large].items(), key=lambda pair: -pair[1]):
        yield f"| {part} | {measured['bytes'][small][part] / 1e6:,.0f} | {size / 1e6:,.0f} |"
    yield ""
    yield from _months(measured["by_month"], sizes[1])


def _row(name: str, operation: dict[str, Any], small: str, large: str) -> str:
    turns, paired = operation["growth"], operation["paired"]
    first, last = (median(turns[size]) / 1e3 for size in (small, large))
    ratios = sorted(b / a for a, b in zip(turns[small], turns[large], strict=True))
    used = [of_rounds(paired[size], "cpu") for size in (small, large)]
    return (
        f"| {name} | {first:.2f} | {last:.2f} | "
        f"{growth(operation):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}) | "
        f"{used[0]:,.0f} | {used[1]:,.0f} | {used[1] / used[0]:.2f} |"
    )


def _months(by_month: dict[str, Any], size: str) -> Iterator[str]:
    held = by_month["bytes"]
    yield f"## {size} tickets in one table, and in one a month"
    yield ""
    yield (
        f"{by_month['months']} partitions, copied and indexed in "
        f"{by_month['copy_seconds']:,.0f} s; the one table has "
        f"{held['one table'] / 1e9:.1f} GB with its indexes, the newest month "
        f"{held['newest month'] / 1e9:.2f}. Milliseconds without HTTP, planning included, "
        "medians of rounds that take turns. *Month by month* is a search that takes one partition "
        "after the other, the newest first, until its page is full; ticket-api does not do it."
    )
    yield ""
    yield "| | one table | by month | month by month |"
    yield "| --- | ---: | ---: | ---: |"
    for part in ("reads", "writes", "upkeep"):
        for name, taken in by_month[part].items():
            cells = [taken.get(way) for way in ("one table", "by month", "month by month")]
            yield f"| {name} | {' | '.join('–' if c is None else f'{c:,.1f}' for c in cells)} |"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "**no**"
