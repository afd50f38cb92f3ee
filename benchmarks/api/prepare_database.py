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

from accounts.roles import Role, give_role  # noqa: E402
from accounts.tokens import token_create  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from tickets.listing.orders import Place  # noqa: E402
from tickets.listing.pagination import Cursor  # noqa: E402
from tickets.models import Ticket  # noqa: E402
from tickets.services.ticket_counters import counters_difference  # noqa: E402

from benchmarks.api.operations import CONVERSATION, MESSAGES  # noqa: E402

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
        agent = User.objects.create_user("agent", first_name="Ann", last_name="Ash")
        give_role(agent, Role.AGENT)
        *ids, long = Ticket.objects.order_by("id").values_list("id", flat=True)[:2_001]
        _give_conversations(agent, long)
        _, token = token_create(name="benchmark", account=agent, scopes=("read", "write"))
        operations = {**_operations(count), **_operations_of_agents(agent, long)}
    # Two alike, for a reply of each server.
    alike = Ticket.objects.filter(pk__in=ids, status="open", assignee=None).order_by("id")
    plan = {
        "operations": operations,
        "load": load,
        "ids": ids,
        "token": token,
        "alike": list(alike.values_list("id", flat=True)[:2]),
    }
    json.dump(plan, sys.stdout)


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
    place = Cursor(Place(deep.created_at, deep.pk)).encode()
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


def _give_conversations(agent: User, long: int) -> None:
    """Give tickets requesters, messages, and every tenth an assignee; without any trigger.

    A ticket has five messages, of at most a million tickets, and the ticket `long` has 500.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REQUESTERS)
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_PERSONS, [agent.pk])
        cursor.execute(_MESSAGES, {"agent": agent.pk, "long": long})
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM (ANALYZE) tickets_ticket")
        cursor.execute("ANALYZE conversations_requester")
        cursor.execute("VACUUM (ANALYZE) conversations_message")


_REQUESTERS = """
INSERT INTO conversations_requester (name, email, email_key)
SELECT 'Requester ' || n, n || '@example.com', n || '@example.com'
FROM generate_series(1, 10000) AS n
"""
_PERSONS = """
UPDATE tickets_ticket SET
    requester_id = (SELECT min(id) FROM conversations_requester) + id %% 10000,
    assignee_id = CASE WHEN id %% 10 = 0 THEN %s END
"""
_MESSAGES = """
INSERT INTO conversations_message
    (ticket_id, number, public_number, kind, author_account_id, author_name, body, created_at)
SELECT id, n, n, kind, CASE kind WHEN 'reply' THEN %(agent)s END,
    CASE kind WHEN 'reply' THEN 'Ann Ash' ELSE 'Requester' END,
    'The invoice of Monday shows the charge of this month a second time, as number ' || n || '.',
    tickets_ticket.created_at + n * interval '1 minute'
FROM (SELECT id, created_at FROM tickets_ticket ORDER BY id LIMIT 1000000) AS tickets_ticket,
    generate_series(1, CASE id WHEN %(long)s THEN 500 ELSE 5 END) AS n,
    LATERAL (SELECT CASE n %% 2 WHEN 1 THEN 'request' ELSE 'reply' END AS kind) AS written
"""


def _operations_of_agents(agent: User, long: int) -> dict[str, dict[str, str]]:
    """The paths of what an agent's portal reads; the naive way has none of it."""
    queries = {
        "list, waiting": {"sort": "waiting"},
        "list, by priority": {"sort": "priority"},
        "list, assignee": {"assignee": str(agent.pk)},
    }
    paths = {
        name: {
            "ticket-api": f"/api/tickets/?{urlencode(query)}",
            "floor": f"/agent/tickets?{urlencode(query)}",
        }
        for name, query in queries.items()
    }
    counts = {"ticket-api": "/api/tickets/counts/", "floor": f"/agent/counts?account={agent.pk}"}
    messages = dict.fromkeys(("ticket-api", "floor"), CONVERSATION.format(long))
    return {**paths, "counts": counts, MESSAGES: messages}


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
