"""Fills one database and prints as JSON what to ask of it; runs in ticket-api's environment.

    python -m benchmarks.api.prepare_database TICKETS [--without-naive]

`operations` has the path of each reading operation at ticket-api, the floor and the naive way.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

TICKET_API = Path(__file__).resolve().parents[2] / "ticket-api"
sys.path.insert(0, str(TICKET_API))

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# Seconds: copying all tickets takes longer than a request may.
os.environ["DATABASE_STATEMENT_TIMEOUT"] = "3600"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from tickets.listing.pagination import Cursor  # noqa: E402
from tickets.models import Ticket  # noqa: E402
from tickets.services.ticket_counters import counters_difference  # noqa: E402

PAGE = 50
# In the same place of every size: page 10,000 of a million.
DEEP = 0.5
FILTERS = {"category": "billing", "priority": "high", "status": "closed"}


def main() -> None:
    """The command."""
    count = int(sys.argv[1])
    # The commands write to standard output, which is the plan's alone.
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", interactive=False, verbosity=0)
        started = time.monotonic()
        call_command("load_tickets", str(count), "--until", "2026-11-23T12:00:00+00:00")
        load = {
            "seconds": time.monotonic() - started,
            "counters_exact": counters_difference() == {},
        }
        if "--without-naive" not in sys.argv:
            _make_naive_table()
        operations = _operations(count)
    ids = list(Ticket.objects.values_list("id", flat=True)[:2_000])
    json.dump({"operations": operations, "load": load, "ids": ids}, sys.stdout)


def _operations(count: int) -> dict[str, dict[str, str]]:
    """The path at each server, for each operation that reads.

    A page holds as many tickets at every size, so that growth compares like with like; only the
    searches for words that few tickets hold differ.
    """
    offset = int(count * DEEP)
    deep = Ticket.objects.order_by("-created_at", "-id")[offset]
    queries: dict[str, dict[str, str]] = {
        "list, first page": {},
        "list, one filter": {"category": "general"},
        "list, two filters": {"category": "billing", "priority": "high"},
        "list, three filters": FILTERS,
        "search, rare": {"search": f"R-{_rare_number(count)}"},
        "search, absent": {"search": "qzxw"},
        "search, common": {"search": "invoice"},
        "search, old only": {"search": "papyrus"},
        "search, two words": {"search": "tassil course"},
        "search, with three filters": {"search": "norvebel", **FILTERS},
    }
    paths = {name: _paths(query, query, query) for name, query in queries.items()}
    place = Cursor(deep.created_at, deep.pk, older=True).encode()
    before = f"{deep.created_at.isoformat()}|{deep.pk}"
    paths["list, page 10,000"] = _paths(
        {"cursor": place}, {"before": before}, {"page": str(offset // PAGE)}
    )
    paths["stats"] = {
        "ticket-api": "/api/tickets/stats/",
        "floor": "/stats",
        "naive": "/tickets/stats/",
    }
    return paths


def _paths(ours: dict[str, str], floor: dict[str, str], naive: dict[str, str]) -> dict[str, str]:
    return {
        "ticket-api": f"/api/tickets/?{urlencode(ours)}",
        "floor": f"/tickets?{urlencode(floor)}",
        "naive": f"/tickets/?{urlencode(naive)}",
    }


def _rare_number(count: int) -> str:
    """The number that one ticket names, among the oldest twentieth."""
    ordered = Ticket.objects.filter(description__endswith=".", description__contains="is R-")
    named = ordered.order_by("created_at")[count // 20].description
    return named.partition("is R-")[2].partition(".")[0]


def _make_naive_table() -> None:
    source = Path(__file__).with_name("naive.py").read_text()
    with connection.cursor() as cursor:
        cursor.execute(source.partition('TABLE = """')[2].partition('"""')[0])
        cursor.execute("VACUUM (ANALYZE) naive_ticket")


if __name__ == "__main__":
    main()
