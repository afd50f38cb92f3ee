"""The tickets' endpoints: views translate HTTP, services write, selectors read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSet

from accounts.permissions import AnyoneMayAdd, require_role
from accounts.roles import rights_of
from common.errors import drf_exception_handler
from common.etags import has_state, names_state
from common.fields import ErrorOutput
from common.idempotency import read_request_key
from common.request_id import current_request_id
from tickets import selectors
from tickets.api_description import IDEMPOTENCY_KEY
from tickets.audit.trail import Writer
from tickets.bulk_changes import Item, body_schema, read_items
from tickets.changes import CHANGE_FIELDS, new_ticket, require_role_for, ticket_changes
from tickets.listing.counts import ticket_counts
from tickets.listing.filters import (
    SEE_PERSONS,
    DailyFilters,
    TicketFilters,
    is_for_roles,
    read_ticket_filters,
)
from tickets.listing.pagination import page_body
from tickets.persons import ticket_bodies, ticket_body
from tickets.representation import TicketRow, identity_of, ticket_etag
from tickets.requester.link import private_link
from tickets.serializers import (
    BulkOutput,
    CountsOutput,
    DayOutput,
    NewTicketInput,
    NewTicketOutput,
    StatsOutput,
    TicketChangesInput,
    TicketOutput,
    TicketPageOutput,
)
from tickets.services.idempotency import ticket_create_once
from tickets.services.ticket_service import StaleTicketError, ticket_update

_IF_MATCH = OpenApiParameter(
    "If-Match", location="header", description="Change the ticket only in this state (ETag)."
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", location="header", description="Answer 304 for this state (ETag)."
)
_LIST_OR_DATABASE = OpenApiResponse(
    ErrorOutput,
    "The database is away, or the list takes too long (`list_too_slow`, `search_too_slow`).",
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
        responses={200: TicketPageOutput, 400: ErrorOutput, 503: _LIST_OR_DATABASE},
    )
    def list(self, request: Request) -> Response:
        """List tickets, filtered, searched and sorted."""
        filters = read_ticket_filters(request.query_params)
        if is_for_roles(filters):
            require_role(request.user, reads=True, sign_in_to=SEE_PERSONS)
        page = selectors.ticket_page(account_id=request.user.pk, **filters)
        return Response(page_body(page, request, ticket_bodies(page.tickets, request.user)))

    @extend_schema(
        operation_id="ticket_create",
        parameters=[IDEMPOTENCY_KEY],
        request=NewTicketInput,
        responses={201: NewTicketOutput, 400: ErrorOutput, 409: ErrorOutput},
    )
    def create(self, request: Request) -> Response:
        """Create a ticket."""
        key = read_request_key(request)
        created = ticket_create_once(
            fields=new_ticket(request.data),
            key=key,
            suggestion_token=_field(request, "suggestion_token"),
        )
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
        if has_state(request.headers.get("If-None-Match", ""), ticket_etag(row)):
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
        row = _change(request, ticket_id, request.data, request.headers.get("If-Match"))
        return _ticket_response(request, row)

    @extend_schema(
        operation_id="ticket_bulk_update",
        request={"application/json": body_schema(sorted(CHANGE_FIELDS))},
        responses={200: BulkOutput, 400: ErrorOutput},
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Change many tickets, each in a separate transaction; the answer has each outcome."""
        items = read_items(request.data, fields=CHANGE_FIELDS)
        require_role_for(chain(*(item.changes for item in items)), request.user)
        return Response({"results": [_outcome(request, item) for item in items]})

    @extend_schema(operation_id="ticket_counts", responses={200: CountsOutput})
    @action(detail=False)
    def counts(self, request: Request) -> Response:
        """Count the tickets of the portal's views, exactly up to 999."""
        has_role = rights_of(request.user).view
        return Response(ticket_counts(account_id=request.user.pk if has_role else None))

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


def _change(
    request: Request,
    ticket_id: int,
    changes: Any,
    if_match: str | None,
    if_updated_at: datetime | None = None,
) -> TicketRow:
    """The ticket with `changes`; ValidationError, Http404 or PreconditionFailed without them."""

    def is_current(row: TicketRow) -> bool:
        is_seen = if_updated_at is None or row["updated_at"] == if_updated_at
        return is_seen and names_state(if_match, ticket_etag(row))

    try:
        return ticket_update(
            ticket_id=ticket_id,
            changes=ticket_changes(changes, request.user),
            writer=Writer(current_request_id(), request.user.pk),
            is_current=is_current,
        )
    except StaleTicketError as error:
        raise PreconditionFailed from error


def _outcome(request: Request, item: Item) -> dict[str, Any]:
    """What became of one ticket of many."""
    try:
        row = _change(request, item.id, item.changes, item.if_match, item.if_updated_at)
    except (ValidationError, Http404, PreconditionFailed) as error:
        refused = drf_exception_handler(error, {})
        assert refused is not None  # noqa: S101 (it answers each of these)
        return {"id": item.id, "status": refused.status_code, "error": refused.data}
    return {"id": item.id, "status": 200, "ticket": ticket_body(row, request.user)}


def _valid(serializer: Serializer[Any], data: Any) -> dict[str, Any]:
    """What `data` holds by the rules of `serializer`, or its ValidationError."""
    return dict(serializer.run_validation(data))


def _field(request: Request, name: str) -> Any:
    """A field of the body that no serializer looks at; None where the body is no object."""
    return request.data.get(name) if isinstance(request.data, dict) else None


def _ticket_response(request: Request, row: TicketRow) -> Response:
    return Response(ticket_body(row, request.user), headers={"ETag": ticket_etag(row)})
