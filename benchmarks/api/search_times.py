"""How long searches of all kinds take on one database, without HTTP, as JSON.

    ticket-api/.venv/bin/python benchmarks/api/search_times.py

DATABASE_URL names a database with tickets. `--long` first adds 10,000 tickets of 20 kB, newer than
all others. Runs in ticket-api's environment, without gunicorn.
"""

import argparse
import json
import os
import random
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ticket-api"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

django.setup()

from django.db import connection  # noqa: E402
from tickets.listing.time_limit import SearchTooSlow  # noqa: E402
from tickets.selectors import ticket_page  # noqa: E402

ROUNDS = 7
# Words of all frequencies, from every second ticket to one in some ten thousand.
WORDS = 25
SAMPLE = 30_000
FILTERS: list[dict[str, list[str]]] = [
    {},
    {"category": ["billing"], "priority": ["high"]},
    {"category": ["general"], "status": ["open"]},
]
OTHERS = {
    "absent": ["qzxwv", "zzyxq zzyxw"],
    "two words": ["error invoice", "tassil course", "password papyrus"],
    "short words": ["o", "la", "zq", "zq xq", "c++", "a b c d e f g h i j k l m n o p"],
    "short and common": ["error zq", "error la", "the zq xq"],
    "many short words": [" ".join(f"{a}{b}" for a in "aeiou" for b in "bcdfglmnprst")[:200]],
}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    if parser.parse_args().long:
        _add_long_tickets()
    searches = {"words of all frequencies": _words(), **OTHERS}
    json.dump([_times(kind, words) for kind, words in searches.items()], sys.stdout, indent=1)


def _times(kind: str, searches: list[str]) -> dict[str, Any]:
    """Milliseconds over all searches of a kind, each the median of its rounds."""
    taken = {name: _time(words, filters) for name, words, filters in _cases(searches)}
    slowest = max(taken, key=lambda name: taken[name])
    return {
        "kind": kind,
        "searches": len(taken),
        "median": round(statistics.median(taken.values()), 2),
        "worst": round(taken[slowest], 2),
        "slowest": slowest,
    }


def _cases(searches: list[str]) -> Iterator[tuple[str, str, dict[str, list[str]]]]:
    for words in searches:
        for filters in FILTERS:
            yield " ".join([words[:40], *chain(*filters.values())]), words, filters


def _time(words: str, filters: dict[str, list[str]]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        started = perf_counter()
        try:
            ticket_page(search=words, **filters)
        except SearchTooSlow:
            return float("inf")
        rounds.append(1000 * (perf_counter() - started))
    return statistics.median(rounds)


def _words() -> list[str]:
    """Words of tickets from all over the table, one of each order of frequency."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_text FROM tickets_ticket WHERE id %% greatest(1, "
            "(SELECT max(id) FROM tickets_ticket) / %s) = 0",
            [SAMPLE],
        )
        texts = [text for (text,) in cursor.fetchall()]
    counts = Counter(word for text in texts for word in set(text.split()) if len(word) > 3)
    ordered = [word for word, _ in counts.most_common()]
    places = [int(len(ordered) ** (nth / (WORDS - 1))) - 1 for nth in range(WORDS)]
    return list(dict.fromkeys(ordered[place] for place in places))


def _add_long_tickets() -> None:
    vocabulary = ["error", "invoice", "password", *map(str, range(1_000))]
    draw = random.Random(1).choices  # noqa: S311 (the same texts every time)
    texts = [" ".join(draw(vocabulary, k=5_000))[:20_000] for _ in range(50)]
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            "INSERT INTO tickets_ticket (title, description, category, priority, created_at) "
            "SELECT 'Long', (%s::text[])[1 + n %% 50] || n, 'billing', 'high', "
            "(SELECT max(created_at) FROM tickets_ticket) + n * interval '1 second' "
            "FROM generate_series(1, 10000) AS n",
            [texts],
        )
        cursor.execute("VACUUM (ANALYZE) tickets_ticket")
        cursor.execute("RESET statement_timeout")


if __name__ == "__main__":
    main()
