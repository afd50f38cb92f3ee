"""GET /api/tickets/<id>/history/: what was changed in a ticket."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import rights_of
from common.fields import ErrorOutput
from tickets.audit.trail import FIELDS_OF_ROLES, History, ticket_history
from tickets.listing.filters import WholeNumber
from tickets.representation import WRITTEN_FIELDS

_LARGEST_ID = 2**63 - 1


class HistoryFilters(serializers.Serializer[Any]):
    """The position of the next page; `next` contains it."""

    after = WholeNumber(minimum=0, maximum=_LARGEST_ID, default=0)


class TicketChangeOutput(serializers.Serializer[Any]):
    """One field of a ticket that was changed."""

    id = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    account_id = serializers.IntegerField(
        allow_null=True, help_text="Who; null for somebody who had not signed in."
    )
    account = serializers.CharField(
        allow_null=True,
        help_text="The account's name, for callers with a role; null for others and without one.",
    )
    by_requester = serializers.BooleanField(
        help_text="Whether the requester did it, with the private link."
    )
    request_id = serializers.CharField(
        allow_null=True, help_text="The X-Request-ID; null for what did not come through the API."
    )
    field = serializers.ChoiceField((*WRITTEN_FIELDS, *FIELDS_OF_ROLES))
    old_value = serializers.CharField()
    new_value = serializers.CharField()


class HistoryOutput(serializers.Serializer[Any]):
    """Up to 50 changes, oldest first, and the address of those that follow."""

    next = serializers.URLField(allow_null=True)
    results = TicketChangeOutput(many=True)


class HistoryView(APIView):
    """The audit trail of one ticket, which can be read and never changed."""

    @extend_schema(
        operation_id="ticket_history",
        parameters=[HistoryFilters],
        responses={200: HistoryOutput, 400: ErrorOutput, 404: ErrorOutput},
    )
    def get(self, request: Request, ticket_id: int) -> Response:
        """List what was changed in a ticket, oldest first; its creation is no change."""
        filters = HistoryFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        history = ticket_history(
            ticket_id=ticket_id,
            after=filters.validated_data["after"],
            with_names=rights_of(request.user).view,
        )
        return Response({"next": _next(request, history), "results": history.changes})


def _next(request: Request, history: History) -> str | None:
    if not history.more:
        return None
    return request.build_absolute_uri(f"{request.path}?after={history.changes[-1]['id']}")
