"""POST and DELETE /api/tickets/<id>/similar/<other>/, and the precision that follows from them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from accounts.roles import Role, make_roles
from similar.models import Verdict
from similar.verdicts import verdict_give, verdict_withdraw
from tests.people import Browser, browser_of, new_account
from tests.samples import contract
from tests.similar.test_similar import LOCKED, LOCKED_TOO, similar_to
from tickets.audit.trail import Writer
from tickets.models import Ticket, TicketChange

pytestmark = pytest.mark.django_db

NewTicket = Callable[..., Ticket]
STATS = "/api/tickets/stats/similar/"


@pytest.fixture
def anna() -> User:
    return new_account("anna")


@pytest.fixture
def browser(anna: User) -> Browser:
    return browser_of(anna)


@pytest.fixture
def pair(new_ticket: NewTicket) -> tuple[Ticket, Ticket]:
    return new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)


def judge(browser: Browser, ticket: Ticket, other: Ticket, verdict: Any) -> Any:
    path = f"/api/tickets/{ticket.pk}/similar/{other.pk}/"
    return browser.change("POST", path, {"verdict": verdict})


def withdraw(browser: Browser, ticket: Ticket, other: Ticket) -> Any:
    return browser.change("DELETE", f"/api/tickets/{ticket.pk}/similar/{other.pk}/")


def models(browser: Browser, days: int = 30) -> Any:
    answer = browser.get(f"{STATS}?days={days}")
    assert answer.status_code == 200, answer.content
    return answer.json()["models"]


# Not the same ------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_not_the_same_hides_the_pair_in_both_directions(
    browser: Browser, pair: tuple[Ticket, Ticket], turned: bool
) -> None:
    one, other = pair[::-1] if turned else pair
    answer = judge(browser, one, other, "different")
    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == contract("public-api/similar-verdict.json").keys()
    assert (body["verdict"], body["model"]) == ("different", "trigrams")
    assert body["similarity"] == pytest.approx(0.55, abs=0.05)
    assert similar_to(browser, one) == similar_to(browser, other) == []
    assert not TicketChange.objects.exists()


def test_a_withdrawn_verdict_shows_the_pair_again(
    browser: Browser, pair: tuple[Ticket, Ticket], anna: User
) -> None:
    one, other = pair
    judge(browser, one, other, "different")
    assert withdraw(browser, other, one).status_code == 204
    assert similar_to(browser, one) == [other.pk]
    assert withdraw(browser, other, one).status_code == 204, "a repeat changes nothing"
    words = Verdict.objects.order_by("id").values_list("word", "is_latest", "account_id")
    assert [*words] == [("different", False, anna.pk), ("withdrawn", True, anna.pk)]


def test_without_a_verdict_there_is_nothing_to_withdraw(
    browser: Browser, pair: tuple[Ticket, Ticket]
) -> None:
    assert withdraw(browser, *pair).status_code == 204
    assert not Verdict.objects.exists()


# Duplicate ---------------------------------------------------------------------------------------


def test_duplicate_marks_and_closes_the_ticket_and_is_in_its_history(
    browser: Browser, pair: tuple[Ticket, Ticket], anna: User
) -> None:
    ticket, original = pair
    assert judge(browser, ticket, original, "duplicate").status_code == 200
    ticket.refresh_from_db()
    assert (ticket.duplicate_of_id, ticket.status) == (original.pk, "closed")
    changes = TicketChange.objects.order_by("field").values_list("field", "account_id")
    assert [*changes] == [("duplicate_of", anna.pk), ("status", anna.pk)]
    assert not TicketChange.objects.filter(ticket_id=original.pk).exists()
    assert similar_to(browser, ticket) == similar_to(browser, original) == []


def test_a_repeated_verdict_is_stored_once_and_changes_nothing(
    browser: Browser, pair: tuple[Ticket, Ticket]
) -> None:
    ticket, original = pair
    first = judge(browser, ticket, original, "duplicate").json()
    # Reopening keeps the original, and a repeat does not close the ticket again.
    browser.change("PATCH", f"/api/tickets/{ticket.pk}/", {"status": "open"})
    ticket.refresh_from_db()
    assert judge(browser, ticket, original, "duplicate").json() == first
    before = ticket.updated_at
    ticket.refresh_from_db()
    assert (ticket.status, ticket.updated_at) == ("open", before)
    assert Verdict.objects.count() == 1


def test_an_unmarked_duplicate_is_shown_again_and_can_be_marked_again(
    browser: Browser, pair: tuple[Ticket, Ticket]
) -> None:
    ticket, original = pair
    judge(browser, ticket, original, "duplicate")
    undo = {"duplicate_of": None, "status": "open"}
    assert browser.change("PATCH", f"/api/tickets/{ticket.pk}/", undo).status_code == 200
    assert similar_to(browser, ticket) == [original.pk]
    assert models(browser) == []
    judge(browser, ticket, original, "duplicate")
    ticket.refresh_from_db()
    assert ticket.duplicate_of_id == original.pk
    assert models(browser)[0]["duplicates"] == 1


def test_a_refused_original_leaves_no_verdict(
    browser: Browser, pair: tuple[Ticket, Ticket], new_ticket: NewTicket
) -> None:
    ticket, other = pair
    original = new_ticket(**LOCKED)
    Ticket.objects.filter(pk=other.pk).update(duplicate_of=original)
    answer = judge(browser, ticket, other, "duplicate")
    assert answer.status_code == 400
    assert f"Choose #{original.pk}" in str(answer.json()["details"])
    assert not Verdict.objects.exists()
    ticket.refresh_from_db()
    assert (ticket.duplicate_of_id, ticket.status) == (None, "open")


@pytest.mark.parametrize("turned", [False, True])
def test_a_duplicate_and_its_original_are_not_said_to_be_different(
    browser: Browser, pair: tuple[Ticket, Ticket], turned: bool
) -> None:
    judge(browser, *pair, "duplicate")
    one, other = pair[::-1] if turned else pair
    answer = judge(browser, one, other, "different")
    assert answer.status_code == 400
    assert "Unmark it first" in str(answer.json()["details"]["verdict"])
    assert [*Verdict.objects.values_list("word", flat=True)] == ["duplicate"]


@pytest.mark.parametrize("verdict", ["withdrawn", "", None, 1, True, ["different"], "Different"])
def test_an_unknown_verdict_is_refused(
    browser: Browser, pair: tuple[Ticket, Ticket], verdict: Any
) -> None:
    answer = judge(browser, *pair, verdict)
    assert answer.status_code == 400
    assert answer.json()["details"] == {"verdict": ["Choose a verdict: different or duplicate"]}


@pytest.mark.parametrize("verdict", ["different", "duplicate"])
def test_a_ticket_is_not_compared_with_itself_or_with_none(
    browser: Browser, pair: tuple[Ticket, Ticket], verdict: str
) -> None:
    ticket, other = pair
    assert judge(browser, ticket, ticket, verdict).status_code == 400
    for number in (other.pk + 1, 2**63):
        path = f"/api/tickets/{ticket.pk}/similar/{number}/"
        assert browser.change("POST", path, {"verdict": verdict}).status_code == 404
        assert browser.change("DELETE", path).status_code == 404
        path = f"/api/tickets/{number}/similar/{ticket.pk}/"
        assert browser.change("POST", path, {"verdict": verdict}).status_code == 404
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("access", ["open", "agents"])
def test_viewers_see_figures_and_agents_judge(
    settings: Any, pair: tuple[Ticket, Ticket], access: str
) -> None:
    settings.PORTAL_ACCESS = access
    stranger, viewer = Browser(), browser_of(new_account("vi", Role.VIEWER))
    stranger.open_portal()
    roleless = browser_of(new_account("ola", None))
    for caller, status in ((stranger, 401), (roleless, 403), (viewer, 403)):
        assert judge(caller, *pair, "different").status_code == status
        assert withdraw(caller, *pair).status_code == status
    assert viewer.get(STATS).status_code == 200
    assert (stranger.get(STATS).status_code, roleless.get(STATS).status_code) == (401, 403)
    assert not Verdict.objects.exists()


# At the same time --------------------------------------------------------------------------------


@pytest.fixture
def in_database(transactional_db: None) -> None:
    make_roles(using="default")


@pytest.mark.django_db(transaction=True)
def test_verdicts_at_the_same_time_leave_one_latest(
    in_database: None, new_ticket: NewTicket
) -> None:
    """In both directions, and withdrawn meanwhile: no deadlock, and the last one counts."""
    anna = new_account("anna")
    one, other = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    writer = Writer("", anna.pk)

    def work(number: int) -> None:
        ids = {"ticket_id": one.pk, "other_id": other.pk}
        if number % 2:
            ids = {"ticket_id": other.pk, "other_id": one.pk}
        try:
            if number % 3 == 0:
                verdict_withdraw(**ids, writer=writer)
            else:
                verdict_give(**ids, word="different", writer=writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))
    assert Verdict.objects.filter(is_latest=True).count() == 1
    words = [*Verdict.objects.order_by("id").values_list("word", flat=True)]
    assert all(before != after for before, after in pairwise(words))


@pytest.mark.django_db(transaction=True)
def test_of_two_agents_who_mark_in_both_directions_one_is_refused(
    in_database: None, new_ticket: NewTicket
) -> None:
    anna = new_account("anna")
    one, other = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)

    def mark(ids: tuple[int, int]) -> str:
        pair = {"ticket_id": ids[0], "other_id": ids[1]}
        try:
            return verdict_give(**pair, word="duplicate", writer=Writer("", anna.pk)).word
        except ValidationError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(mark, [(one.pk, other.pk), (other.pk, one.pk)]))
    assert outcomes == ["duplicate", "refused"]
    assert Verdict.objects.count() == 1


def test_the_database_has_one_latest_verdict_of_a_pair(pair: tuple[Ticket, Ticket]) -> None:
    fields = {"word": "different", "model": "trigrams", "account_id": 1}
    one, other = pair
    Verdict.objects.create(lower=one, higher=other, **fields)
    for lower, higher, latest in ((one, other, True), (other, one, False), (one, one, False)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Verdict.objects.create(lower=lower, higher=higher, is_latest=latest, **fields)
    Verdict.objects.create(lower=one, higher=other, is_latest=False, **fields)


# Precision ---------------------------------------------------------------------------------------


def test_precision_is_the_share_of_duplicates_among_the_judged_pairs(
    browser: Browser, new_ticket: NewTicket
) -> None:
    tickets = [new_ticket(**LOCKED) for _ in range(5)]
    judge(browser, tickets[1], tickets[0], "duplicate")
    judge(browser, tickets[2], tickets[0], "duplicate")
    judge(browser, tickets[3], tickets[0], "different")
    judge(browser, tickets[4], tickets[0], "different")
    withdraw(browser, tickets[4], tickets[0])
    body = browser.get(STATS).json()
    assert body == {
        "days": 30,
        "models": [{"model": "trigrams", "judged": 3, "duplicates": 2, "precision": 0.6667}],
    }
    assert body.keys() == contract("public-api/stats-similar.json").keys()


def test_a_pair_that_the_model_would_not_have_shown_does_not_count(
    browser: Browser, new_ticket: NewTicket
) -> None:
    ticket = new_ticket(**LOCKED)
    other = new_ticket(title="Thank you", description="The new office is nice.")
    answer = judge(browser, ticket, other, "duplicate")
    assert (answer.status_code, answer.json()["similarity"]) == (200, None)
    ticket.refresh_from_db()
    assert ticket.duplicate_of_id == other.pk
    assert models(browser) == []


def test_a_duplicate_that_moved_to_another_original_still_counts(
    browser: Browser, new_ticket: NewTicket
) -> None:
    first, second, original = (new_ticket(**LOCKED) for _ in range(3))
    judge(browser, first, second, "duplicate")
    for ticket in (first, second):
        path = f"/api/tickets/{ticket.pk}/"
        assert browser.change("PATCH", path, {"duplicate_of": original.pk}).status_code == 200
    assert models(browser)[0]["duplicates"] == 1


def test_only_the_last_days_count(browser: Browser, new_ticket: NewTicket) -> None:
    tickets = [new_ticket(**LOCKED) for _ in range(3)]
    for other in tickets[1:]:
        judge(browser, tickets[0], other, "different")
    first_day = timezone.now().astimezone(UTC).date() - timedelta(days=6)
    midnight = datetime.combine(first_day, time(), UTC)
    ids = Verdict.objects.order_by("id").values_list("id", flat=True)
    Verdict.objects.filter(pk=ids[0]).update(created_at=midnight)
    Verdict.objects.filter(pk=ids[1]).update(created_at=midnight - timedelta(microseconds=1))
    assert models(browser, 7)[0]["judged"] == 1
    assert models(browser, 8)[0]["judged"] == 2
    assert models(browser, 6) == []


def test_models_are_counted_apart(browser: Browser, new_ticket: NewTicket) -> None:
    tickets = [new_ticket(**LOCKED) for _ in range(3)]
    judge(browser, tickets[1], tickets[0], "different")
    Verdict.objects.update(model="embeddings", created_at=timezone.now() - timedelta(days=1))
    judge(browser, tickets[2], tickets[0], "duplicate")
    assert [(one["model"], one["precision"]) for one in models(browser)] == [
        ("trigrams", 1.0),
        ("embeddings", 0.0),
    ]


@pytest.mark.parametrize("days", ["0", "367", "x", "1.5"])
def test_other_numbers_of_days_are_refused(browser: Browser, days: str) -> None:
    assert browser.get(f"{STATS}?days={days}").status_code == 400
