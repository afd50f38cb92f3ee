"""`manage.py load_tickets`: many made-up tickets, the same ones again, nothing half done."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from accounts.roles import Role
from bulk.conversation_rows import waiting_since
from bulk.load import missing_indexes, tickets_copy
from bulk.sample_conversations import Conversation, SampleConversations
from bulk.sample_tickets import RETIRED, SampleTicket, SampleTickets
from conversations.models import Kind, Message
from people.models import Requester
from tests.people import new_account
from tickets.models import Category, Status, Ticket
from tickets.services.ticket_counters import counters_difference
from tickets.times import TicketTimes

UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)


def load(count: int, seed: int = 1, messages: int = 0) -> None:
    options = [f"--seed={seed}", f"--until={UNTIL.isoformat()}", f"--messages={messages}"]
    call_command("load_tickets", str(count), *options, verbosity=0)


def sample(count: int, seed: int = 1) -> list[SampleTicket]:
    tickets = SampleTickets(count, seed=seed, until=UNTIL)
    return [ticket for batch in tickets.batches() for ticket in batch]


def test_the_same_seed_makes_the_same_tickets_and_another_seed_others() -> None:
    assert sample(2_000) == sample(2_000)
    assert sample(2_000) != sample(2_000, seed=2)


@pytest.mark.parametrize("count", [0, 1, 7, 3_001])
def test_as_many_as_asked_for(count: int) -> None:
    assert len(sample(count)) == count


def test_words_and_filters_are_skewed_as_in_a_help_desk() -> None:
    tickets = sample(20_000)
    categories = Counter(ticket[2] for ticket in tickets)
    assert categories[Category.TECHNICAL] > 8 * categories[Category.GENERAL] > 0
    oldest, newest = tickets[:2_000], tickets[-300:]
    assert Counter(ticket[4] for ticket in oldest).most_common(1)[0][0] == Status.CLOSED
    assert Counter(ticket[4] for ticket in newest).most_common(1)[0][0] == Status.OPEN
    assert any(RETIRED in ticket[1] for ticket in oldest)
    assert not any(RETIRED in ticket[1] for ticket in tickets[2_001:])
    times = [ticket[5] for ticket in tickets]
    assert times == sorted(times)


@pytest.mark.django_db(transaction=True)
def test_an_empty_table_is_filled_and_has_its_indexes_again() -> None:
    load(3_000)
    assert Ticket.objects.count() == 3_000
    assert missing_indexes() == []
    first = sample(3_000)[0]
    assert Ticket.objects.order_by("id").values_list("title", "description")[0] == first[:2]


@pytest.mark.django_db(transaction=True)
def test_a_second_load_adds_to_the_first() -> None:
    load(500)
    load(700, seed=2)
    assert Ticket.objects.count() == 1_200
    assert missing_indexes() == []


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_load_leaves_the_table_as_it_was() -> None:
    def until_interrupted() -> Iterator[list[SampleTicket]]:
        yield sample(100)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(tickets_copy(until_interrupted()))
    assert not Ticket.objects.exists()
    assert missing_indexes() == []


@pytest.mark.django_db(transaction=True)
def test_a_load_that_ended_before_its_indexes_is_repaired_by_the_next() -> None:
    list(tickets_copy([sample(100)]))
    assert len(missing_indexes()) == len(Ticket._meta.indexes)
    load(0)
    assert missing_indexes() == []
    assert Ticket.objects.count() == 100


# Conversations ------------------------------------------------------------------------------------


def conversation(ticket: Ticket) -> list[Message]:
    return sorted(ticket.messages.all(), key=lambda message: message.number)


@pytest.mark.django_db(transaction=True)
def test_conversations_are_as_many_and_fit_their_tickets() -> None:
    agents = {new_account("anna", first_name="Anna").pk, new_account("bo").pk}
    new_account("vera", Role.VIEWER)
    load(2_000, messages=10_001)
    assert Message.objects.count() == 10_001
    assert missing_indexes() == []
    assert counters_difference() == {}
    tickets = list(Ticket.objects.order_by("id").prefetch_related("messages"))
    for ticket in tickets:
        messages = conversation(ticket)
        assert [one.number for one in messages] == list(range(1, len(messages) + 1))
        public = [one for one in messages if one.kind != Kind.NOTE]
        assert [one.public_number for one in public] == list(range(1, len(public) + 1))
        times = [ticket.created_at, *(one.created_at for one in messages), UNTIL]
        assert times == sorted(times)
        said = [{"kind": one.kind, "created_at": one.created_at} for one in messages]
        assert ticket.waiting_since == waiting_since(ticket.status, ticket.created_at, said)
        assert ticket.updated_at == (public[-1] if public else ticket).created_at
        last = public[-1].kind if public else None
        assert not (ticket.status == Status.OPEN and last == Kind.REPLY)
        assert not (ticket.status in (Status.RESOLVED, Status.CLOSED) and last == Kind.REQUEST)
        assert {one.author_account_id for one in messages} <= {None, *agents}
        assert all(one.author_name for one in messages)
        assert ticket.requester is not None
    assert {ticket.assignee_id for ticket in tickets} == {None, *agents}
    lengths = Counter(ticket.messages.count() for ticket in tickets)
    assert lengths[0] > 0
    assert max(lengths) > 20
    kinds = Counter(Message.objects.values_list("kind", flat=True))
    assert kinds[Kind.REPLY] > kinds[Kind.REQUEST] > kinds[Kind.NOTE] > 500
    waiting = Ticket.objects.filter(waiting_since__isnull=False).count()
    assert 0 < waiting < 200
    assert 100 < Requester.objects.count() < 2_000
    assert not TicketTimes.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_conversations_are_the_same_for_the_same_seed_and_beside_others() -> None:
    load(300, messages=900)
    load(300, messages=900)
    load(300, seed=2, messages=900)
    columns = ("number", "kind", "author_name", "body", "created_at")
    texts = list(Message.objects.order_by("ticket_id", "number").values_list(*columns))
    assert texts[:900] == texts[900:1_800] != texts[1_800:]
    # There are no accounts, and the load makes none.
    assert not Ticket.objects.exclude(assignee=None).exists()
    assert not User.objects.exists()
    people = Requester.objects.values_list("email_key", flat=True)
    assert len(people) == len(set(people))


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_load_leaves_no_message() -> None:
    class Interrupted(SampleConversations):
        made = 0

        def of(self, ticket_id: int, ticket: SampleTicket) -> Conversation:
            self.made += 1
            if self.made == 80:
                raise KeyboardInterrupt
            return super().of(ticket_id, ticket)

    conversations = Interrupted(100, 300, seed=1, until=UNTIL)
    with pytest.raises(KeyboardInterrupt):
        list(tickets_copy([sample(50), sample(50)], conversations))
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_messages_tickets_are_as_before() -> None:
    load(200)
    assert not Message.objects.exists()
    assert not Requester.objects.exists()
    for ticket in Ticket.objects.all():
        waits = ticket.status in (Status.OPEN, Status.IN_PROGRESS)
        assert ticket.waiting_since == (ticket.created_at if waits else None)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--", "-1"],
        ["1", "--until=2026-11-23T12:00:00"],
        ["ten"],
        ["1", "--messages=-1"],
        ["0", "--messages=1"],
    ],
)
def test_what_cannot_be_loaded_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("load_tickets", *arguments)
