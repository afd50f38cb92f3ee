"""GET /api/tickets/counts/: how many tickets the portal's views have."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

COUNTS = "/api/tickets/counts/"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def counted(client: Client) -> dict[str, Any]:
    answer = client.get(COUNTS)
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def exactly(**counts: int) -> dict[str, Any]:
    return {name: {"count": count, "capped": False} for name, count in counts.items()}


def test_the_views_are_counted(new_ticket: Callable[..., Ticket]) -> None:
    ann, bo = new_account("ann"), new_account("bo", role=Role.VIEWER)
    for status in ("open", "in_progress", "resolved", "closed"):
        for assignee in (ann, ann, bo, None):
            new_ticket(status=status, assignee=assignee)
    Ticket.objects.filter(status="in_progress").update(waiting_since=None)
    views = {"unassigned": 2, "waiting": 4, "unfinished": 8}
    assert counted(browser_of(ann)) == exactly(**views, mine=4)
    assert counted(browser_of(bo)) == exactly(**views, mine=2)
    assert counted(browser_of(ann)).keys() == contract("public-api/counts.json").keys()


def test_no_tickets() -> None:
    agent = browser_of(new_account("ann"))
    assert counted(agent) == exactly(unassigned=0, waiting=0, unfinished=0, mine=0)


def test_without_a_role_nothing_tells_of_assignees(
    api: Client, new_ticket: Callable[..., Ticket], settings: Any
) -> None:
    new_ticket()
    public = {**exactly(waiting=1, unfinished=1), "mine": None, "unassigned": None}
    assert counted(api) == public
    assert counted(browser_of(new_account("stray", role=None))) == public
    settings.PORTAL_ACCESS = "agents"
    assert api.get(COUNTS).status_code == 401


@pytest.mark.parametrize(("stored", "capped"), [(999, False), (1_000, True), (1_200, True)])
def test_counts_are_exact_up_to_999(stored: int, capped: bool) -> None:
    ann = new_account("ann")
    Ticket.objects.bulk_create(Ticket(**NEW_TICKET, assignee=ann) for _ in range(stored))
    assert counted(browser_of(ann)) == {
        "unassigned": {"count": 0, "capped": False},
        **{name: {"count": 999, "capped": capped} for name in ("waiting", "unfinished", "mine")},
    }
