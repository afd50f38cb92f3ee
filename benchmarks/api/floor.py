"""The floor: the plainest program that gives the same answers.

A bare WSGI function, a kept connection for each thread, one plain statement for a request, and
orjson. No framework, log line, account, limit or idempotency key. It uses ticket-api's tables.
"""

import os
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson
import psycopg

PAGE = 50
COLUMNS = (
    *("id", "title", "description", "category", "priority", "status"),
    *("created_at", "updated_at"),
)
CHOICES = {
    "category": {"billing", "technical", "account", "general"},
    "priority": {"low", "medium", "high", "critical"},
    "status": {"open", "in_progress", "resolved", "closed"},
}
_SELECTED = ", ".join(COLUMNS)
_COUNTS = """
SELECT category, priority, status, sum(tickets)::bigint,
       (SELECT created_at FROM tickets_ticket ORDER BY created_at, id LIMIT 1)
FROM ticket_count GROUP BY category, priority, status
"""
_CREATE = f"""
INSERT INTO tickets_ticket (title, description, category, priority, status)
VALUES (%s, %s, %s, %s, 'open') RETURNING {_SELECTED}
"""  # noqa: S608 (names of this module)
_CHANGE = f"""
UPDATE tickets_ticket SET status = %s, updated_at = now() WHERE id = %s RETURNING {_SELECTED}
"""  # noqa: S608 (names of this module)

_kept = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer GET /tickets and /stats, POST /tickets and PATCH /tickets/ID."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    status = "200 OK"
    if method == "POST":
        status, answer = "201 Created", create(_body(environ))
    elif method == "PATCH":
        answer = change(int(path.rpartition("/")[2]), _body(environ))
    elif path == "/stats":
        answer = stats()
    else:
        answer = page(dict(parse_qsl(environ["QUERY_STRING"])))
    body = orjson.dumps(answer)
    length = str(len(body))
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", length)])
    return [body]


def page(query: dict[str, str]) -> dict[str, Any]:
    """Tickets that match the filters and hold every word, newest first, older than `before`."""
    conditions: list[str] = []
    values: list[Any] = []
    for name in CHOICES.keys() & query.keys():
        conditions.append(f"{name} = %s")
        values.append(query[name])
    words = query.get("search", "").split()
    for word in words:
        conditions.append("(title ILIKE %s OR description ILIKE %s)")
        values += [f"%{word}%"] * 2
    if "before" in query:
        conditions.append("(created_at, id) < (%s, %s)")
        values += query["before"].split("|")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = (
        f"SELECT {_SELECTED} FROM tickets_ticket {where} "  # noqa: S608 (names of this module)
        f"ORDER BY created_at DESC, id DESC LIMIT {PAGE + 1}"
    )
    # A prepared statement gets a plan for any word, which is slow for a rare one.
    rows = _connection().execute(sql.encode(), values, prepare=not words).fetchall()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return {
        "next": f"/tickets?before={last[6].isoformat()}|{last[0]}" if last else None,
        "previous": None,
        "results": [_ticket(row) for row in rows[:PAGE]],
    }


def stats() -> dict[str, Any]:
    """The statistics of requirements §4.3."""
    totals = {name: dict.fromkeys(sorted(CHOICES[name]), 0) for name in CHOICES}
    total, first = 0, datetime.now(UTC)
    for category, priority, status, number, first in _connection().execute(_COUNTS):  # noqa: B007
        total += number
        for name, value in (("category", category), ("priority", priority), ("status", status)):
            totals[name][value] += number
    days = (datetime.now(UTC).date() - first.date()).days + 1
    return {
        "total_tickets": total,
        "open_tickets": totals["status"]["open"],
        "avg_tickets_per_day": round(total / days, 1),
        "priority_breakdown": totals["priority"],
        "category_breakdown": totals["category"],
    }


def create(given: dict[str, Any]) -> dict[str, Any]:
    """A ticket whose four fields are valid; ValueError otherwise."""
    if not (0 < len(given["title"]) <= 200 and 0 < len(given["description"]) <= 20_000):
        raise ValueError("The title or the description has a wrong length.")
    if given["category"] not in CHOICES["category"] or given["priority"] not in CHOICES["priority"]:
        raise ValueError("There is no such category or priority.")
    values = [given[name] for name in ("title", "description", "category", "priority")]
    return _ticket(_connection().execute(_CREATE, values).fetchone())


def change(ticket: int, given: dict[str, Any]) -> dict[str, Any]:
    """The ticket with another status."""
    if given["status"] not in CHOICES["status"]:
        raise ValueError("There is no such status.")
    return _ticket(_connection().execute(_CHANGE, [given["status"], ticket]).fetchone())


def _ticket(row: Any) -> dict[str, Any]:
    return dict(zip(COLUMNS, row, strict=True))


def _body(environ: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    return given


def _connection() -> psycopg.Connection[Any]:
    """This thread's connection, opened at its first request, with ticket-api's planner settings."""
    if not hasattr(_kept, "connection"):
        _kept.connection = psycopg.connect(
            os.environ["DATABASE_URL"],
            autocommit=True,
            prepare_threshold=0,
            options="-c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0",
        )
    connection: psycopg.Connection[Any] = _kept.connection
    return connection
