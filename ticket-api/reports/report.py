"""The answer of GET /api/tickets/stats/times/."""

from datetime import datetime
from typing import Any

from reports.backlog import backlog
from reports.days import Days
from reports.people import people_of
from reports.times import Group, no_times, times
from tickets.listing.counts import unfinished_by_assignee
from tickets.models import Category, Priority
from tickets.selectors import tickets_by_day

_Rows = list[dict[str, Any]]
_Times = dict[str | None, dict[str, Any]]


def times_report(*, days: Days, group: Group, now: datetime) -> dict[str, Any]:
    """The times of `days` by `group`, created against resolved, and the backlog of `now`.

    A constant number of statements reads counters, the tickets of a few hours of each day and of
    the last week, and at most a thousand tickets of each agent.
    """
    found = times(days, group)
    created = [row["created"] for row in _trend(days)]
    return {
        "since": days.first,
        "until": days.last,
        "total": {"created": sum(created), **found.get(None, no_times())},
        "groups": _groups(found, group, days, created),
        "backlog": backlog(now),
    }


def _trend(days: Days) -> _Rows:
    return tickets_by_day(days=len(days.dates), zone=days.zone, now=days.starts[-2])


def _groups(found: _Times, group: Group, days: Days, created: list[int]) -> _Rows:
    match group:
        case Group.DAY:
            dates = [day.isoformat() for day in days.dates]
            rows = _rows(found, group, dates)
            return [{**row, "created": number} for row, number in zip(rows, created, strict=True)]
        case Group.ASSIGNEE:
            return _by_assignee(found)
    return _rows(found, group, Category.values if group == Group.CATEGORY else Priority.values)


def _rows(found: _Times, group: Group, values: list[str]) -> _Rows:
    return [{group.value: value, **found.get(value, no_times())} for value in values]


def _by_assignee(found: _Times) -> _Rows:
    people = people_of({value for value in found if value})
    unfinished = unfinished_by_assignee([one["id"] for one in people if one])
    return [
        {
            "assignee": person,
            **found.get(str(person["id"]) if person else "", no_times()),
            "unfinished": unfinished[person["id"] if person else None],
        }
        for person in people
    ]
