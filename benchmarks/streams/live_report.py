"""Writes what the live streams get and cost: all of it as JSON, the figures and bounds as text."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.shared.bounds import Bound, median, ratio

MEMORY_MB = Bound(150, at_least=False)
DELIVERED = Bound(1)
P95_MS = Bound(500, at_least=False)
OF_THE_PLAIN_RATE = Bound(0.95)


def write_live_report(folder: Path, measured: dict[str, Any]) -> None:
    """`live.json` and `live.md` in `folder`; the latter is printed as well."""
    folder.mkdir(exist_ok=True)
    text = "\n".join(_report(measured))
    (folder / "live.json").write_text(json.dumps(measured, indent=1) + "\n")
    (folder / "live.md").write_text(text + "\n")
    print(text)


def _report(measured: dict[str, Any]) -> Iterator[str]:
    count, memory = measured["streams"], measured["memory_bytes"]
    delivered, late = measured["deliveries"], measured["deliveries"]["milliseconds"]
    yield f"# {count:,} live streams on one process, {measured['made_at'][:10]}"
    yield ""
    yield (
        f"{measured['machine']}, shared by the database, both servers, the load and the {count:,} "
        f"readers. Load average before: {measured['load_before']}; a calm machine has less than 1. "
        "A figure in bold misses its bound."
    )
    yield ""
    yield "| what | measured |"
    yield "| --- | --- |"
    held, empty = memory["held"] / 1e6, memory["empty"] / 1e6
    yield _row("memory of the process, MB", f"{MEMORY_MB.verdict(held)}; {empty:.0f} when empty")
    yield _row(
        f"deliveries of {measured['changes']} changes, of {delivered['expected']:,}",
        DELIVERED.verdict(delivered["delivered"] / delivered["expected"]),
    )
    yield _row("after the commit, p95, ms", P95_MS.verdict(late["p95"]))
    yield _row("… p50, p99, latest, ms", f"{late['p50']:.0f}, {late['p99']:.0f}, {late['max']:.0f}")
    yield from _plain_api(measured["plain_api"])


def _plain_api(pairs: list[dict[str, Any]]) -> Iterator[str]:
    without, beside = ([pair[how] for pair in pairs] for how in ("without", "beside"))
    shares = [a["per_second"] / b["per_second"] for a, b in zip(beside, without, strict=True)]
    share = OF_THE_PLAIN_RATE.verdict(ratio(beside, without, "per_second"))
    spread = f"{min(shares):.2f} to {max(shares):.2f} in {len(pairs)} paired rounds"
    yield _row("requests/s of the plain API, of those without streams", f"{share}; {spread}")
    for how, rounds in (("without", without), ("beside them", beside)):
        rate, cpu = median(rounds, "per_second"), median(rounds, "cpu")
        yield _row(f"… {how}", f"{rate:,.0f} requests/s, {cpu:.2f} ms of processor time each")
    for what, who in (("events", "the process of the streams"), ("readers", "the readers")):
        yield _row(f"processors taken by {who} meanwhile", f"{median(beside, what):.3f}")


def _row(what: str, measured: str) -> str:
    return f"| {what} | {measured} |"
