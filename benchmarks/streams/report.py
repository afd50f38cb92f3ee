"""What many live streams cost, as Markdown."""

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.shared.report import cells, head


def slope(points: Sequence[tuple[float, float]]) -> float:
    """By how much the second grows when the first grows by one, by least squares."""
    return statistics.linear_regression([x for x, _ in points], [y for _, y in points]).slope


def streams_report(measured: dict[str, Any]) -> Iterator[str]:
    steps = measured["steps"]
    yield f"# Many live streams through the gateway, {measured['made_at'][:10]}"
    yield ""
    yield (
        f"{measured['machine']}, shared by {measured['replicas']} processes of ticket-events, the "
        "gateway, the database and the readers, with about one change a second. Processors and "
        "memory are those of all replicas together. How late a change comes is how long two "
        "processors take to tell and to read it so many times."
    )
    yield ""
    yield from head(
        *("streams", "of the changes delivered", "p95 after the commit, ms", "latest, ms"),
        *("processors: ticket-events", "gateway", "database", "readers"),
        *("MB: ticket-events", "gateway"),
    )
    for step in steps:
        late, used, held = step["milliseconds"], step["processors"], step["memory_bytes"]
        yield cells(
            f"{step['streams']:,}",
            f"{step['delivered'] / step['expected']:.4g}",
            f"{late['p95']:.0f}",
            f"{late['max']:.0f}",
            *(f"{used[who]:.3f}" for who in ("ticket-events", "gateway", "database", "readers")),
            *(f"{held[who] / 1e6:.0f}" for who in ("ticket-events", "gateway")),
        )
    if len(steps) > 1:
        yield ""
        yield from _of_a_stream(steps)


def _of_a_stream(steps: list[dict[str, Any]]) -> Iterator[str]:
    """The slopes, from which `make capacity` and docs/capacity.md calculate."""
    for who in ("ticket-events", "gateway"):
        processor = slope([(step["streams"], step["processors"][who]) for step in steps])
        memory = slope([(step["streams"], step["memory_bytes"][who]) for step in steps])
        yield (
            f"- **{who}**: by least squares, a stream takes {1e6 * processor:.1f} µs of a "
            f"processor for a change (the ticket and the new statistics) and {memory / 1e3:.1f} kB."
        )
