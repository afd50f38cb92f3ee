"""Statements whose cost depends on the filters, each with its time limit."""

from typing import Any

import psycopg
from django.db import OperationalError, connection

from common.errors import Refusal, log_unavailable

# Enough for a bitmap of all matches among millions of tickets: with less, PostgreSQL's bitmap has
# pages instead of rows, and every ticket of a page is compared.
MEMORY = "32MB"


class ListTooSlow(Refusal):
    """The database did not find the tickets within the limit."""

    status_code = 503
    default_code = "list_too_slow"
    default_detail = (
        "This list takes too long. Choose fewer filters at once, fewer days, or the newest first."
    )


class SearchTooSlow(ListTooSlow):
    """The same for a list with words."""

    default_code = "search_too_slow"
    default_detail = (
        "This search takes too long. Search for fewer or longer words, or choose a category, a "
        "priority or a status as well."
    )


def rows_within(
    limit_ms: int, sql: str, values: dict[str, Any], refusal: type[ListTooSlow] = ListTooSlow
) -> list[Any]:
    """The rows of `sql`, or `refusal`.

    Raw SQL: it is one message to the server, which is a transaction, so the limits end with it.
    """
    limits = f"SET LOCAL work_mem = '{MEMORY}'; SET LOCAL statement_timeout = {limit_ms}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"{limits}; {sql}; SET LOCAL statement_timeout = DEFAULT", values)
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.QueryCanceled):
                raise
            log_unavailable(error)
            raise refusal from error
        cursor.nextset()
        cursor.nextset()
        return cursor.fetchall()
