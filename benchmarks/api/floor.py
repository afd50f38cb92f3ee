"""The floor: the plainest program that gives the same answers.

A bare WSGI function, a kept connection for each thread, one plain statement for a request, and
orjson. No framework, log line, limit or idempotency key. The statements for agents find the token's
account and its permission too. It uses ticket-api's tables.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson
import psycopg

from benchmarks.api.floor_similar import similar_answer, similar_statement

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

# The id of the account with the token, null without the scope or the permission.
_ACCOUNT = """(
    SELECT token.account_id FROM accounts_apitoken AS token
    JOIN auth_user AS person ON person.id = token.account_id AND person.is_active
    JOIN auth_user_groups AS member ON member.user_id = person.id
    JOIN auth_group_permissions AS held ON held.group_id = member.group_id
    JOIN auth_permission AS permission ON permission.id = held.permission_id
    WHERE token.public_id = %(token)s AND token.secret_digest = %(digest)s
        AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > now())
        AND token.{scope} AND permission.codename = '{permission}'
)"""
_READER = _ACCOUNT.format(scope="may_read", permission="view_ticket")
_WRITER = _ACCOUNT.format(scope="may_write", permission="change_ticket")
_UNFINISHED = "status IN ('open', 'in_progress')"
_TICKETS = "SELECT * FROM tickets_ticket WHERE"
_PRIORITIES = " UNION ALL ".join(
    f"({_TICKETS} {_UNFINISHED} AND priority = '{name}' ORDER BY created_at, id LIMIT {PAGE + 1})"
    for name in ("critical", "high", "medium", "low")
)
_ORDERED = {
    "waiting": f"{_TICKETS} waiting_since IS NOT NULL ORDER BY waiting_since, id",
    "priority": f"SELECT * FROM ({_PRIORITIES}) AS unfinished",  # noqa: S608 (as above)
    "assignee": f"{_TICKETS} assignee_id = %(assignee)s ORDER BY created_at DESC, id DESC",
}
_AGENT = {
    name: f"""
        SELECT {", ".join(f"page.{column}" for column in COLUMNS)},
            requester.id, requester.name, requester.email,
            assignee.id, assignee.first_name, assignee.last_name,
            page.waiting_since, page.duplicate_of_id
        FROM (
            SELECT *, row_number() OVER () AS place FROM ({tickets} LIMIT {PAGE + 1}) AS ordered
        ) AS page
        LEFT JOIN conversations_requester AS requester ON requester.id = page.requester_id
        LEFT JOIN auth_user AS assignee ON assignee.id = page.assignee_id
        WHERE {_READER} IS NOT NULL ORDER BY page.place
    """  # noqa: S608 (names of this module)
    for name, tickets in _ORDERED.items()
}
_CONDITIONS = (
    f"{_UNFINISHED} AND assignee_id IS NULL",
    "waiting_since IS NOT NULL",
    _UNFINISHED,
    f"{_UNFINISHED} AND assignee_id = %(account)s",
)
_COUNTED = ", ".join(
    f"(SELECT count(*) FROM (SELECT FROM tickets_ticket WHERE {one} LIMIT 1000) AS few)"  # noqa: S608 (as above)
    for one in _CONDITIONS
)
_VIEWS = f"SELECT {_COUNTED} WHERE {_READER} IS NOT NULL"
_SIMILAR = similar_statement(_READER)
_SENT = ("number", "kind", "author_name", "body", "created_at")
_MESSAGES = f"""
SELECT {", ".join(_SENT)} FROM conversations_message
WHERE ticket_id = %(ticket)s AND {_READER} IS NOT NULL ORDER BY number DESC LIMIT {PAGE + 1}
"""  # noqa: S608 (names of this module)
_LOCK = f"""
SELECT person.id, person.first_name || ' ' || person.last_name
FROM tickets_ticket AS ticket, auth_user AS person
WHERE ticket.id = %(ticket)s AND person.id = {_WRITER} FOR NO KEY UPDATE OF ticket
"""  # noqa: S608 (names of this module)
_REPLY = f"""
INSERT INTO conversations_message
    (ticket_id, number, public_number, kind, author_account_id, author_name, body, created_at)
SELECT %(ticket)s, coalesce(max(number), 0) + 1, coalesce(max(public_number), 0) + 1, 'reply',
    %(account)s, %(name)s, %(body)s, clock_timestamp()
