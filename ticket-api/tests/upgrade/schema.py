"""What a database consists of, to compare two of them."""

import re
from typing import Any

import psycopg

_OURS = "relnamespace = 'public'::regnamespace"
_NO_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend WHERE objid = {0}.oid AND deptype = 'e')"
_QUERIES = {
    "relations": f"""
        SELECT relname, relkind, relpersistence, reloptions FROM pg_class WHERE {_OURS}""",
    "columns": f"""
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
            attstorage, coalesce(nullif(attstattarget, -1), 0), attcollation::regcollation,
            pg_get_expr(adbin, adrelid)
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE {_OURS} AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped""",
    "constraints": f"""
        SELECT relname, conname, convalidated, pg_get_constraintdef(pg_constraint.oid)
        FROM pg_constraint JOIN pg_class ON conrelid = pg_class.oid
        WHERE {_OURS} AND contype <> 'n'""",
    "indexes": f"""
        SELECT relname, indisvalid, pg_get_indexdef(indexrelid)
        FROM pg_index JOIN pg_class ON indexrelid = pg_class.oid WHERE {_OURS}""",
    "triggers": f"""
        SELECT relname, tgname, tgenabled, pg_get_triggerdef(pg_trigger.oid)
        FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid
        WHERE {_OURS} AND NOT tgisinternal""",
    "functions": f"""
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND {_NO_EXTENSION.format("pg_proc")}""",
    "views": f"""
        SELECT relname, pg_get_viewdef(oid) FROM pg_class WHERE {_OURS} AND relkind = 'v'""",
    "extensions": "SELECT extname FROM pg_extension",
}
# A dump and its restore write the same expression with other casts and parentheses.
_NOISE = re.compile(r"::(character varying|text)(\[\])?|[()\s]")


def read_schema(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each query, sorted, in the way that PostgreSQL writes definitions."""
    with psycopg.connect(url) as database:
        return {
            kind: sorted((_plain(row) for row in database.execute(query)), key=str)
            for kind, query in _QUERIES.items()
        }


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_NOISE.sub("", value) if isinstance(value, str) else value for value in row)
