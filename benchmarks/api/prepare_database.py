"""Fills one database and prints as JSON what to ask of it; runs in ticket-api's environment.

    python -m benchmarks.api.prepare_database TICKETS MESSAGES [--without-naive]

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
from bulk.conversation_rows import MESSAGE_COLUMNS, message_rows  # noqa: E402
from bulk.fields import AccountIds  # noqa: E402
from conversations.models import Message  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from tickets.listing.orders import Place  # noqa: E402
from tickets.listing.pagination import Cursor  # noqa: E402
from tickets.models import Ticket  # noqa: E402
from tickets.services.ticket_counters import counters_difference  # noqa: E402

from benchmarks.api.operations import (  # noqa: E402
    CONVERSATION,
    MESSAGES,
    SIMILAR,
    SIMILAR_PATH,
)

PAGE = 50
AGENTS = 9
LONG_CONVERSATION = 500
# In the same place of every size: page 10,000 of a million.
DEEP = 0.5
FILTERS = {"category": "billing", "priority": "high", "status": "closed"}


def main() -> None:
    """The command."""
    count, messages = map(int, sys.argv[1:3])
    # The commands write to standard output, which is the plan's alone.
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", interactive=False, verbosity=0)
        agent = _make_agents()
        started = time.monotonic()
        numbers = (str(count), f"--messages={messages}")
        call_command("load_tickets", *numbers, "--until=2026-11-23T12:00:00+00:00")
        load = {
            "messages": messages,
            "seconds": time.monotonic() - started,
            "counters_exact": counters_difference() == {},
        }
        if "--without-naive" not in sys.argv:
            _make_naive_table()
        *ids, long = Ticket.objects.order_by("id").values_list("id", flat=True)[:2_001]
        _lengthen(long)
        _, token = token_create(name="benchmark", account=agent, scopes=("read", "write"))
        operations = {**_operations(count), **_operations_of_agents(agent, long, count)}
    plan = {"operations": operations, "load": load, "ids": ids, "token": token, "alike": _alike()}
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


def _make_agents() -> User:
    """Accounts that own tickets, and one of them."""
    agents = [
        User.objects.create_user(f"agent{number}", first_name="Agent", last_name=f"{number}")
        for number in range(AGENTS)
    ]
    for agent in agents:
        give_role(agent, Role.AGENT)
    return agents[0]


def _lengthen(ticket_id: int) -> None:
    """Let the ticket have LONG_CONVERSATION messages."""
    there = Message.objects.filter(ticket=ticket_id).count()
    text = "The invoice of Monday shows the charge of this month a second time."
    message = {"kind": "request", "author": "Rita", "body": text, "created_at": timezone.now()}
    rows = list(message_rows(ticket_id, [message] * LONG_CONVERSATION, AccountIds()))
    Message.objects.bulk_create(
        Message(**dict(zip(MESSAGE_COLUMNS, row, strict=True))) for row in rows[there:]
    )


def _alike() -> list[int]:
    """Two new tickets of the same values, for a reply of each server."""
    values = {"title": "Alike", "description": "As the other one.", "category": "general"}
    return [Ticket.objects.create(**values, priority="low").pk for _ in range(2)]


def _operations_of_agents(agent: User, long: int, count: int) -> dict[str, dict[str, str]]:
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
    middle = Ticket.objects.order_by("created_at").values_list("id", flat=True)[count // 2]
    similar = dict.fromkeys(("ticket-api", "floor"), SIMILAR_PATH.format(middle))
    return {**paths, "counts": counts, MESSAGES: messages, SIMILAR: similar}


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
    with connection.cursor() as cursor:
        cursor.execute(Path(__file__).with_name("naive.sql").read_text(encoding="utf-8"))
        cursor.execute("VACUUM (ANALYZE) naive_ticket")


if __name__ == "__main__":
    main()
