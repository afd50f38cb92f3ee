"""The model "trigrams": texts are alike when PostgreSQL finds the same trigrams in both.

It compares the folded texts of the search (tickets/listing/folding.py), each up to a length. Its
cost does not grow with the tickets, because it compares few of them: the newest unfinished ones,
those of the same requester, and those that hold a rare word of the text, such as the number of an
order. A word is rare when few tickets of the trigram index hold it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tickets.listing.folding import fold
from tickets.listing.search import has_trigrams
from tickets.listing.time_limit import ListTooSlow, rows_within
from tickets.models import UNFINISHED, Status, Ticket

NAME = "trigrams"
LEAST = 0.35
"""From this similarity on two tickets may be the same (docs/decisions/0026)."""
CHARACTERS = 600
"""Compared of each text; the time of a comparison grows with them."""
NEWEST = 200
OF_THE_REQUESTER = 50
DAYS = 90
"""A finished ticket that is older is not shown."""
WORDS = 16
RARE_WORDS = 3
FEW = 300
"""A word that more tickets hold is not rare."""
TIMEOUT_MS = 1_000


class SimilarTooSlow(ListTooSlow):
    """The database did not compare the tickets within the limit."""

    default_code = "similar_too_slow"
    default_detail = "Similar tickets cannot be looked up now. Try again in a moment."


@dataclass(frozen=True)
class Alike:
    """A ticket, and how alike its text is, from 0 to 1."""

    ticket_id: int
    similarity: float


def alike(
    *,
    title: str,
    description: str,
    requester_id: int | None = None,
    besides: Collection[int] = (),
    among: Collection[int] | None = None,
    least: float = LEAST,
    limit: int = 5,
) -> list[Alike]:
    """The tickets whose texts are most alike, the most alike first; duplicates are left out.

    `among` gives the tickets to compare; then no other rule leaves one out. `similar/comparing.py`
    may order the result by another model. Raises SimilarTooSlow.
    """
    text = f"{fold(title)}\n{fold(description)}"[:CHARACTERS]
    values: dict[str, Any] = {"text": text, "least": least, "limit": limit}
    if among is not None:
        values["among"] = [*among]
        rows = rows_within(TIMEOUT_MS, _AMONG, values, SimilarTooSlow)
    else:
        values |= {
            "words": _words(text),
            "requester": requester_id,
            "besides": [*besides],
            "since": timezone.now() - timedelta(days=DAYS),
        }
        rows = rows_within(TIMEOUT_MS, _ANY, values, SimilarTooSlow)
    return [Alike(ticket_id, round(similarity, 3)) for ticket_id, similarity in rows]


def _words(text: str) -> list[str]:
    """Words that may be rare, the most promising first: numbers and codes, then long ones."""
    words = sorted(set(re.findall(r"[^\W_]{4,}", text)), key=_promise)[:WORDS]
    return [word for word in words if has_trigrams(word)]


def _promise(word: str) -> tuple[bool, int, str]:
    return (not any(letter.isdigit() for letter in word), -len(word), word)


_TABLE = Ticket._meta.db_table
_UNFINISHED = ", ".join(f"'{status.value}'" for status in UNFINISHED)
_NEWEST_OF = " UNION ALL ".join(
    f"""(
        SELECT id, created_at, search_text FROM {_TABLE} WHERE status = '{Status(status).value}'
        ORDER BY created_at DESC, id DESC LIMIT {NEWEST}
    )"""  # noqa: S608 (names of ours)
    for status in UNFINISHED
)
_COMPARED = f"similarity(left(search_text, {CHARACTERS}), %(text)s) AS similarity"
_BEST = "WHERE similarity >= %(least)s ORDER BY similarity DESC, id DESC LIMIT %(limit)s"
_AMONG = f"""
SELECT id, similarity FROM (
    SELECT id, {_COMPARED} FROM {_TABLE} WHERE id = ANY(%(among)s::bigint[])
) AS compared {_BEST}
"""  # noqa: S608 (names of ours)
# Raw SQL: the ORM has no LATERAL. `row_number` ends the reading of a word that is not rare, as in
# tickets/listing/search.py. A word is looked up when at most one of the newest tickets has it, and
# the ticket that is compared may be that one.
_ANY = f"""
WITH newest AS MATERIALIZED (
    SELECT id, left(search_text, {CHARACTERS}) AS folded FROM ({_NEWEST_OF}) AS unfinished
    ORDER BY created_at DESC, id DESC LIMIT {NEWEST}
), rare AS MATERIALIZED (
    SELECT word FROM unnest(%(words)s::text[]) WITH ORDINALITY AS words (word, place)
    WHERE (SELECT count(*) FROM newest WHERE position(word IN folded) > 0) <= 1
    ORDER BY place LIMIT {RARE_WORDS}
), with_word AS MATERIALIZED (
    SELECT few.id FROM rare CROSS JOIN LATERAL (
        SELECT id, count(*) OVER () AS matches FROM (
            SELECT id, row_number() OVER () AS number FROM {_TABLE}
            WHERE search_text LIKE '%%' || word || '%%'
        ) AS numbered WHERE number <= {FEW} + 1
    ) AS few WHERE matches <= {FEW}
), of_requester AS MATERIALIZED (
    SELECT id FROM {_TABLE} WHERE requester_id = %(requester)s
    ORDER BY created_at DESC, id DESC LIMIT {OF_THE_REQUESTER}
), candidates AS (
    SELECT id FROM newest UNION SELECT id FROM with_word UNION SELECT id FROM of_requester
)
SELECT id, similarity FROM (
    SELECT id, {_COMPARED} FROM candidates JOIN {_TABLE} USING (id)
    WHERE id <> ALL(%(besides)s::bigint[]) AND duplicate_of_id IS NULL
        AND (status IN ({_UNFINISHED}) OR created_at >= %(since)s)
) AS compared {_BEST}
"""  # noqa: S608 (names of ours)
