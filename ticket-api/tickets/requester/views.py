"""/api/tickets/<id>/links/: the private links of a ticket, for agents."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.fields import ErrorOutput
from tickets import selectors
from tickets.representation import identity_of
from tickets.requester.link import link_renew, links_revoke


class PrivateLinkOutput(serializers.Serializer[Any]):
    """Where the requester sees the ticket, below the portal's address."""

    private_link = serializers.CharField()


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
