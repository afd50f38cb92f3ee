"""The same tickets in one table and in a table of one partition a month, as JSON.

Copies all tickets of the database into `ticket_by_month`, with the same indexes, and sends both the
SQL of ticket-api. A search is also taken month by month, the newest first, until the page is full,
which ticket-api does not do. Runs in ticket-api's environment, without gunicorn and without
triggers: what those cost does not depend on how the tickets are kept.
"""

# ruff: noqa: S608 (names of ours)

import json
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

from django.db import connection
from prepare_database import SPARSE  # It readies Django, too.
from tickets import page_sql
from tickets.page_sql import TABLE, Place, Wanted
from tqdm import tqdm

BY_MONTH = "ticket_by_month"
ROUNDS, MOST_ROUNDS, SECONDS = 5, 30, 2.0
# Walks and matches are measured as they are forced: to the end.
NO_END = 10**8
INSERTS = 200
INDEX_BUILDERS = 2
Way = Callable[[], None]


def main() -> None:
    """The command: partitions.py, with DATABASE_URL."""
    _run("SET statement_timeout = 0")
    _run("SET session_replication_role = replica")
    started = perf_counter()
    months = _copy_by_month()
    measured = {
        "months": len(months),
        "copy_seconds": perf_counter() - started,
        "bytes": {"one table": _bytes(TABLE), "newest month": _bytes(months[-1])},
        "reads": {name: _compare(ways) for name, ways in _reads(months)},
        "writes": {name: _compare(ways) for name, ways in _writes(months)},
        "upkeep": dict(_upkeep(months)),
    }
    json.dump(measured, sys.stdout)


