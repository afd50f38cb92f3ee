"""How many tickets the views of the portal's navigation have."""

from typing import Any

from common.statements import read
from tickets.listing.page_sql import TABLE
from tickets.models import UNFINISHED

# Larger numbers are no more useful, and counting each ticket takes time.
EXACT = 999


def ticket_counts(*, account_id: int | None) -> dict[str, dict[str, Any] | None]:
    """`{"count", "capped"}` for each view, exact up to EXACT; `capped` when there are more.

    `mine` and `unassigned` are None without an account, whose unfinished tickets `mine` counts.

    Raw SQL: it takes 0.09 ms of processor time, a query of the ORM for each view 1.1 ms.
    """
    conditions = {"waiting": "waiting_since IS NOT NULL", "unfinished": _UNFINISHED}
    if account_id is not None:
        conditions["unassigned"] = f"{_UNFINISHED} AND assignee_id IS NULL"
        conditions["mine"] = f"{_UNFINISHED} AND assignee_id = %(account)s"
    counted = ", ".join(_UP_TO.format(condition=condition) for condition in conditions.values())
    (row,) = read(f"SELECT {counted}", {"account": account_id, "read": EXACT + 1})
    found = dict(zip(conditions, row, strict=True))
    return {name: _count(found.get(name)) for name in VIEWS}


def unfinished_by_assignee(account_ids: list[int]) -> dict[int | None, dict[str, Any]]:
    """`{"count", "capped"}` of the unfinished tickets of each account, and of none under None.

    Raw SQL: it counts up to EXACT tickets of each account, in one statement.
    """
    rows = read(_BY_ASSIGNEE, {"accounts": account_ids, "read": EXACT + 1})
    return {account_id: _count(found) or {} for account_id, found in rows}


_UNFINISHED = f"status IN {tuple(map(str, UNFINISHED))}"
VIEWS = ("unassigned", "waiting", "unfinished", "mine")
_UP_TO = f"(SELECT count(*) FROM (SELECT FROM {TABLE} WHERE {{condition}} LIMIT %(read)s) AS few)"  # noqa: S608

_BY_ASSIGNEE = f"""
SELECT account, {_UP_TO.format(condition=f"{_UNFINISHED} AND assignee_id = account")}
FROM unnest(%(accounts)s::integer[]) AS given (account)
UNION ALL
SELECT NULL, {_UP_TO.format(condition=f"{_UNFINISHED} AND assignee_id IS NULL")}
"""  # noqa: S608 (as above)


def _count(found: int | None) -> dict[str, Any] | None:
    return None if found is None else {"count": min(found, EXACT), "capped": found > EXACT}
