"""Cursors and suggestion tokens, whatever is done with them."""

import random
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from common.invisible import shows_something
from suggestions import token as suggestion
from tests.fuzz_budget import budget
from tests.samples import NEW_TICKET
from tests.suggestions.test_suggestion import SHOWN
from tickets.models import Category, Priority, Status, Ticket, TicketSuggestion

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]

LETTERS = "abB \u00e9%_"
tickets = st.lists(
    st.tuples(
        st.integers(0, 3),  # Seconds after the first moment, so that many are of one moment.
        st.sampled_from(Category.values),
        st.sampled_from(Priority.values),
        st.sampled_from(Status.values),
        st.text(LETTERS, max_size=8),
    ),
    max_size=25,
)
questions = st.fixed_dictionaries(
    {"limit": st.integers(1, 9)},
    optional={
        "category": st.sampled_from(Category.values),
        "priority": st.sampled_from(Priority.values),
        "status": st.sampled_from(Status.values),
        "search": st.text(LETTERS, max_size=3),
    },
)
# What may happen to a signed word on its way: letters changed, lost, added, moved.
changes = st.lists(
    st.tuples(
        st.sampled_from(["put", "cut", "add", "turn"]), st.integers(0, 2_000), st.characters()
    ),
    min_size=1,
    max_size=3,
)
visible = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
fields = st.fixed_dictionaries(
    {
        "category": st.sampled_from(Category.values),
        "priority": st.sampled_from(Priority.values),
        "description": visible.filter(shows_something) | st.just(NEW_TICKET["description"]),
    }
)


def stored(rows: list[tuple[int, str, str, str, str]]) -> list[Ticket]:
    """The tickets, newest first."""
    moment = Ticket.objects.create(**NEW_TICKET).created_at
    Ticket.objects.all().delete()
    names = ("category", "priority", "status", "description")
    made = Ticket.objects.bulk_create(
        Ticket(title="t", **dict(zip(names, (*words, f"d{text}"), strict=True)))
        for _, *words, text in rows
    )
    for ticket, (seconds, *_) in zip(made, rows, strict=True):
        ticket.created_at = moment.replace(microsecond=seconds)
    Ticket.objects.bulk_update(made, ["created_at"])
    return sorted(made, key=lambda ticket: (ticket.created_at, ticket.pk), reverse=True)


def fits(ticket: Ticket, question: dict[str, Any]) -> bool:
    """Whether plain Python finds the ticket."""
    exact = ("category", "priority", "status")
    words = question.get("search", "").lower().split()
    texts = (ticket.title.lower(), ticket.description.lower())
    return all(
        getattr(ticket, name) == question.get(name, getattr(ticket, name)) for name in exact
    ) and all(any(word in text for text in texts) for word in words)


def changed(word: str, steps: list[tuple[str, int, str]]) -> str:
    """`word` after everything that happened to it."""
    for what, where, letter in steps:
        place = where % (len(word) + 1)
        before, after = word[:place], word[place:]
        word = {
            "put": before + letter + after[1:],
            "cut": before + after[1:],
            "add": before + letter + after,
            "turn": after + before,
        }[what]
    return word


def pages(api: Client, address: str, way: str) -> list[list[int]]:
    """The ids on the page and on all pages that follow that `way`."""
    seen: list[list[int]] = []
    following: str | None = address
    while following is not None:
        answer = api.get(following)
        assert answer.status_code == 200, answer.content
        seen.append([ticket["id"] for ticket in answer.json()["results"]])
        following = answer.json()[way]
        assert len(seen) < 50, "the pages go round in circles"
    return seen


def address(question: dict[str, Any], **more: str) -> str:
    # Half a character can be sent in an address, if only as bytes that are not UTF-8.
    return f"/api/tickets/?{urlencode({**question, **more}, errors='surrogatepass')}"


@budget(20)
@given(rows=tickets, question=questions)
def test_pages_hold_what_plain_python_finds(
    api: Client, rows: list[Any], question: dict[str, Any]
) -> None:
    expected = [ticket.pk for ticket in stored(rows) if fits(ticket, question)]
    forth = pages(api, address(question), "next")
    assert [pk for page in forth for pk in page] == expected


@budget(20)
@given(rows=tickets, question=questions, chance=st.randoms(use_true_random=False))
def test_tickets_deleted_meanwhile_hide_no_others(
    api: Client, rows: list[Any], question: dict[str, Any], chance: random.Random
) -> None:
    there = {ticket.pk: ticket for ticket in stored(rows) if fits(ticket, question)}
    seen: list[int] = []
    following: str | None = address(question)
    while following is not None:
        page = api.get(following).json()
        seen += [ticket["id"] for ticket in page["results"]]
        following = page["next"]
        for pk in [pk for pk in there if chance.random() < 0.1]:
            there.pop(pk).delete()
    assert len(set(seen)) == len(seen)
    assert [pk for pk in seen if pk in there] == list(there)


@budget(40)
@given(steps=changes)
@example(steps=[("put", 0, "\ud800")])
def test_a_changed_cursor_is_another_position_or_is_refused_in_plain_words(
    api: Client, steps: list[Any]
) -> None:
    stored([(0, "billing", "low", "open", "a")] * 2)
    ours = parse_qs(urlsplit(api.get(address({"limit": 1})).json()["next"]).query)["cursor"][0]
    theirs = changed(ours, steps)
    answer = api.get(address({"limit": 1}, cursor=theirs))
    if theirs in ("", ours):
        assert answer.status_code == 200
    if answer.status_code != 200:
        assert answer.status_code == 400
        assert answer.json()["details"].keys() == {"cursor"}


@budget(40)
@given(ticket=fields, steps=changes | st.just([]))
def test_a_token_never_costs_a_ticket_and_counts_when_it_is_ours(
    api: Client, ticket: dict[str, str], steps: list[Any]
) -> None:
    ours = suggestion.sign(SHOWN, description=NEW_TICKET["description"])
    theirs = changed(ours, steps)
    body = {**NEW_TICKET, **ticket, "suggestion_token": theirs}
    answer = api.post("/api/tickets/", body, "application/json")
    assert answer.status_code == 201, answer.content
    rows = TicketSuggestion.objects.filter(ticket=answer.json()["id"])
    assert rows.count() == (1 if theirs == ours else 0)
    if theirs == ours:
        row = rows.get()
        assert (row.sent_category, row.sent_priority) == (ticket["category"], ticket["priority"])
        assert row.stale or ticket["description"] == NEW_TICKET["description"]
