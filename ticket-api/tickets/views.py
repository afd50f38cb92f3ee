"""The tickets' endpoints: views translate HTTP, services write, selectors read."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSet

from accounts.permissions import AnyoneMayAdd
from common.fields import ErrorOutput
from common.request_id import current_request_id
from tickets import selectors
from tickets.audit.trail import Writer
from tickets.changes import new_ticket, ticket_changes
from tickets.listing.filters import DailyFilters, TicketFilters, read_ticket_filters
from tickets.listing.pagination import Cursor, page_body
from tickets.persons import ticket_bodies, ticket_body
from tickets.representation import TicketRow, identity_of, ticket_etag
from tickets.requester.link import private_link
from tickets.serializers import (
    DayOutput,
    NewTicketInput,
    NewTicketOutput,
    StatsOutput,
    TicketChangesInput,
    TicketOutput,
    TicketPageOutput,
)
from tickets.services.idempotency import (
    KEY_CHARACTERS,
    KeyReusedError,
    read_idempotency_key,
    ticket_create_once,
)
from tickets.services.ticket_service import StaleTicketError, ticket_update

_IF_MATCH = OpenApiParameter(
    "If-Match", location="header", description="Change the ticket only in this state (ETag)."
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", location="header", description="Answer 304 for this state (ETag)."
)
_SEARCH_OR_DATABASE = OpenApiResponse(
    ErrorOutput, "The database is away, or the search takes too long (`search_too_slow`)."
)
_IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS, "pattern": "^[!-~]+$"},
    location="header",
    description="The same key and body give the same answer again, for 24 hours.",
)


class Conflict(APIException):
    """The idempotency key belongs to another body."""

    status_code = 409
    default_detail = (
        "This Idempotency-Key was used for another ticket. Send a new key with a new ticket."
    )


class PreconditionFailed(APIException):
    """Somebody changed the ticket since the caller read it."""

    status_code = 412
    default_detail = "The ticket has changed since you read it. Read it again, then change it."


class TicketViewSet(ViewSet):
    """Tickets: list, create, read, change and count them. No ticket is deleted here."""

    lookup_url_kwarg = "ticket_id"
    lookup_value_converter = "int"

    def get_permissions(self) -> Sequence[Any]:
        """Everyone may create a ticket; for the rest the default permissions apply."""
        return [AnyoneMayAdd()] if self.action == "create" else super().get_permissions()

    @extend_schema(
        operation_id="ticket_list",
        parameters=[TicketFilters],
        responses={200: TicketPageOutput, 400: ErrorOutput, 503: _SEARCH_OR_DATABASE},
    )
    def list(self, request: Request) -> Response:
        """List tickets, newest first, filtered and searched."""
        filters = read_ticket_filters(request.query_params)
        text = request.query_params.get("cursor")
        cursor = Cursor.decode(text) if text else None
        page = selectors.ticket_page(**filters, cursor=cursor)
        return Response(page_body(page, request, ticket_bodies(page.tickets, request.user)))

    @extend_schema(
        operation_id="ticket_create",
        parameters=[_IDEMPOTENCY_KEY],
        request=NewTicketInput,
        responses={201: NewTicketOutput, 400: ErrorOutput, 409: ErrorOutput},
    )
    def create(self, request: Request) -> Response:
        """Create a ticket."""
        key = read_idempotency_key(request.headers)
        fields = new_ticket(request.data)
        try:
            created = ticket_create_once(
                fields=fields,
                key=key,
                body=request.data,
                suggestion_token=_field(request, "suggestion_token"),
            )
        except KeyReusedError as error:
            raise Conflict from error
        headers = {"Location": f"/api/tickets/{created.row['id']}/"}
        if created.replayed:
            headers["Idempotent-Replayed"] = "true"
        # Signed as of the moment of creation, so that a replay is the same answer byte for byte.
        link = private_link(identity_of(created.row), signed_at=created.row["created_at"])
        body = {**ticket_body(created.row, request.user), "private_link": link}
        headers["ETag"] = ticket_etag(created.row)
        return Response(body, status=201, headers=headers)

    @extend_schema(
        operation_id="ticket_get",
        parameters=[_IF_NONE_MATCH],
        responses={200: TicketOutput, 304: None, 404: ErrorOutput},
    )
    def retrieve(self, request: Request, ticket_id: int) -> Response:
        """Read a ticket; 304 when the caller has it as it is."""
        row = selectors.ticket_get(ticket_id=ticket_id)
        if _has(request.headers.get("If-None-Match", ""), row):
            return Response(status=304, headers={"ETag": ticket_etag(row)})
        return _ticket_response(request, row)

    @extend_schema(
        operation_id="ticket_update",
        parameters=[_IF_MATCH],
        request=TicketChangesInput(partial=True),
        responses={200: TicketOutput, 400: ErrorOutput, 404: ErrorOutput, 412: ErrorOutput},
    )
    def partial_update(self, request: Request, ticket_id: int) -> Response:
        """Change some fields of a ticket, if asked only in the state that the caller saw.

        `requester`, `assignee` and `duplicate_of` take the role agent or admin in every portal.
        """
        changes = ticket_changes(request.data, request.user)
        if_match = request.headers.get("If-Match")
        try:
            row = ticket_update(
                ticket_id=ticket_id,
                changes=changes,
                writer=Writer(current_request_id(), request.user.pk),
                is_current=lambda current: if_match is None or _means(if_match, current),
            )
        except StaleTicketError as error:
            raise PreconditionFailed from error
        return _ticket_response(request, row)

    @extend_schema(operation_id="ticket_stats", responses={200: StatsOutput})
    @action(detail=False)
    def stats(self, _request: Request) -> Response:
        """Count all tickets: total, open, a day, by priority and by category."""
        return Response(selectors.ticket_stats())

    @extend_schema(
        operation_id="ticket_stats_daily",
        parameters=[DailyFilters],
        responses={200: DayOutput(many=True), 400: ErrorOutput},
    )
    @action(detail=False, url_path="stats/daily")
    def daily(self, request: Request) -> Response:
        """Count the tickets of each of the last days, today last. Days are those of `tz` or UTC."""
        filters = _valid(_DAILY, request.query_params)
        zone = filters.get("tz") or UTC
        return Response(selectors.tickets_by_day(days=filters["days"], zone=zone))


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_DAILY = DailyFilters()


def _valid(serializer: Serializer[Any], data: Any) -> dict[str, Any]:
    """What `data` holds by the rules of `serializer`, or its ValidationError."""
    return dict(serializer.run_validation(data))


def _field(request: Request, name: str) -> Any:
    """A field of the body that no serializer looks at; None where the body is no object."""
    return request.data.get(name) if isinstance(request.data, dict) else None


def _has(if_none_match: str, row: TicketRow) -> bool:
    """Whether the caller has this state of `row`; weak and strong tags count (RFC 9110 §13.1.2)."""
    tags = [tag.removeprefix("W/") for tag in parse_etags(if_none_match)]
    return "*" in tags or ticket_etag(row) in tags


def _means(if_match: str, row: TicketRow) -> bool:
    """Whether the caller means this state of `row`; strong tags alone count (RFC 9110 §13.1.1)."""
    tags = parse_etags(if_match)
    return "*" in tags or ticket_etag(row) in tags


def _ticket_response(request: Request, row: TicketRow) -> Response:
    return Response(ticket_body(row, request.user), headers={"ETag": ticket_etag(row)})
