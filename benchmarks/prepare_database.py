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

TICKET_API = Path(__file__).resolve().parent.parent / "ticket-api"
sys.path.insert(0, str(TICKET_API))

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from tickets.models import Ticket  # noqa: E402
from tickets.pagination import Cursor  # noqa: E402

PAGE = 50
# In the same place of every size: page 10,000 of a million.
DEEP = 0.5


def main() -> None:
    """The command: prepare_database.py TICKETS."""
    count = int(sys.argv[1])
    # What the commands say is for people; the plan alone goes to standard output.
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", interactive=False, verbosity=0)
        started = time.monotonic()
        call_command("load_tickets", str(count), "--until", "2026-11-23T12:00:00+00:00")
        load_seconds = time.monotonic() - started
        _make_naive_table()
        plan = {name: _operation(*asked) for name, asked in _operations(count).items()}
    ids = list(Ticket.objects.values_list("id", flat=True)[:2_000])
    json.dump({"operations": plan, "load_seconds": load_seconds, "ids": ids}, sys.stdout)


def _operations(count: int) -> dict[str, tuple[str, str]]:
    """The path at ticket-api and at the naive way, for each operation that reads."""
    offset = int(count * DEEP)
    deep = Ticket.objects.order_by("-created_at", "-id")[offset]
    cursor = Cursor(deep.created_at, deep.pk, older=True).encode()
    ordered = Ticket.objects.filter(description__endswith=".", description__contains="is R-")
    named = ordered.order_by("created_at")[count // 20].description
    rare = named.partition("is R-")[2].partition(".")[0]
    three = {"category": "general", "priority": "critical", "status": "in_progress"}
    queries: dict[str, dict[str, str]] = {
        "list, first page": {},
        "list, one filter": {"category": "general"},
        "list, two filters": {"category": "general", "priority": "critical"},
        "list, three filters": three,
        "search, rare": {"search": f"R-{rare}"},
        "search, absent": {"search": "qzxw"},
        "search, common": {"search": "invoice"},
        "search, two letters": {"search": "la"},
        "search, mid": {"search": "Norvebel"},
        "search, old only": {"search": "papyrus"},
        "search, two words": {"search": "tassil course"},
        "search, with a filter": {"search": "norvebel", "category": "general"},
    }
    lists = {name: (query, query) for name, query in queries.items()}
    lists["list, page 10,000"] = ({"cursor": cursor}, {"page": str(offset // PAGE)})
    paths = {
        name: (f"/api/tickets/?{urlencode(ours)}", f"/tickets/?{urlencode(naive)}")
        for name, (ours, naive) in lists.items()
    }
    return {**paths, "stats": ("/api/tickets/stats/", "/tickets/stats/")}


def _operation(path: str, naive: str) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"Host": "localhost"}).get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} gave {answer.status_code}")
    statements = [query["sql"] for query in captured.captured_queries]
    return {"path": path, "naive": naive, "statements": statements}


def _make_naive_table() -> None:
    source = Path(__file__).with_name("naive.py").read_text()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("DROP TABLE IF EXISTS naive_ticket")
        cursor.execute(source.partition('TABLE = """')[2].partition('"""')[0])


if __name__ == "__main__":
    main()