def _run(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _copy_by_month() -> list[str]:
    """The partitions, the oldest first; all of them have tickets."""
    _run(f"DROP TABLE IF EXISTS {BY_MONTH}")
    like = f"LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
    _run(f"CREATE TABLE {BY_MONTH} ({like}) PARTITION BY RANGE (created_at)")
    _run("SET work_mem = '64MB'")
    firsts = _run(
        f"SELECT to_char(month, 'YYYY-MM-DD'), to_char(month + interval '1 month', 'YYYY-MM-DD') "
        f"FROM {TABLE}, date_trunc('month', created_at, 'UTC') AS month GROUP BY month ORDER BY 1"
    )
    months = []
    for first, after in firsts:
        months.append(f"{BY_MONTH}_{first[:7].replace('-', '_')}")
        bounds = f"FROM ('{first} 00:00+00') TO ('{after} 00:00+00')"
        _run(f"CREATE TABLE {months[-1]} PARTITION OF {BY_MONTH} FOR VALUES {bounds}")
        _run(
            f"INSERT INTO {months[-1]} SELECT * FROM {TABLE} WHERE created_at >= "
            f"'{first} 00:00+00' AND created_at < '{after} 00:00+00' ORDER BY id"
        )
    _build_indexes(months)
    _run(f"VACUUM (ANALYZE) {BY_MONTH}")
    return months


def _build_indexes(months: Sequence[str]) -> None:
    """Those of the one table, on each month; a key has to hold what decides the month."""
    definitions = [definition for (definition,) in _run(_DEFINITIONS, {"table": TABLE})]
    keys = [f"CREATE UNIQUE INDEX {{name}} ON {month} (id, created_at)" for month in months]
    jobs = [key.format(name=f"{month}_key") for key, month in zip(keys, months, strict=True)]
    for number, definition in enumerate(definitions):
        _, _, using = definition.partition(" USING ")
        jobs += [f"CREATE INDEX {month}_{number} ON {month} USING {using}" for month in months]
    with ThreadPoolExecutor(INDEX_BUILDERS) as threads:
        list(tqdm(threads.map(_build, jobs), total=len(jobs), unit=" indexes"))
    # What fits is adopted, and nothing built again.
    _run(f"CREATE UNIQUE INDEX {BY_MONTH}_key ON {BY_MONTH} (id, created_at)")
    for number, definition in enumerate(definitions):
        _, _, using = definition.partition(" USING ")
        _run(f"CREATE INDEX {BY_MONTH}_{number} ON {BY_MONTH} USING {using}")


def _build(sql: str) -> None:
    try:
        _run("SET statement_timeout = 0")
        _run("SET maintenance_work_mem = '512MB'")
        _run(sql)
    finally:
        # One for each thread, and they are not kept.
        connection.close()


_DEFINITIONS = """
SELECT pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %(table)s::regclass AND NOT indisprimary
"""


def _bytes(table: str) -> int:
    return int(_run("SELECT pg_total_relation_size(%(table)s)", {"table": table})[0][0])


def _reads(months: Sequence[str]) -> Iterator[tuple[str, dict[str, Way]]]:
    """What is compared, by name."""
    ((at, ticket),) = _run(
        f"SELECT created_at, id FROM {TABLE} "
        f"WHERE id = (SELECT (min(id) + max(id)) / 2 FROM {TABLE})"
    )
    pages = {
        "list, first page": Wanted(),
        "list, a page in the middle": Wanted(beyond=Place(at, ticket)),
        "list, two filters": Wanted(filters={"category": "billing", "priority": "high"}),
        "list, three filters that five pass": Wanted(filters=SPARSE),
    }
    for name, wanted in pages.items():
        yield name, _both(page_sql.plain_page(wanted.shape), wanted.values)
    ((rare,),) = _run(
        f"SELECT substring(description FROM 'R-[0-9]+') FROM {TABLE} "
        "WHERE description LIKE '%is R-%' ORDER BY created_at LIMIT 1"
    )
    common = Wanted(words=("invoice",))
    walked = {**common.values, "window": 1_000}
    yield "search, common, by the walk", _both(page_sql.walked_page(common.shape), walked)
    words = {"absent": "qzxw", "rare": rare, "old only": "papyrus", "mid": "norvebel"}
    for name, word in words.items():
        wanted = Wanted(words=(word,), indexed=(True,))
        sql, values = page_sql.matched_page(wanted.shape), {**wanted.values, "most": NO_END}
        ways = _both(sql, values)
        ways["month by month"] = lambda sql=sql, values=values: _by_months(months, sql, values)
        yield f"search, {name}, by the match", ways
    values = {"id": ticket, "at": at}
    yield "a ticket by its number", _both(f"SELECT * FROM {TABLE} WHERE id = %(id)s", values)
    dated = f"SELECT * FROM {TABLE} WHERE id = %(id)s AND created_at = %(at)s"
    yield "a ticket by its number and time", _both(dated, values)


def _both(sql: str, values: dict[str, Any]) -> dict[str, Way]:
    """The statement as ticket-api sends it, and the same of the table by month."""
    return {"one table": lambda: _read(sql, values), "by month": lambda: _read(_of(sql), values)}


def _of(sql: str, table: str = BY_MONTH) -> str:
    return sql.replace(TABLE, table)


def _read(sql: str, values: dict[str, Any]) -> None:
    _run(sql, values)


def _by_months(months: Sequence[str], sql: str, values: dict[str, Any]) -> None:
    """A page of a search, from the newest month back until it is full."""
    wanted = values["read"]
    for month in reversed(months):
        count = _run(_of(sql, month), {**values, "read": wanted})[0][0]
        wanted -= count
        if wanted <= 0:
            return


def _writes(months: Sequence[str]) -> Iterator[tuple[str, dict[str, Way]]]:
    """Each a few hundred statements, all of the newest month, every one a transaction."""
    ((first,),) = _run(f"SELECT max(id) + 1 FROM {TABLE}")
    numbers = iter(range(first, first + 10**6))
    row = (
        "(id, title, description, category, priority, status, created_at, updated_at) VALUES "
        "(%(id)s, 'Charged twice for Norvebel', 'The invoice of Monday shows it.', 'billing', "
        f"'high', 'open', (SELECT max(created_at) FROM {months[-1]}), now())"
    )

    def insert(table: str) -> None:
        for _ in range(INSERTS):
            _run(f"INSERT INTO {table} {row}", {"id": next(numbers)})

    yield (
        f"{INSERTS} tickets more",
        {"one table": lambda: insert(TABLE), "by month": lambda: insert(BY_MONTH)},
    )
    newest = [number for (number,) in _run(f"SELECT id FROM {months[-1]} LIMIT {INSERTS}")]
    statuses = iter(["open", "closed"] * 10**5)

    def change(table: str) -> None:
        status = next(statuses)
        for number in newest:
            sql = f"UPDATE {table} SET status = %(status)s WHERE id = %(id)s"
            _run(sql, {"status": status, "id": number})

    yield (
        f"{INSERTS} changes of status, by number",
        {"one table": lambda: change(TABLE), "by month": lambda: change(BY_MONTH)},
    )


def _compare(ways: dict[str, Way]) -> dict[str, float]:
    """Milliseconds of each way, medians of rounds that take turns; the first does not count."""
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for run in ways.values():
        run()
    began = perf_counter()
    for nth in range(MOST_ROUNDS):
        if nth >= ROUNDS and perf_counter() - began > SECONDS:
            break
        for way, run in ways.items():
            taken[way].append(_milliseconds(run))
    return {way: statistics.median(times) for way, times in taken.items()}


def _milliseconds(run: Way) -> float:
    started = perf_counter()
    run()
    return 1000 * (perf_counter() - started)


def _upkeep(months: Sequence[str]) -> Iterator[tuple[str, dict[str, float]]]:
    """What is done to a table now and then, once each: it takes long, and changes the table."""
    oldest, newest = months[0], months[-1]
    changed = f"SET status = 'closed' WHERE id IN (SELECT id FROM {newest} WHERE id % 100 = 0)"
    for table in (TABLE, newest):
        _run(f"UPDATE {table} {changed}")
    yield (
        "VACUUM after a change of one in a hundred of the newest month",
        {
            "one table": _milliseconds(lambda: _run(f"VACUUM (INDEX_CLEANUP ON) {TABLE}")),
            "by month": _milliseconds(lambda: _run(f"VACUUM (INDEX_CLEANUP ON) {newest}")),
        },
    )
    yield (
        "ANALYZE",
        {
            "one table": _milliseconds(lambda: _run(f"ANALYZE {TABLE}")),
            "by month": _milliseconds(lambda: _run(f"ANALYZE {newest}")),
        },
    )
    ((last,),) = _run(f"SELECT max(created_at) FROM {oldest}")

    def delete() -> None:
        _run(f"DELETE FROM {TABLE} WHERE created_at <= %(last)s", {"last": last})
        _run(f"VACUUM (INDEX_CLEANUP ON) {TABLE}")

    yield (
        "the oldest month, removed",
        {
            "one table": _milliseconds(delete),
            "by month": _milliseconds(lambda: _run(f"DROP TABLE {oldest}")),
        },
    )


if __name__ == "__main__":
    main()
