"""Compares each search with its two plans forced to the end, on one database, as JSON.

The walk reads tickets in the list's order until the page is full, the match asks the trigram
indexes for all that fit, and the filters' indexes where that is faster. Runs in ticket-api's
environment, without gunicorn.
"""

import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ticket-api"))

import django

django.setup()

from django.db import connection  # noqa: E402
from tickets import search  # noqa: E402
from tickets.page_sql import Wanted  # noqa: E402

# At least, and at most as many as fit into the time: what takes 3 ms needs more of them.
ROUNDS, MOST_ROUNDS, SECONDS = 5, 50, 1.0
NO_END = 10**8
SEARCHES: list[tuple[str, dict[str, str]]] = [
    ("qzxw", {}),
    ("invoice", {}),
    ("tassil", {}),
    ("course", {}),
    ("norvebel", {}),
    ("zelmipiqui", {}),
    ("papyrus", {}),
    ("error invoice", {}),
    ("tassil course", {}),
    ("norvebel", {"category": "general"}),
    ("course", {"status": "open"}),
    ("papyrus", {"category": "general", "priority": "critical"}),
]


def main() -> None:
    """The command: search_plans.py, with DATABASE_URL."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    json.dump([_compare(words, filters) for words, filters in SEARCHES], sys.stdout)


def _compare(words: str, filters: dict[str, str]) -> dict[str, object]:
    """Milliseconds of each way, medians of rounds that take turns."""
    wanted = Wanted(filters=filters, words=tuple(words.split()))
    known = replace(wanted, indexed=tuple(map(search.has_trigrams, wanted.words)))
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: search.find_page(wanted),
        "walk": lambda: search.walk(wanted, NO_END),
        "match": lambda: search.match(known, NO_END),
    }
    if filters:
        narrowed = replace(known, narrowed=True)
        ways["match narrowed"] = lambda: search.match(narrowed, NO_END)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    began = perf_counter()
    for nth in range(MOST_ROUNDS):
        if nth >= ROUNDS and perf_counter() - began > SECONDS:
            break
        for way, run in ways.items():
            started = perf_counter()
            run()
            taken[way].append(1000 * (perf_counter() - started))
    medians = {way: statistics.median(times) for way, times in taken.items()}
    # The better one of the two, with the filters' indexes or without.
    medians["match"] = min(medians["match"], medians.pop("match narrowed", medians["match"]))
    return {"search": " ".join([words, *filters.values()]), **medians}


if __name__ == "__main__":
    main()
