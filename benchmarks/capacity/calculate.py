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
class Demand:
    """What people do. `peak` is the busiest second, as a multiple of a day's even flow."""

    tickets: float
    agents: int
    peak: float
    classifications: float
    lists: float
    filters: float
    searches: float
    changes: float
    creates: float
    model_seconds: float
    years: float

    def per_second(self, times_a_ticket: float) -> float:
        """At the peak, what happens so often in the life of a ticket."""
        return self.tickets / 86_400 * self.peak * times_a_ticket


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


@dataclass(frozen=True)
class Need:
    """What an installation needs."""

    classifications: float
    api_processors: float
    classifier_processors: float
    api_replicas: int
    classifier_replicas: int
    events_processes: int
    connections: int
    database_gb: float
    memory_gb: float
    tokens: tuple[float, float]


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


def need(demand: Demand, measured: Measured) -> Need:
    """Replicas, connections, disk and memory."""
    classifications = demand.per_second(demand.classifications)
    seconds = sum(
        demand.per_second(getattr(demand, often)) * measured.cpu[name] / 1e6
        for name, often in OPERATIONS.items()
    )
    seconds += classifications * measured.classification["ticket-api"] / 1e6
    blocks = min(READINGS_A_SECOND, max(1.0, demand.per_second(demand.changes)))
    streams = demand.agents * measured.stream_cpu * blocks
    waiting = classifications * demand.model_seconds
    api = _replicas((seconds / BUSY_AT_MOST, WORKERS), (waiting, WORKERS * SUGGESTIONS_A_WORKER))
    classifying = classifications * measured.classification["classifier-svc"] / 1e6
    classifiers = _replicas((classifying / BUSY_AT_MOST, 1), (waiting, CALLS_A_CLASSIFIER))
    events = max(1, math.ceil(demand.agents / STREAMS_A_PROCESS))
    kept = demand.tickets * 365 * demand.years
    size = measured.size
    row = size["ticket"] + demand.changes * size["change"] + size["suggestion"]
    memory = (
        api * (WORKERS + 1) * measured.memory["ticket-api worker"]
        + classifiers * measured.memory["classifier-svc"]
        + events * measured.memory["ticket-events"]
        + demand.agents * measured.stream_mb
    )
    characters = measured.prompt_characters + measured.ticket_characters
    return Need(
        classifications=classifications,
        api_processors=(seconds + streams) / BUSY_AT_MOST,
        classifier_processors=classifying / BUSY_AT_MOST,
        api_replicas=api,
        classifier_replicas=classifiers,
        events_processes=events,
        connections=api * WORKERS * CONNECTIONS_A_WORKER + events,
        database_gb=kept * row / 1e9,
        memory_gb=memory / 1e3,
        tokens=(characters / CHARACTERS_A_TOKEN, TOKENS_OF_AN_ANSWER),
    )


def _replicas(*loads: tuple[float, float]) -> int:
    """Replicas for the largest of the demands (wanted, capacity of one); at least two."""
    return max(2, *(math.ceil(wanted / given) for wanted, given in loads))


def describe(demand: Demand, wanted: Need, measured: Measured) -> Iterator[str]:
    """The table, line by line."""
    yield f"Measured on {measured.machine}; docs/capacity.md lists the assumptions."
    yield ""
    api, classifier = wanted.api_processors, wanted.classifier_processors
    rows = {
        "tickets a day": f"{demand.tickets:,.0f}, {demand.agents:,} agents",
        "at the busiest": f"{demand.per_second(1):,.2f} tickets and "
        f"{wanted.classifications:,.2f} classifications a second",
        "ticket-api": f"{wanted.api_replicas} replicas of {WORKERS} workers",
        "… with streams and database": f"{api:,.1f} processors, half of them idle at the busiest",
        "ticket-events": f"{wanted.events_processes} process(es)",
        "classifier-svc": f"{wanted.classifier_replicas} replicas, {classifier:,.1f} processors",
        "quota at the provider": f"{math.ceil(wanted.classifications * 60):,} requests a minute",
        "connections": f"{wanted.connections:,} of {CONNECTIONS_OF_POSTGRESQL}"
        + ("; PgBouncer wanted" if wanted.connections > CONNECTIONS_OF_POSTGRESQL else ""),
        "database": f"{wanted.database_gb:,.1f} GB after {demand.years:g} years, twice to restore",
        "memory": f"{wanted.memory_gb:,.1f} GB, without the database's",
    }
    for model, (price_in, price_out) in PRICES.items():
        tokens_in, tokens_out = wanted.tokens
        thousand = (tokens_in * price_in + tokens_out * price_out) / 1e3
        month = thousand * demand.tickets * demand.classifications * 30 / 1e3
        rows[f"cost with {model}"] = f"${thousand:,.2f} a thousand, ${month:,.0f} a month"
    width = max(map(len, rows))
    yield from (f"{what:<{width}}  {how}" for what, how in rows.items())


def read_arguments(arguments: list[str]) -> Demand:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tickets", type=float, help="tickets a day, above zero")
    parser.add_argument(
        "--agents", type=int, help="pages open at a time; a ticket in 40 by default"
    )
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
    given = vars(parser.parse_args(arguments))
    if not given["tickets"] > 0:
        parser.error("TICKETS_PER_DAY is a number above zero, such as 5000.")
    agents = given.pop("agents")
    if agents is None:
        agents = max(1, round(given["tickets"] / 40))
    return Demand(agents=agents, creates=1, **given)


def main() -> None:
    """The command."""
    demand, measured = read_arguments(sys.argv[1:]), read_measured()
    print("\n".join(describe(demand, need(demand, measured), measured)))


if __name__ == "__main__":
    main()
