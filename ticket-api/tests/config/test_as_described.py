"""Every answer is as contracts/openapi.json describes it, whatever is sent.

schemathesis makes requests from the description, good ones and bad ones, and a real gunicorn with a
real PostgreSQL answers them: everybody in an open portal, an agent and a stranger in one for
agents. Its checks: no 5xx; status, media type, headers and body as described;
bad data refused, good data accepted; a method that is not described is a 405 with `Allow`.
"""

import itertools
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from schemathesis import Case, CheckContext, Response
from schemathesis.specs.openapi.checks import (
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
)

from accounts.models import ApiToken
from accounts.tokens import token_create
from conversations.models import Macro
from saved_views.models import SavedView
from tests.fuzz_budget import FACTOR, SEED
from tests.gunicorn_server import GunicornServer
from tests.people import new_account
from tests.samples import CONTRACTS, NEW_TICKET
from tests.scripted_server import Behaviour, Request, ScriptedServer, hang_up, says, suggestion
from tickets.listing.orders import ORDERS, Place
from tickets.listing.pagination import Cursor
from tickets.models import Ticket
from tickets.representation import TicketIdentity
from tickets.requester.link import private_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fuzz]

described = schemathesis.openapi.from_path(
    CONTRACTS / "openapi.json",
    config=schemathesis.Config.from_dict(
        {
            "seed": int(SEED or 0),
            # A busy machine is no failure.
            "request-timeout": 60,
            "generation": {
                "max-examples": 5 * FACTOR,
                "deterministic": SEED is None,
                "database": "none",
            },
            # A condition that does not hold (412) is a good request all the same, and a large body
            # may be good or bad.
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "3xx", "404", "409", "412", "413"]
                },
                "negative_data_rejection": {
                    "expected-statuses": ["400", "404", "405", "406", "409", "412", "413", "415"]
                },
            },
            "operations": [
                {
                    # Some of their parameters take a role.
                    "include-operation-id": ["ticket_list", "ticket_export", "ticket_bulk_update"],
                    "checks": {
                        "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "413"]}
                    },
                },
                {
                    # Some fields take a role; an assignee and an original have to be there, and a
                    # ticket that is marked as a duplicate takes no other status.
                    "include-operation-id": ["ticket_update"],
                    "checks": {
                        "positive_data_acceptance": {
                            "expected-statuses": ["2xx", "400", "401", "404", "412", "413"]
                        }
                    },
                },
                {
                    # A pair has two tickets, and one of them may be no original.
                    "include-operation-id": ["ticket_similar_judge"],
                    "checks": {
                        "positive_data_acceptance": {
                            "expected-statuses": ["2xx", "400", "401", "404", "413"]
                        }
                    },
                },
                {
                    # These take the session of an admin, which no caller here has; a number below 0
                    # is of no account.
                    "include-path-regex": "^/api/(accounts/|tokens/|appearance/$)",
                    "checks": {
                        "positive_data_acceptance": {"expected-statuses": ["401", "403", "404"]},
                        "negative_data_rejection": {
                            "expected-statuses": ["401", "403", "404", "405"]
                        },
                    },
                },
                {
                    # An invitation and the set-up code are signed.
                    "include-path-regex": "^/api/session/(invitation|set-up)/",
                    "checks": {
                        "positive_data_acceptance": {
                            "expected-statuses": ["200", "400", "403", "409", "429"]
                        },
                        "negative_data_rejection": {
                            "expected-statuses": ["400", "405", "409", "413", "415", "429"]
                        },
                    },
                },
                {
                    # Without a link there is nothing.
                    "include-path-regex": "^/api/request/",
                    "checks": {"missing_required_header": {"expected-statuses": ["404"]}},
                },
                {
                    # Generated names and passwords are wrong, and the limit of attempts applies.
                    "include-path": "/api/session/",
                    "checks": {
                        "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "429"]},
                        "negative_data_rejection": {
                            "expected-statuses": ["400", "401", "405", "413", "415", "429"]
                        },
                    },
                },
                {
                    # A password takes the session of its owner, which none of these callers has.
                    "include-path": "/api/session/password/",
                    "checks": {
                        "positive_data_acceptance": {"expected-statuses": ["401", "403"]},
                        "negative_data_rejection": {"expected-statuses": ["401", "403", "405"]},
                    },
                },
            ],
            "phases": {
                # What earlier answers said would make a run depend on the runs before it.
                "fuzzing": {
                    "extra-data-sources": {"responses": False},
                    "error-feedback": {"enabled": False},
                },
            },
        }
    ),
)


