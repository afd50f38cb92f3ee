"""Views that check the permission to open a stream and return its response headers.

ticket-events runs these views in a thread (live/opening.py). The event loop sends the events.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from accounts.streams import reader_of
from common import errors
from common.client_address import client_network
from common.errors import Refusal
from live.limits import Claim, StreamLimits
from live.opening import OpeningRequest
from tickets.representation import TicketIdentity
from tickets.requester.link import ShownLink


class Credential(Protocol):
    """A caller's credential; equal credentials share one check."""

    def __hash__(self) -> int: ...

    def check(self) -> Any:
        """Raise a Refusal when the credential is invalid, expired or without permission."""


class Opening(StreamingHttpResponse):
    """The response headers of a stream, with its credential and its claims on StreamLimits."""

    def __init__(
        self,
        limits: StreamLimits,
        claims: tuple[Claim, ...],
        *,
        credential: Credential | None,
        ticket: TicketIdentity | None = None,
        for_roles: bool = False,
    ) -> None:
        """Count the stream; TooManyStreams when a limit is reached."""
        super().__init__(
            (),
            content_type="text/event-stream",
            # X-Accel-Buffering: nginx forwards each event at once.
            headers={"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"},
        )
        self.credential = credential
        self.ticket = ticket  # None for all tickets.
        self.for_roles = for_roles  # Of all tickets, for callers with a role.
        limits.take(*claims)
        self._limits, self._claims = limits, claims

    def release(self) -> None:
        """Stop counting the stream; further calls do nothing."""
        self._limits.give_back(*self._claims)
        self._claims = ()


View = Callable[[OpeningRequest], HttpResponseBase]


def _answer_refusals(view: View) -> View:
    """Wrap `view` to answer a Refusal with the error envelope."""

    def answer(request: OpeningRequest) -> HttpResponseBase:
        try:
            return view(request)
        except Refusal as refusal:
            return errors.refusal_response(refusal)

    return csrf_exempt(require_GET(answer))


@_answer_refusals
def all_tickets(request: OpeningRequest) -> HttpResponseBase:
    """`GET /api/tickets/events/`: for those who may read all tickets."""
    reader = reader_of(request)
    claims = _claims(request)
    if reader.account_id is not None:
        claims += (("account", reader.account_id),)
    return Opening(request.limits, claims, credential=reader.credential, for_roles=reader.has_role)


@_answer_refusals
def one_ticket(request: OpeningRequest) -> HttpResponseBase:
    """`GET /api/request/events/`: one ticket, for its private link."""
    link = ShownLink(request.META.get("HTTP_X_TICKET_LINK", ""))
    ticket = link.check()
    # Count by ticket: two links to the same ticket share one limit.
    claims = (*_claims(request), ("link", str(ticket.id)))
    return Opening(request.limits, claims, credential=link, ticket=ticket)


def _claims(request: HttpRequest) -> tuple[Claim, ...]:
    return (("all", ""), ("address", client_network(request.META)))
