"""`manage.py load_demo`: a believable portal, and accounts that can sign in."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from accounts.roles import role_of
from conversations.models import Kind, Macro, Message
from demo.texts import DEMO_TEXTS
from reports.days import Days
from reports.times import Group, times
from tickets.models import Category, Priority, Status, Ticket, TicketSuggestion
from tickets.times import TicketTimes

# The counts of answers have a connection of their own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_demo")
    return capsys.readouterr().out


def test_tickets_are_of_the_last_weeks_and_of_every_kind(said: str) -> None:
    now = timezone.now()
    tickets = Ticket.objects.all()
    assert tickets.count() > 200
    assert not tickets.filter(created_at__gt=now).exists()
    assert not tickets.filter(created_at__lt=now - timedelta(days=29)).exists()
    for field, choices in (("category", Category), ("priority", Priority), ("status", Status)):
        assert set(tickets.values_list(field, flat=True)) == set(choices.values)
    for word in ("Doppelte", "facture", "pedido", "領収書", "تسجيل", "invoice"):
        assert (
            tickets.filter(title__contains=word) | tickets.filter(description__contains=word)
        ).exists()
    assert not tickets.filter(description__contains="{").exists()


def test_suggestions_are_right_overridden_and_corrected(said: str) -> None:
    ledger = TicketSuggestion.objects.all()
    assert ledger.count() == Ticket.objects.count()
    right = ledger.filter(suggested_category=F("final_category")).count()
    assert 0.7 < right / ledger.count() < 0.98
    assert ledger.exclude(suggested_category=F("sent_category")).exists()
    corrected = ledger.exclude(sent_category=F("final_category"))
    assert corrected.exists()
    assert not corrected.filter(category_corrected_at=None).exists()


def test_each_role_has_an_account_with_the_printed_password(said: str) -> None:
    lines = [line.split() for line in said.splitlines()]
    assert {line[0] for line in lines} == {"viewer", "agent", "admin"}
    for role, name, _, password in lines:
        account = authenticate(username=name.rstrip(","), password=password)
        assert account is not None
        assert role_of(account) == role


def test_a_database_in_use_is_refused(said: str) -> None:
    before = Ticket.objects.count()
    with pytest.raises(CommandError, match="make demo"):
        call_command("load_demo")
    assert Ticket.objects.count() == before


def test_texts_keep_to_the_fields_limits() -> None:
    assert len({title for _, _, title, _ in DEMO_TEXTS}) == len(DEMO_TEXTS)
    assert all(len(title) < 150 for _, _, title, _ in DEMO_TEXTS)


def test_conversations_fit_their_tickets(said: str) -> None:
    tickets = Ticket.objects.all()
    assert not tickets.filter(requester=None).exists()
    assert not Message.objects.filter(created_at__gt=timezone.now()).exists()
    assert set(Message.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert set(tickets.values_list("assignee__first_name", flat=True)) == {None, "Anna", "Adam"}
    for ticket in tickets.prefetch_related("messages"):
        messages = sorted(ticket.messages.all(), key=lambda one: one.number)
        times = [ticket.created_at, *(one.created_at for one in messages)]
        assert times == sorted(times)
        public = [one.kind for one in messages if one.kind != Kind.NOTE]
        waits = ticket.status == Status.OPEN or public[-1:] == [Kind.REQUEST]
        assert (ticket.waiting_since is not None) == waits
        assert (ticket.assignee_id is None) == (ticket.status == Status.OPEN)
    assert Macro.objects.count() == 2


def test_the_figures_of_times_are_those_of_the_conversations(said: str) -> None:
    finished = Ticket.objects.filter(status__in=("resolved", "closed")).count()
    answered = Message.objects.filter(kind=Kind.REPLY).values("ticket").distinct().count()
    found = times(
        Days(timezone.now().date() - timedelta(days=30), timezone.now().date()), Group.DAY
    )
    assert found[None]["resolution"]["tickets"] == finished
    assert found[None]["first_reply"]["tickets"] == answered
    assert 600 < found[None]["first_reply"]["median"] < found[None]["resolution"]["median"]
    assert TicketTimes.objects.filter(resolved_at__isnull=False).count() == finished