def errors_have_the_envelope(_: CheckContext, response: Response, __: Case) -> None:
    """Requirements §4.5, for every error, also for those that the description leaves out."""
    if response.status_code < 400:
        return
    assert response.headers["content-type"] == ["application/json"]
    body = response.json()
    assert isinstance(body["error"], str)
    assert body["error"]
    for sentences in body["details"].values():
        assert sentences
        assert all(isinstance(sentence, str) and sentence for sentence in sentences)


@pytest.fixture(scope="module")
def fallible_classifier() -> Iterator[ScriptedServer]:
    """Suggests twice and fails once, over and over."""
    script: Iterator[Behaviour] = itertools.cycle([says(suggestion()), says(suggestion()), hang_up])

    def next_behaviour(
        connection: socket.socket, request: Request, stopping: threading.Event
    ) -> None:
        next(script)(connection, request, stopping)

    with ScriptedServer() as server:
        server.always(next_behaviour)
        yield server


_TOOL = "tool"


@dataclass(frozen=True)
class Caller:
    """Who asks, of a portal with which access."""

    access: str
    has_token: bool

    def is_let_in_to(self, case: Case) -> bool:
        """Whether good requests get what they ask for."""
        return self.has_token or (self.access == "open" and not _takes_a_role(case))

    def headers(self) -> dict[str, str]:
        """What this caller shows; a token is made anew, because tests empty the tables."""
        if not self.has_token:
            return {}
        account = new_account(_TOOL)
        _, word = token_create(name="fuzz", account=account, scopes=("read", "write"))
        return {"Authorization": f"Bearer {word}"}


CALLERS = {
    "open": Caller("open", has_token=False),
    "agent": Caller("agents", has_token=True),
    "stranger": Caller("agents", has_token=False),
}


@pytest.fixture(scope="module", params=CALLERS)
def caller(request: pytest.FixtureRequest) -> Caller:
    """Everybody in an open portal; an agent, and somebody else, in one for agents."""
    return CALLERS[request.param]


@pytest.fixture(scope="module")
def address(
    database_url: str, fallible_classifier: ScriptedServer, caller: Caller
) -> Iterator[str]:
    """Of a ticket-api that has such a classifier."""
    variables = {
        "PORTAL_ACCESS": caller.access,
        "DATABASE_URL": database_url,
        "CLASSIFIER_URL": fallible_classifier.url,
        "CLASSIFIER_TOKEN": "ours",
        # Ours, for cursors.
        "DJANGO_SECRET_KEY": settings.SECRET_KEY,
    }
    with GunicornServer(**variables) as server:
        yield server.url


@described.parametrize()
def test_the_answer_is_as_described(case: Case, address: str, caller: Caller) -> None:
    headers = _shown(caller)
    _ask_for_what_is_there(case)
    _add_what_no_pattern_says(case)
    _show_the_csrf_token(case)
    answer = case.call_and_validate(
        base_url=address,
        headers=headers,
        additional_checks=[errors_have_the_envelope],
        excluded_checks=[] if caller.is_let_in_to(case) else _ABOUT_GOOD_DATA,
    )
    if _takes_a_role(case) and not caller.has_token:
        assert answer.status_code in _REFUSALS


def _takes_a_role(case: Case) -> bool:
    """Whether the address is for roles alone in every portal."""
    return bool(re.match(_FOR_ROLES, case.path))


_FOR_ROLES = (
    "/api/(agents|macros|views)/"
    "|/api/tickets/(.*/(messages|suggestion|similar.*)|stats/(times|similar))/"
)


