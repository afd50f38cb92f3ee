"""`manage.py load_tickets`: many made-up tickets, the same ones again, nothing half done."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from tickets.bulk.load import missing_indexes, tickets_copy
from tickets.bulk.sample_tickets import RETIRED, SampleTicket, SampleTickets
from tickets.models import Category, Status, Ticket

UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)


def load(count: int, seed: int = 1) -> None:
    until = f"--until={UNTIL.isoformat()}"
    call_command("load_tickets", str(count), f"--seed={seed}", until, verbosity=0)


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


@pytest.mark.parametrize("arguments", [["--", "-1"], ["1", "--until=2026-11-23T12:00:00"], ["ten"]])
def test_what_cannot_be_loaded_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("load_tickets", *arguments)
