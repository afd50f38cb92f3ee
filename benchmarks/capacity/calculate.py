"""What an installation needs, from what was measured (docs/capacity.md).

    make capacity TICKETS_PER_DAY=5000
    make capacity TICKETS_PER_DAY=5000 ARGS="--agents 60 --model-seconds 1 --years 5"

Reads benchmarks/results/; the first line names the machine of the measurements. Rates
are those of the busiest seconds; machines are to be half idle then.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

RESULTS = Path(__file__).resolve().parents[1] / "results"

# What an installation has (docker-compose.yml, contracts/timeouts.json, docs/decisions/0004).
WORKERS = 5
CONNECTIONS_A_WORKER = 4
SUGGESTIONS_A_WORKER = 20
CALLS_A_CLASSIFIER = 64
CONNECTIONS_OF_POSTGRESQL = 300
STREAMS_A_PROCESS = 1000
# However much changes, a stream gets one block for each reading of the log (live/hub.py).
READINGS_A_SECOND = 4.0
BUSY_AT_MOST = 0.5
CHARACTERS_A_TOKEN = 4
TOKENS_OF_AN_ANSWER = 60

# Which measured operation represents which action of people, and how often for each ticket.
OPERATIONS = {
    "list, first page": "lists",
    "list, two filters": "filters",
    "search, two words": "searches",
    "change of status": "changes",
    "create": "creates",
}
# Dollars for a million tokens in and out; list prices of the middle of 2026, which change.
PRICES = {
    "gemini-2.5-flash-lite": (0.10, 0.40),
    "gpt-4o-mini": (0.15, 0.60),
    "gemini-2.5-flash": (0.30, 2.50),
    "local": (0.0, 0.0),
}


@dataclass(frozen=True)
class Measured:
    """Microseconds of processor time, bytes and megabytes, from benchmarks/results/."""

    machine: str
    cpu: dict[str, float]
    classification: dict[str, float]
    size: dict[str, float]
    memory: dict[str, float]
    stream_mb: float
    stream_cpu: float
    ticket_characters: int
    prompt_characters: int


def read_measured(folder: Path = RESULTS) -> Measured:
    """The kept figures; FileNotFoundError names the file of a benchmark that was never run."""
    latest, live, costs = (
        json.loads((folder / f"{name}.json").read_text()) for name in ("latest", "streams", "costs")
    )
    empty = live["empty_bytes"]["ticket-events"] / live["replicas"]
    return Measured(
        machine=latest["machine"],
        cpu={
            name: median(one["cpu"] for one in latest["operations"][name]["paired"]["ticket-api"])
            for name in OPERATIONS
        },
        classification=costs["classification_cpu_us"],
        size=costs["bytes"],
        memory=costs["memory_mb"] | {"ticket-events": empty / 1e6},
        stream_mb=_of_a_stream(live["steps"], "memory_bytes") / 1e6,
        # One change a second was written while it was measured.
        stream_cpu=_of_a_stream(live["steps"], "processors"),
        ticket_characters=costs["ticket_characters"],
        prompt_characters=costs["prompt_characters"],
    )


def _of_a_stream(steps: list[dict[str, Any]], what: str) -> float:
    """What ticket-events takes for one stream more, by least squares."""
    taken = [step[what]["ticket-events"] for step in steps]
    return linear_regression([step["streams"] for step in steps], taken).slope


def answer(demand: argparse.Namespace, measured: Measured) -> dict[str, str]:
    """What an installation needs, by the name of each line; `demand` is the command line."""
    # At the busiest, a second.
    tickets = demand.tickets / 86_400 * demand.peak
    classifications = tickets * demand.classifications
    often = vars(demand) | {"creates": 1}
    cpu, classifying = measured.cpu, measured.classification
    requests = sum(tickets * often[how] * cpu[name] / 1e6 for name, how in OPERATIONS.items())
    requests += classifications * classifying["ticket-api"] / 1e6
    classifier = classifications * classifying["classifier-svc"] / 1e6
    blocks = min(READINGS_A_SECOND, max(1.0, tickets * demand.changes))
    streams = demand.agents * measured.stream_cpu * blocks
    waiting = classifications * demand.model_seconds
    api_replicas = _replicas(
        requests / BUSY_AT_MOST / WORKERS, waiting / WORKERS / SUGGESTIONS_A_WORKER
    )
    classifiers = _replicas(classifier / BUSY_AT_MOST, waiting / CALLS_A_CLASSIFIER)
    events = max(1, math.ceil(demand.agents / STREAMS_A_PROCESS))
    connections = api_replicas * WORKERS * CONNECTIONS_A_WORKER + events
    pooler = "; PgBouncer wanted" if connections > CONNECTIONS_OF_POSTGRESQL else ""
    processors = (requests + streams) / BUSY_AT_MOST
    memory = (
        api_replicas * (WORKERS + 1) * measured.memory["ticket-api worker"]
        + classifiers * measured.memory["classifier-svc"]
        + events * measured.memory["ticket-events"]
        + demand.agents * measured.stream_mb
    )
    return {
        "tickets a day": f"{demand.tickets:,.0f}, {demand.agents:,} agents",
        "at the busiest": f"{tickets:,.2f} tickets and {classifications:,.2f} classifications "
        "a second",
        "ticket-api": f"{api_replicas} replicas of {WORKERS} workers",
        "… with streams and database": f"{processors:,.1f} processors, half of them idle at the "
        "busiest",
        "ticket-events": f"{events} process(es)",
        "classifier-svc": f"{classifiers} replicas, {classifier / BUSY_AT_MOST:,.1f} processors",
        "quota at the provider": f"{math.ceil(classifications * 60):,} requests a minute",
        "connections": f"{connections:,} of {CONNECTIONS_OF_POSTGRESQL}{pooler}",
        "database": f"{_database_gb(demand, measured):,.1f} GB after {demand.years:g} years, "
        "twice to restore",
        "memory": f"{memory / 1e3:,.1f} GB, without the database's",
        **dict(_prices(demand, measured)),
    }


def _replicas(*loads: float) -> int:
    """Replicas for the largest of the loads, each as a multiple of one replica; at least two."""
    return max(2, *map(math.ceil, loads))


def _database_gb(demand: argparse.Namespace, measured: Measured) -> float:
    size = measured.size
    row = size["ticket"] + demand.changes * size["change"] + size["suggestion"]
    return float(demand.tickets * 365 * demand.years * row / 1e9)


def _prices(demand: argparse.Namespace, measured: Measured) -> Iterator[tuple[str, str]]:
    """A line for each model: what a thousand classifications and a month of them cost."""
    tokens = (measured.prompt_characters + measured.ticket_characters) / CHARACTERS_A_TOKEN
    for model, (price_in, price_out) in PRICES.items():
        thousand = (tokens * price_in + TOKENS_OF_AN_ANSWER * price_out) / 1e3
        month = thousand * demand.tickets * demand.classifications * 30 / 1e3
        yield f"cost with {model}", f"${thousand:,.2f} a thousand, ${month:,.0f} a month"


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tickets", type=float, help="tickets a day, above zero")
    parser.add_argument("--agents", type=int, help="pages open at a time (1 for 40 tickets)")
    for name, default, meaning in (
        ("peak", 10, "busiest second as a multiple of the day's even flow"),
        ("classifications", 2.5, "for each ticket, while it is typed"),
        ("lists", 10, "first pages read for each ticket"),
        ("filters", 10, "filtered pages for each ticket"),
        ("searches", 4, "searches for each ticket"),
        ("changes", 3, "changes of each ticket"),
        ("model-seconds", 2, "what the model takes"),
        ("years", 3, "how long tickets are kept"),
    ):
        parser.add_argument(f"--{name}", type=float, default=default, help=f"{meaning} ({default})")
    given = parser.parse_args(arguments)
    if not given.tickets > 0:
        parser.error("TICKETS_PER_DAY is a number above zero, such as 5000.")
    if given.agents is None:
        given.agents = max(1, round(given.tickets / 40))
    return given


def main() -> None:
    """The command."""
    measured = read_measured()
    rows = answer(read_arguments(sys.argv[1:]), measured)
    print(f"Measured on {measured.machine}; docs/capacity.md lists the assumptions.\n")
    width = max(map(len, rows))
    print("\n".join(f"{what:<{width}}  {how}" for what, how in rows.items()))


if __name__ == "__main__":
    main()