FROM conversations_message WHERE ticket_id = %(ticket)s
RETURNING {", ".join(_SENT)}
"""  # noqa: S608 (names of this module)
_ANSWERED = """
UPDATE tickets_ticket SET waiting_since = NULL, updated_at = now(),
    status = CASE status WHEN 'open' THEN 'in_progress' ELSE status END,
    assignee_id = CASE status WHEN 'open' THEN coalesce(assignee_id, %(account)s)
        ELSE assignee_id END
WHERE id = %(ticket)s
"""

_kept = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer GET /tickets, /stats and /agent/…, POST /tickets and PATCH /tickets/ID.

    The messages and the similar tickets of a ticket have ticket-api's path.
    """
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    status = "200 OK"
    if path.endswith("/messages/"):
        asked = {"ticket": int(path.split("/")[3]), **_token(environ)}
        if method == "POST":
            status, answer = "201 Created", reply({**_body(environ), **asked})
        else:
            answer = messages(asked, f"http://{environ['HTTP_HOST']}{path}")
    elif path.endswith("/similar/"):
        asked = {"ticket": int(path.split("/")[3]), **_token(environ)}
        rows = _connection().execute(_SIMILAR.encode(), asked).fetchall()
        answer = similar_answer(rows)
    elif method == "POST":
        status, answer = "201 Created", create(_body(environ))
    elif method == "PATCH":
        answer = change(int(path.rpartition("/")[2]), _body(environ))
    elif path == "/stats":
        answer = stats()
    elif path == "/agent/counts":
        answer = counts({**dict(parse_qsl(environ["QUERY_STRING"])), **_token(environ)})
    elif path == "/agent/tickets":
        answer = page_of_agent({**dict(parse_qsl(environ["QUERY_STRING"])), **_token(environ)})
    else:
        answer = page(dict(parse_qsl(environ["QUERY_STRING"])))
    body = orjson.dumps(answer, option=orjson.OPT_UTC_Z)
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


def page_of_agent(query: dict[str, Any]) -> dict[str, Any]:
    """The first page of waiting tickets, of unfinished ones or of an assignee, with its persons."""
    rows = _connection().execute(_AGENT[query.get("sort", "assignee")].encode(), query).fetchall()
    return {"next": None, "previous": None, "results": [_with_persons(row) for row in rows[:PAGE]]}


def counts(query: dict[str, Any]) -> dict[str, Any]:
    """The tickets of the portal's views, up to 999."""
    row = _connection().execute(_VIEWS.encode(), query).fetchone() or ()
    names = ("unassigned", "waiting", "unfinished", "mine")
    return {
        name: {"count": min(count, 999), "capped": count > 999}
        for name, count in zip(names, row, strict=True)
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


def messages(asked: dict[str, Any], address: str) -> dict[str, Any]:
    """The newest messages of a ticket, oldest of them first, and the address of those before."""
    rows = _connection().execute(_MESSAGES.encode(), asked).fetchall()
    older = f"{address}?before={rows[PAGE - 1][0]}" if len(rows) > PAGE else None
    return {"older": older, "results": [_message(row) for row in rows[:PAGE][::-1]]}


def reply(given: dict[str, Any]) -> dict[str, Any]:
    """A reply whose text is valid and has no placeholders; ValueError otherwise."""
    if given["kind"] != "reply" or not 0 < len(given["body"]) <= 20_000 or "{{" in given["body"]:
        raise ValueError("The kind or the text is another one.")
    connection = _connection()
    with connection.transaction():
        account, name = connection.execute(_LOCK.encode(), given).fetchone() or ()
        values = {**given, "account": account, "name": name}
        row = connection.execute(_REPLY.encode(), values).fetchone()
        connection.execute(_ANSWERED, values)
    return _message(row)


def _message(row: Any) -> dict[str, Any]:
    number, kind, name, body, created_at = row
    return {
        "id": number,
        "kind": kind,
        "author": {"name": name, "role": "requester" if kind == "request" else "agent"},
        "body": body,
        "created_at": created_at,
        "attachments": [],
    }


def _token(environ: dict[str, Any]) -> dict[str, Any]:
    """The public part of the token and the digest of its secret part."""
    _, token, secret = environ["HTTP_AUTHORIZATION"].split("_", 2)
    return {"token": token, "digest": hashlib.sha256(secret.encode()).digest()}


def _with_persons(row: Any) -> dict[str, Any]:
    requester, name, email, assignee, first, last, waiting_since, original = row[len(COLUMNS) :]
    return {
        **dict(zip(COLUMNS, row, strict=False)),
        "requester": {"id": requester, "name": name, "email": email} if requester else None,
        "assignee": {"id": assignee, "name": f"{first} {last}"} if assignee else None,
        "waiting_since": waiting_since,
        "duplicate_of": original,
    }


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
