"""How a search finds the tickets of a page.

It compares folded texts (folding.py) with LIKE, in one of two ways. A *walk* reads the tickets in
the list's order until the page is full, which is fast for words that many tickets hold. A *match*
reads all tickets that hold the words, by the trigram index, and sorts them, which is fast for the
others. PostgreSQL's planner says which one it expects to cost less. Both are bounded, so where the
planner is wrong the search takes the other one.
"""

# ruff: noqa: S608

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from common.statements import read
from tickets.listing.orders import Place
from tickets.listing.page_sql import (
    COLUMNS,
    TABLE,
    Found,
    PageQuery,
    found_page,
    in_order,
    where,
)
from tickets.listing.time_limit import SearchTooSlow, rows_within

# A walk ends after so many tickets, and after so many bytes of text, counted once for each word.
WALK_TICKETS = 10_000
WALK_BYTES = 20_000_000
# Matching so many tickets takes as long as a walk.
MATCH_TICKETS = 5_000
# Far below the limit of a request (DATABASE_STATEMENT_TIMEOUT), since many may search at a time.
TIMEOUT_MS = 2_000
_NO_LIMIT = 2**62


def search_page(query: PageQuery) -> Found:
    """The page of a search, which may have ended before it is full; else SearchTooSlow."""
    # The longest word first: it is rarely there, and then no other one is looked for.
    query = replace(query, words=tuple(sorted(query.words, key=len, reverse=True)))
    indexed = [has_trigrams(word) for word in query.words]
    if not any(indexed):
        return _walk(query)
    expects_few = _planner_sorts(query)
    if expects_few and (found := _match(query, MATCH_TICKETS)):
        return found
    walked = _walk(query)
    if walked.stopped_at is None:
        return walked
    # The planner was wrong, or the words are common in old tickets alone.
    if all(indexed):
        return _match(query, _NO_LIMIT) or walked
    return (None if expects_few else _match(query, MATCH_TICKETS)) or walked


def has_trigrams(word: str) -> bool:
    """Whether the trigram index can narrow a search for `word`: three letters or digits in a row.

    Which letters beyond ASCII count as such depends on the character type of the database.
    """
    if re.search("[0-9a-z]{3}", word):
        return True
    return bool(re.search(r"[^\W_]{3}", word)) and _has_letters_in_a_row(word)


@lru_cache(maxsize=1_000)
def _has_letters_in_a_row(word: str) -> bool:
    """As pg_trgm sees them.

    Raw SQL: it reads no table, and PostgreSQL alone knows its letters
    (tests/listing/test_search_ways.py, test_which_words_the_trigram_index_knows).
    """
    sql = "SELECT string_agg(CASE WHEN show_trgm(c) = '{}' THEN ' ' ELSE 'x' END, '' ORDER BY n) "
    sql += "FROM regexp_split_to_table(%(word)s, '') WITH ORDINALITY AS letters (c, n)"
    ((letters,),) = read(sql, {"word": word})
    return "xxx" in letters


def _planner_sorts(query: PageQuery) -> bool:
    """Whether the planner would sort all tickets that hold the words, rather than walk."""
    conditions = where([*query.conditions, *query.word_conditions()])
    sql = f"EXPLAIN SELECT id FROM {TABLE} {conditions} ORDER BY {query.order_by} LIMIT %(read)s"
    plan = [line.lstrip(" ->") for (line,) in _rows(query, sql)]
    return any(line.startswith(("Sort ", "Incremental Sort ")) for line in plan)


def _walk(query: PageQuery) -> Found:
    """The page, or the part of it that is among the first tickets.

    If the page is not full, one more row, without a ticket, is the place where the walk ended.
    """
    newest = in_order(query, columns=f"{COLUMNS}, search_text", rows="%(window)s + 1")
    walked = f"""
        SELECT *, lead(id) OVER walk IS NOT NULL AS goes_on,
            row_number() OVER walk <= %(window)s AND sum(octet_length(search_text)) OVER walk
                - octet_length(search_text) <= %(bytes)s AS is_read
        FROM ({newest}) AS newest
        WINDOW walk AS (ORDER BY {query.order_by} ROWS UNBOUNDED PRECEDING)
    """
    # `|| ''` fetches a long text once, and not once for each word; OFFSET 0 keeps it so.
    sql = f"""
        WITH page AS MATERIALIZED (
            SELECT {COLUMNS} FROM (
                SELECT *, CASE WHEN is_read THEN search_text || '' END AS folded
                FROM ({walked}) AS walked ORDER BY {query.order_by} OFFSET 0
            ) AS flat {where(query.word_conditions("folded"))}
            ORDER BY {query.order_by} LIMIT %(read)s
        ), ended AS (
            SELECT {query.order.column} AS end_at, id AS end_id, {query.order.rank} AS end_rank,
                goes_on
            FROM ({walked}) AS walked
            WHERE is_read AND (SELECT count(*) FROM page) < %(read)s
            ORDER BY {query.reverse_order_by} LIMIT 1
        )
        SELECT page.*, end_at, end_id, end_rank, goes_on FROM page FULL JOIN ended ON false
        ORDER BY {query.order_by}
    """
    bounds = {"window": WALK_TICKETS, "bytes": WALK_BYTES // len(query.words)}
    rows = _rows(query, sql, **bounds)
    ends = [Place(*row[-4:-1]) for row in rows if row[-1]]
    return replace(found_page(_tickets(rows), query), stopped_at=next(iter(ends), None))


def _match(query: PageQuery, most: int) -> Found | None:
    """The page, or None if more than `most` tickets hold the words that have trigrams.

    `row_number` ends the reading without telling the planner, which would expect to find so many
    soon and read the table.
    """
    by_index: list[str] = []
    others = ["true"]
    for word, condition in zip(query.words, query.word_conditions(), strict=True):
        (by_index if has_trigrams(word) else others).append(condition)
    sorting = f"id, priority, {query.order.column}"
    sql = f"""
        WITH matched AS MATERIALIZED (
            SELECT {sorting}, fits FROM (
                SELECT {sorting}, {" AND ".join(others)} AS fits, row_number() OVER () AS number
                FROM {TABLE} {where([*query.conditions, *by_index])}
            ) AS numbered WHERE number <= %(most)s + 1
        ), counted AS (
            SELECT count(*) AS matches FROM matched
        ), page AS (
            SELECT id FROM matched WHERE fits AND (SELECT matches FROM counted) <= %(most)s
            ORDER BY {query.order_by} LIMIT %(read)s
        )
        SELECT {COLUMNS}, matches
        FROM counted LEFT JOIN (page JOIN {TABLE} USING (id)) ON true ORDER BY {query.order_by}
    """
    rows = _rows(query, sql, most=most)
    if rows[0][-1] > most:
        return None
    return found_page(_tickets(rows), query)


def _tickets(rows: list[Any]) -> list[Any]:
    """The rows that have a ticket."""
    return [row for row in rows if row[0] is not None]


def _rows(query: PageQuery, sql: str, **bounds: int) -> list[Any]:
    limit = TIMEOUT_MS if query.index else query.limit_ms
    return rows_within(limit, sql, {**query.values, **bounds}, SearchTooSlow)
