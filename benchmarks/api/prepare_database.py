"""Fills one database and says what is to be measured on it, as JSON on standard output.

Runs in ticket-api's environment. For each operation: the path that is asked for, the naive way's
path, and the SQL that ticket-api sends for it, which the floor sends as well.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TICKET_API = Path(__file__).resolve().parents[2] / "ticket-api"
sys.path.insert(0, str(TICKET_API))

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# Seconds: comparing an index with its table takes longer than a request may.
os.environ["DATABASE_STATEMENT_TIMEOUT"] = "3600"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from tickets.models import Ticket  # noqa: E402
from tickets.pagination import Cursor  # noqa: E402
from tickets.services.bulk_load import tickets_analyze  # noqa: E402
from tickets.services.ticket_counters import counters_difference  # noqa: E402

from benchmarks.api.index_check import indexes_are_exact  # noqa: E402

PAGE = 50
# In the same place of every size: page 10,000 of a million.
DEEP = 0.5


def main() -> None:
    """The command: prepare_database.py TICKETS [--without-naive]."""
    count = int(sys.argv[1])
    # What the commands say is for people; the plan alone goes to standard output.
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", interactive=False, verbosity=0)
        started = time.monotonic()
        call_command("load_tickets", str(count), "--until", "2026-11-23T12:00:00+00:00")
        seconds = time.monotonic() - started
        load = {
            "seconds": seconds,
            "counters_exact": counters_difference() == {},
            "indexes_exact": indexes_are_exact(),
        }
        _make_a_sparse_status()
        if "--without-naive" not in sys.argv:
            _make_naive_table()
        plan = {name: _operation(*asked) for name, asked in _operations(count).items()}
    ids = list(Ticket.objects.values_list("id", flat=True)[:2_000])
    json.dump({"operations": plan, "load": load, "ids": ids}, sys.stdout)


def _make_a_sparse_status() -> None:
    """Of every size, five tickets are in progress, all of one category and priority."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticket SET status = 'open' WHERE status = 'in_progress'")
        cursor.execute(
            "UPDATE tickets_ticket SET status = %(status)s, category = %(category)s, "
            "priority = %(priority)s WHERE id IN "
            "(SELECT min(id) + (max(id) - min(id)) * n / 5 FROM tickets_ticket, "
            "generate_series(1, 5) AS n GROUP BY n)",
            SPARSE,
        )
    tickets_analyze()


SPARSE = {"category": "general", "priority": "critical", "status": "in_progress"}


def _operations(count: int) -> dict[str, tuple[str, str]]:
    """The path at ticket-api and at the naive way, for each operation that reads.

    What a page holds is as much at every size, so that growth compares like with like; only the
    searches for words that some tickets hold cannot be.
    """
    offset = int(count * DEEP)
    deep = Ticket.objects.order_by("-created_at", "-id")[offset]
    cursor = Cursor(deep.created_at, deep.pk, older=True).encode()
    ordered = Ticket.objects.filter(description__endswith=".", description__contains="is R-")
    named = ordered.order_by("created_at")[count // 20].description
    rare = named.partition("is R-")[2].partition(".")[0]
    queries: dict[str, dict[str, str]] = {
        "list, first page": {},
        "list, page 10,000": {"cursor": cursor},
        "list, one filter": {"category": "general"},
        "list, one sparse filter": {"status": SPARSE["status"]},
        "list, two filters": {"category": "billing", "priority": "high"},
        "list, two sparse filters": {key: SPARSE[key] for key in ("category", "status")},
        "list, three filters": {"category": "billing", "priority": "high", "status": "closed"},
        "list, three sparse filters": SPARSE,
        "search, rare": {"search": f"R-{rare}"},
        "search, absent": {"search": "qzxw"},
        "search, common": {"search": "invoice"},
        "search, one letter": {"search": "o"},
        "search, two letters": {"search": "la"},
        "search, two absent letters": {"search": "qx"},
        "search, mid": {"search": "Norvebel"},
        "search, old only": {"search": "papyrus"},
        "search, two words": {"search": "tassil course"},
        "search, with a filter": {"search": "norvebel", "category": "general"},
        "search, with three filters": {
            "search": "norvebel",
            "category": "billing",
            "priority": "high",
            "status": "closed",
        },
    }
    naive = {**queries, "list, page 10,000": {"page": str(offset // PAGE)}}
    paths = {
        name: (f"/api/tickets/?{urlencode(query)}", f"/tickets/?{urlencode(naive[name])}")
        for name, query in queries.items()
    }
    return {**paths, "stats": ("/api/tickets/stats/", "/tickets/stats/")}


def _operation(path: str, naive: str) -> dict[str, Any]:
    # Once before: a process's first search takes a sample of the tickets as well.
    Client(headers={"Host": "localhost"}).get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"Host": "localhost"}).get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} gave {answer.status_code}")
    statements = [query["sql"] for query in captured.captured_queries]
    return {"path": path, "naive": naive, "statements": statements}


def _make_naive_table() -> None:
    source = Path(__file__).with_name("naive.py").read_text()
    with connection.cursor() as cursor:
        cursor.execute(source.partition('TABLE = """')[2].partition('"""')[0])
        cursor.execute("VACUUM (ANALYZE) naive_ticket")


if __name__ == "__main__":
    main()
