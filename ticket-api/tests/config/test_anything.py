"""No input causes a 500: JSON of any shape, parameters and headers with any text."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz_budget import budget
from tests.samples import NEW_TICKET

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]

anything = budget(100)

# Lone surrogates too: JSON can carry them as escapes.
text = st.text(st.characters(exclude_categories=()), max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
bodies = values | st.fixed_dictionaries(
    {}, optional=dict.fromkeys((*NEW_TICKET, "status", "suggestion_token", "id"), values)
)
words = st.sampled_from(["billing", "high", "open", '"a b"', "1", "200"]) | st.text(max_size=20)
names = st.sampled_from(["category", "priority", "status", "search", "limit", "cursor", "days"])
# What HTTP lets through in a header: Latin-1 without control characters.
header = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30)


@anything
@given(body=bodies, key=st.none() | header)
@example(body={**NEW_TICKET, "priority": "\ud800"}, key="k")
@example(body={**NEW_TICKET, "title": "a", "extra": "\ud800"}, key="k")
@example(body={**NEW_TICKET, "extra": 10**400}, key="k")
def test_any_new_ticket(api: Client, body: object, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = api.post("/api/tickets/", json.dumps(body), "application/json", headers=headers)
    assert answer.status_code in (201, 400, 409), answer.content


@anything
@given(changes=bodies, tag=st.none() | header | st.just("*"))
def test_any_change(api: Client, new_ticket: Any, changes: object, tag: str | None) -> None:
    address = f"/api/tickets/{new_ticket().pk}/"
    headers = {} if tag is None else {"If-Match": tag}
    answer = api.patch(address, json.dumps(changes), "application/json", headers=headers)
    assert answer.status_code in (200, 400, 412), answer.content
    assert api.get(address, headers={"If-None-Match": tag or ""}).status_code in (200, 304)


@anything
@given(parameters=st.lists(st.tuples(names, words), max_size=5))
@pytest.mark.parametrize("path", ["/api/tickets/", "/api/tickets/stats/daily/"])
def test_any_question(api: Client, path: str, parameters: list[tuple[str, str]]) -> None:
    query: dict[str, list[str]] = {}
    for name, word in parameters:
        query.setdefault(name, []).append(word)
    assert api.get(path, query).status_code in (200, 400)


@anything
@given(path=st.text(max_size=30), method=st.sampled_from(["GET", "POST", "PUT", "OPTIONS"]))
def test_any_address(api: Client, path: str, method: str) -> None:
    answer = api.generic(method, f"/api/tickets/{path}", content_type="application/json")
    assert answer.status_code < 500, answer.content


@anything
@given(
    shown=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(["Authorization", "Cookie", "X-CSRFToken", "X-Ticket-Link"], header),
    ),
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    body=values
    | st.fixed_dictionaries({}, optional=dict.fromkeys(["username", "password"], values)),
    path=st.sampled_from(["/api/session/", "/api/request/", "/api/session/oidc/finish/"]),
)
def test_anybody(api: Client, shown: dict[str, str], method: str, body: object, path: str) -> None:
    answer = api.generic(method, path, json.dumps(body), "application/json", headers=shown)
    assert answer.status_code < 500, answer.content
    if path == "/api/session/" and method == "GET" and answer.status_code == 200:
        assert answer.json()["account"] is None
