"""When sessions end by themselves, and that a key which is changed ends none."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.sessions import REFRESH_SECONDS
from accounts.streams import ShownSession
from tests.accounts.test_admin import LOGIN, send
from tests.people import PASSWORD, Browser, browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket
from tickets.representation import TicketIdentity
from tickets.requester.link import private_link, ticket_of_link

pytestmark = pytest.mark.django_db

HOUR = 3600
Move = Callable[[float], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Moves the time on by so many seconds."""
    moved = timedelta()
    original = timezone.now

    def now() -> datetime:
        return original() + moved

    def move(seconds: float) -> None:
        nonlocal moved
        moved += timedelta(seconds=seconds)

    monkeypatch.setattr(timezone, "now", now)
    return move


def is_signed_in(browser: Browser) -> bool:
    return browser.open_portal()["account"] is not None


def test_a_session_that_is_not_used_ends(clock: Move) -> None:
    browser = browser_of(new_account("anna"))
    clock(8 * HOUR - 60)
    assert is_signed_in(browser)
    clock(8 * HOUR - 60)
    assert not is_signed_in(browser), "twelve hours after signing in it ends in any case"
    browser = browser_of(new_account("bea"))
    clock(8 * HOUR + 1)
    assert not is_signed_in(browser)


def test_using_a_session_keeps_it_to_its_longest_life(clock: Move) -> None:
    browser = browser_of(new_account("anna"))
    for _ in range(11):
        clock(HOUR)
        assert is_signed_in(browser)
    clock(HOUR)
    assert not is_signed_in(browser)


def test_the_admins_own_sign_in_counts_the_same(clock: Move) -> None:
    new_account("anna")
    browser = Browser()
    send(browser, LOGIN, username="anna", password=PASSWORD, next="/admin/")
    for _ in range(11):
        clock(HOUR)
        assert browser.get("/admin/").status_code == 200
    clock(HOUR)
    assert browser.get("/admin/").status_code == 302


def test_use_is_written_down_now_and_then(clock: Move) -> None:
    browser = browser_of(new_account("anna"))
    clock(REFRESH_SECONDS - 10)
    assert _writes(browser) == 0
    clock(20)
    assert _writes(browser) == 1
    assert _writes(browser) == 0


def _writes(browser: Browser) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/api/tickets/")
    assert answer.status_code == 200
    return sum(query["sql"].startswith("UPDATE") for query in asked.captured_queries)


def test_live_updates_are_no_use_of_a_session(clock: Move) -> None:
    browser = browser_of(new_account("anna"))
    ends = Session.objects.get().expire_date
    clock(HOUR)
    ShownSession(browser.cookies["sessionid"].value).check()
    assert Session.objects.get().expire_date == ends


# A new key ---------------------------------------------------------------------------------------

OTHER_KEY = "the key that comes next, as long as a real one has to be"


@pytest.fixture
def rotated(settings: Any) -> Callable[[], None]:
    """Puts another key in the place of the present one, which becomes a former one."""

    def rotate() -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = OTHER_KEY

    return rotate


def test_what_a_former_key_has_signed_stays_good(rotated: Callable[[], None]) -> None:
    browser = browser_of(new_account("anna"))
    ticket = Ticket.objects.create(**NEW_TICKET)
    link = private_link(TicketIdentity(ticket.pk, ticket.created_at)).partition("#")[2]
    rotated()
    assert is_signed_in(browser)
    assert ticket_of_link(link)["id"] == ticket.pk


def test_a_session_moves_to_the_new_key(rotated: Callable[[], None], settings: Any) -> None:
    browser = browser_of(new_account("anna"))
    rotated()
    assert is_signed_in(browser)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(browser)


def test_looking_at_a_session_changes_nothing_about_it(rotated: Callable[[], None]) -> None:
    """ticket-events could not tell the browser of another key."""
    browser = browser_of(new_account("anna"))
    rotated()
    ShownSession(browser.cookies["sessionid"].value).check()
    assert is_signed_in(browser)


def test_without_the_former_key_everything_signed_is_over(settings: Any) -> None:
    browser = browser_of(new_account("anna"))
    settings.SECRET_KEY = OTHER_KEY
    assert not is_signed_in(browser)
