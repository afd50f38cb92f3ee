"""/api/request/: one ticket, for a caller with its private link; and the links, for agents."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.fields import ErrorOutput
from tickets import selectors
from tickets.audit.trail import changes_of
from tickets.representation import TicketRow, identity_of, public_ticket
from tickets.requester.link import link_renew, links_revoke, ticket_of_link
from tickets.serializers import PublicTicketOutput

LINK_HEADER = "X-Ticket-Link"
CHANGES_SHOWN = 200
_SHOWN_FIELDS = ("status", "category", "priority")
_LINK = OpenApiParameter(
    LINK_HEADER, location="header", required=True, description="What follows the # of the link."
)


class RequestChangeOutput(serializers.Serializer[Any]):
    """A later change; its author is not disclosed to the requester."""

    at = serializers.DateTimeField()
    field = serializers.ChoiceField(_SHOWN_FIELDS)
    to = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """`from` too, which Python lets no class have as a name."""
        return {**super().get_fields(), "from": serializers.CharField()}


class RequestOutput(PublicTicketOutput):
    """The ticket and what became of it."""

    changes = RequestChangeOutput(many=True)


class PrivateLinkOutput(serializers.Serializer[Any]):
    """Where the requester sees the ticket, below the portal's address."""

    private_link = serializers.CharField()


class RequestView(APIView):
    """The requester's view; the link alone grants access, to any caller."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="request_get",
        parameters=[_LINK],
        responses={200: RequestOutput, 404: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        """Read the ticket and the changes of its status, category and priority, oldest first."""
        row = ticket_of_link(request.headers.get(LINK_HEADER, ""))
        return Response({**public_ticket(row), "changes": _changes(row)})


class LinksView(APIView):
    """The private links of one ticket, for those who may change it."""

    @extend_schema(
        operation_id="ticket_link_create",
        request=None,
        responses={201: PrivateLinkOutput, 404: ErrorOutput},
    )
    def post(self, _request: Request, ticket_id: int) -> Response:
        """Make a link; those that were made before and not revoked stay valid."""
        ticket = identity_of(selectors.ticket_get(ticket_id=ticket_id))
        return Response({"private_link": link_renew(ticket)}, status=201)

    @extend_schema(operation_id="ticket_links_revoke", responses={204: None, 404: ErrorOutput})
    def delete(self, _request: Request, ticket_id: int) -> Response:
        """Revoke every link that was made until now."""
        selectors.ticket_get(ticket_id=ticket_id)
        links_revoke(ticket_id=ticket_id)
        return Response(status=204)


def _changes(ticket: TicketRow) -> list[dict[str, Any]]:
    """The latest ones, oldest first."""
    found = changes_of(identity_of(ticket)).filter(field__in=_SHOWN_FIELDS)
    rows = found.order_by("-id").values_list("changed_at", "field", "old_value", "new_value")
    names = ("at", "field", "from", "to")
    return [dict(zip(names, row, strict=True)) for row in reversed(rows[:CHANGES_SHOWN])]