# 401, and refusals before the caller is known.
_REFUSALS = (400, 401, 404, 405, 413, 415)
# A caller without permission is refused before the data are checked.
_ABOUT_GOOD_DATA = [positive_data_acceptance, negative_data_rejection, missing_required_header]


def _shown(caller: Caller) -> dict[str, str]:
    """The caller's headers, while the tables hold the account and the token behind them."""
    if caller.has_token and not ApiToken.objects.exists():
        _words[caller] = caller.headers()
    return _words.get(caller, {})


_words: dict[Caller, dict[str, str]] = {}


def _ask_for_what_is_there(case: Case) -> None:
    """Let half of the requests name a row that exists."""
    for name, stored in _STORED.items():
        asked_for = case.path_parameters.get(name)
        if isinstance(asked_for, int) and asked_for % 2:
            case.path_parameters[name] = stored().pk
    sent = case.headers.get("X-Ticket-Link")
    if sent is not None and len(sent) % 2:
        ticket = Ticket.objects.create(**NEW_TICKET)
        link = private_link(TicketIdentity(ticket.pk, ticket.created_at))
        case.headers["X-Ticket-Link"] = link.partition("#")[2]


# Stores one of what an address names.
_STORED: dict[str, Callable[[], Any]] = {
    "ticket_id": lambda: Ticket.objects.create(**NEW_TICKET),
    "macro_id": lambda: Macro.objects.create(title=uuid4().hex, body="a"),
    "view_id": lambda: SavedView.objects.create(
        name=uuid4().hex, owner=User.objects.filter(username=_TOOL).first(), shared=True
    ),
}


def _add_what_no_pattern_says(case: Case) -> None:
    """In good data a cursor is ours, a time zone exists, and texts have something to see.

    Times are in order, a change of many tickets names each once, messages are read in one
    direction and have no unknown placeholders, a reply alone goes to duplicates, titles of macros
    and names of views differ, and a view's query is one of a list.
    """
    if case.meta and case.meta.generation.mode is not schemathesis.GenerationMode.POSITIVE:
        return
    if case.query.get("cursor"):
        order = ORDERS[case.query.get("sort") or "newest"]
        place = Place(timezone.now(), 1, rank=1 if order.by_priority else 0)
        case.query["cursor"] = Cursor(place, order).encode()
    for event in ("created", "replied", "resolved"):
        for name, day in (
            (f"{event}_after", "2026-03-01"),
            (f"{event}_before", "2026-03-01T10:00Z"),
        ):
            if case.query.get(name):
                case.query[name] = day
    if case.query.get("before") and case.query.get("after"):
        del case.query["before"]
    if case.query.get("until"):
        case.query["until"] = "today-7"
    if case.query.get("tz"):
        case.query["tz"] = "Asia/Kathmandu"
    if isinstance(case.body, dict):
        for name in {"title", "description", "username", "password", "body"} & case.body.keys():
            case.body[name] = f"a{case.body[name][1:]}".replace("{{", "((")
        if "links" in case.body:
            case.body["links"] = [f"a{link[1:]}" for link in case.body["links"]]
        if "to_duplicates" in case.body:
            case.body["kind"] = "reply"
        for path, name in (("/api/macros/", "title"), ("/api/views/", "name")):
            if case.path.startswith(path) and name in case.body:
                case.body[name] = f"{uuid4().hex[:20]}{case.body[name][20:]}"
        if case.path.startswith("/api/views/"):
            SavedView.objects.filter(owner__isnull=False).exclude(
                pk=case.path_parameters.get("view_id")
            ).delete()
            case.body |= {"query": "status=open"} if "query" in case.body else {}
        for number, item in enumerate(case.body.get("items", ()), start=1):
            item["id"] = number


def _show_the_csrf_token(case: Case) -> None:
    """As the portal does when it signs in and out."""
    case.cookies = {**(case.cookies or {}), "csrftoken": "a" * 32}
    case.headers["X-CSRFToken"] = "a" * 32
