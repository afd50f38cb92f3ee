"""The floor: what the same SQL costs with as little around it as gunicorn allows.

No framework, no validation, no log, no content negotiation: a WSGI function, a pool, and the very
statements that ticket-api sent for the operation (FLOOR_SQL names the file that has them).
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

STATEMENTS: dict[str, list[str]] = json.loads(Path(os.environ["FLOOR_SQL"]).read_text())

# As ticket-api does it, and the answer as PostgreSQL writes it.
CREATE = """
WITH taken AS (
    INSERT INTO tickets_idempotencykey AS kept (key, body_digest, ticket_id)
    VALUES (%(key)s, %(digest)s, nextval('tickets_ticket_id_seq'))
    ON CONFLICT (key) DO UPDATE
    SET body_digest = excluded.body_digest, ticket_id = excluded.ticket_id, created_at = now()
    WHERE kept.created_at < now() - interval '24 hours'
    RETURNING ticket_id
)
INSERT INTO tickets_ticket (id, title, description, category, priority, status)
SELECT ticket_id, %(title)s, %(description)s, %(category)s, %(priority)s, 'open' FROM taken
RETURNING id, row_to_json(tickets_ticket)::text
"""
# As often as in ticket-api.
CLEARING = 20
FORGET_OLD_KEYS = """
DELETE FROM tickets_idempotencykey WHERE id IN (
    SELECT id FROM tickets_idempotencykey WHERE created_at < now() - interval '24 hours'
    ORDER BY created_at LIMIT 40 FOR UPDATE SKIP LOCKED
)
"""
LOCK = "SELECT status FROM tickets_ticket WHERE id = %s FOR NO KEY UPDATE"
CHANGE = """
UPDATE tickets_ticket SET status = %s, updated_at = now() WHERE id = %s
RETURNING row_to_json(tickets_ticket)::text
"""


_kept = threading.local()


def kept_connection() -> psycopg.Connection[Any]:
    """This thread's connection, opened when it is first asked for."""
    if not hasattr(_kept, "connection"):
        _kept.connection = psycopg.connect(
            os.environ["DATABASE_URL"],
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,
            options="-c random_page_cost=1.1",
        )
    connection: psycopg.Connection[Any] = _kept.connection
    return connection


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer /NAME by the statements of that name, /create and /change/ID by writing."""
    name, _, rest = environ["PATH_INFO"][1:].partition("/")
    connection = kept_connection()
    if name == "create":
        body = create(connection, environ)
    elif name == "change":
        body = change(connection, int(rest), environ)
    else:
        body = read(connection, STATEMENTS[name])
    length = str(len(body))
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", length)])
    return [body]


def read(connection: psycopg.Connection[Any], statements: list[str]) -> bytes:
    """The last page among the answers; of the statistics their columns."""
    cursor = connection.cursor()
    answer: tuple[Any, ...] = ()
    for statement in statements:
        row = cursor.execute(statement.encode()).fetchone() or ()
        answer = row if len(row) > 4 or not answer else answer
    if len(answer) > 5:
        return f'{{"next":null,"previous":null,"results":[{answer[1] or ""}]}}'.encode()
    return json.dumps(answer, default=str).encode()


def create(connection: psycopg.Connection[Any], environ: dict[str, Any]) -> bytes:
    """A ticket and its idempotency key."""
    fields = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    fields |= {"key": environ["HTTP_IDEMPOTENCY_KEY"], "digest": b"x" * 32}
    row = connection.execute(CREATE, fields).fetchone() or (0, "")
    if row[0] % CLEARING == 0:
        connection.execute(FORGET_OLD_KEYS)
    return row[1].encode()


def change(connection: psycopg.Connection[Any], ticket: int, environ: dict[str, Any]) -> bytes:
    """Another status, under the row's lock."""
    fields = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    with connection.transaction():
        connection.execute(LOCK, [ticket])
        row = connection.execute(CHANGE, [fields["status"], ticket]).fetchone() or ("",)
    return row[0].encode()
