"""Whether the indexes of the tickets hold exactly what the table holds."""

from django.db import connection
from tickets.models import Ticket
from tickets.services.bulk_load import missing_indexes

TABLE = Ticket._meta.db_table
# A word of every eighth ticket, one of a few hundred, and one of hardly any.
_WORDS = ("%invoice%", "%norvebel%", "%1000003%")


def indexes_are_exact() -> bool:
    """None is missing or unfinished, and each finds every ticket.

    PostgreSQL's own amcheck compares B-trees with the table, ticket by ticket. It cannot read
    trigram indexes; those are asked for words, and the table is read for the same words.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(_INDEXES, [TABLE])
        indexes = cursor.fetchall()
        for index, method, _ in indexes:
            if method == "btree":
                cursor.execute("SELECT bt_index_check(%s::regclass, true)", [index])
    return (
        not missing_indexes()
        and all(is_valid for _, _, is_valid in indexes)
        and all(_found("title", word) for word in _WORDS)
        and all(_found("description", word) for word in _WORDS)
    )


def _found(column: str, word: str) -> bool:
    """Whether the index of `column` finds as many tickets with `word` as there are."""
    # ruff: noqa: S608 (names of ours)
    sql = f"SELECT count(*) FROM {TABLE} WHERE {column} ILIKE %s"
    counts = []
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET enable_{way} = off")
            cursor.execute(sql, [word])
            counts.append(cursor.fetchone()[0])
            cursor.execute(f"RESET enable_{way}")
    by_index, by_table = counts
    return bool(by_index == by_table)


_INDEXES = """
SELECT indexrelid::regclass::text, amname, indisvalid
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
WHERE indrelid = %s::regclass
"""
