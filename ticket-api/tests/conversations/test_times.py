"""The times of answers and resolutions, which the database keeps from the first message on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import Sum

from conversations.models import TimeCount
from tests.conversations.writing import write
from tickets.models import Ticket
from tickets.times import TicketTimes

pytestmark = pytest.mark.django_db


def counted(measure: str) -> list[tuple[int, int]]:
    """`(step, tickets)` of all days, without sums of nothing."""
    counts = TimeCount.objects.filter(measure=measure, part="all", span=1)
    rows = counts.values("step").annotate(n=Sum("tickets"))
    return [(row["step"], row["n"]) for row in rows.order_by("step") if row["n"]]


def step_of(seconds: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT time_step(make_interval(secs => %s))", [seconds])
        return int(cursor.fetchone()[0])


def resolve(ticket: Ticket, status: str) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status=status)


@pytest.fixture
def ticket(new_ticket: Callable[..., Ticket]) -> Ticket:
    """Created 1,000 seconds ago, and waiting since."""
    stored = new_ticket()
    ago = datetime.now(UTC) - timedelta(seconds=1_000)
    Ticket.objects.update(created_at=ago, waiting_since=ago)
    stored.refresh_from_db()
    return stored


def test_the_first_reply_counts_from_the_creation_and_notes_never(ticket: Ticket) -> None:
    write(ticket, "note")
    write(ticket, "request")
    assert counted("first_reply") == []
    message = write(ticket, "reply")
    took = (message.created_at - ticket.created_at).total_seconds()
    assert counted("first_reply") == [(step_of(took), 1)]
    times = TicketTimes.objects.get()
    assert (times.first_reply_at, times.answers) == (message.created_at, 0)
    write(ticket, "reply")
    assert counted("first_reply") == [(step_of(took), 1)]
    assert counted("answer") == []


def test_a_further_answer_counts_from_the_earliest_unanswered_request(ticket: Ticket) -> None:
    write(ticket, "reply")
    since = write(ticket, "request").created_at
    Ticket.objects.update(waiting_since=since - timedelta(seconds=500))
    write(ticket, "request")
    write(ticket, "note")
    write(ticket, "reply")
    assert counted("answer") in ([(step_of(500), 1)], [(step_of(501), 1)])
    write(ticket, "reply")
    assert sum(n for _, n in counted("answer")) == 1
    assert TicketTimes.objects.get().answers == 1


def test_a_ticket_that_is_resolved_again_counts_once(ticket: Ticket) -> None:
    resolve(ticket, "resolved")
    before = counted("resolution")
    assert [n for _, n in before] == [1]
    assert counted("reopened") == []
    resolve(ticket, "open")
    Ticket.objects.update(category="billing", created_at=ticket.created_at)
    resolve(ticket, "resolved")
    resolve(ticket, "closed")
    resolve(ticket, "in_progress")
    assert [n for _, n in counted("resolution")] == [1]
    rows = TimeCount.objects.filter(measure="resolution", part="category", span=8).values("value")
    sums = {row["value"]: row["n"] for row in rows.annotate(n=Sum("tickets"))}
    assert sums == {"account": 0, "billing": 1}
    assert counted("reopened") == [(0, 1)]
    assert TicketTimes.objects.get().reopened


def test_a_ticket_that_is_closed_unresolved_has_no_resolution(ticket: Ticket) -> None:
    resolve(ticket, "closed")
    assert counted("resolution") == []
    assert not TicketTimes.objects.exists()


@pytest.mark.parametrize("seconds", [1, 59, 600, 86_400, 7 * 86_400, 365 * 86_400])
def test_the_middle_of_a_step_is_within_five_per_cent(seconds: int) -> None:
    step = step_of(seconds)
    assert 1.08 ** (step + 0.5) == pytest.approx(seconds, rel=0.05)
    assert 1.08**step <= seconds * 1.000001 < 1.08 ** (step + 1) * 1.000002


def test_longer_times_have_later_steps() -> None:
    steps = [step_of(seconds) for seconds in (0, 0.5, 1, 2, 60, 3_600, 10**9)]
    assert steps[:3] == [0, 0, 0]
    assert all(one < other for one, other in pairwise(steps[2:]))


def test_a_fold_keeps_the_figures(ticket: Ticket) -> None:
    write(ticket, "reply")
    resolve(ticket, "resolved")
    before = [counted(measure) for measure in ("first_reply", "resolution")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT fold_ticket_times()")
    assert [counted(measure) for measure in ("first_reply", "resolution")] == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ticket_time_delta")
        assert cursor.fetchone() == (0,)


def test_the_figures_stay_when_a_ticket_is_deleted(ticket: Ticket) -> None:
    write(ticket, "reply")
    resolve(ticket, "resolved")
    before = counted("resolution")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tickets_ticket")
    assert not TicketTimes.objects.exists()
    assert counted("resolution") == before


def test_an_upgrade_takes_over_the_combinations_that_were_counted(db: None) -> None:
    migration = import_module("conversations.migrations.0007_parts_of_times")
    with connection.cursor() as cursor:
        cursor.execute(_FORMER)
        cursor.execute(migration.TAKE_OVER)
        cursor.execute("SELECT to_regclass('ticket_time_former')")
        assert cursor.fetchone() == (None,)
    counts = TimeCount.objects.order_by("part", "value", "step")
    days = {
        span: set(counts.filter(span=span).values_list("day", flat=True)) for span in (1, 8, 64)
    }
    assert days == {1: {date(2026, 11, 23)}, 8: {date(2026, 11, 16)}, 64: {date(2026, 10, 23)}}
    rows = list(counts.filter(span=1).values_list("part", "value", "step", "tickets"))
    of_parts = [row for row in rows if row[0] != "all"]
    for span in (8, 64):
        wider = counts.filter(span=span).values_list("part", "value", "step", "tickets")
        assert list(wider) == of_parts
    assert rows == [
        ("all", "", 5, 4),
        ("all", "", 9, 1),
        ("assignee", "", 5, 1),
        ("assignee", "7", 5, 3),
        ("assignee", "7", 9, 1),
        ("category", "account", 5, 4),
        ("category", "billing", 9, 1),
        ("priority", "high", 5, 1),
        ("priority", "low", 5, 3),
        ("priority", "low", 9, 1),
    ]


_FORMER = """
CREATE TABLE ticket_time_former AS
SELECT '2026-11-23'::date AS day, 'resolution'::varchar AS measure, category::varchar,
    priority::varchar, assignee_id::integer, step::smallint, tickets::bigint
FROM (VALUES
    ('account', 'low', 7, 5, 3), ('account', 'high', NULL, 5, 1), ('billing', 'low', 7, 9, 1),
    ('general', 'high', 7, 5, 0)
) AS counted (category, priority, assignee_id, step, tickets)
"""
