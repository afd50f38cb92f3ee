"""/api/request/: one ticket and its public messages, for a caller with its private link."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appearance.serializers import AppearanceOutput
from appearance.services import appearance_body
from common.fields import ErrorOutput
from common.idempotency import read_request_key
from common.request_id import current_request_id
from conversations.responses import messages_body, sent_response
from conversations.selectors import messages_page
from conversations.sending import request_send
from conversations.serializers import (
    ConflictOutput,
    MessageFilters,
    MessageOutput,
    MessagesOutput,
    NewRequestInput,
)
from tickets.api_description import IDEMPOTENCY_KEY
from tickets.audit.trail import Writer, changes_of
from tickets.representation import TicketRow, identity_of, public_ticket
from tickets.requester.link import LINK_PARAMETER, ticket_of_request
from tickets.serializers import PublicTicketOutput

CHANGES_SHOWN = 200
_SHOWN_FIELDS = ("status", "category", "priority")
_MESSAGES = "/api/request/messages/"


class RequestChangeOutput(serializers.Serializer[Any]):
    """A later change; its author is not disclosed to the requester."""

    at = serializers.DateTimeField()
    field = serializers.ChoiceField(_SHOWN_FIELDS)
    to = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """The fields and `from`, a keyword that cannot be an attribute."""
        return {**super().get_fields(), "from": serializers.CharField()}


class RequestOutput(PublicTicketOutput):
    """The ticket, how it changed, its newest replies and requests, and the name of the portal."""

    changes = RequestChangeOutput(many=True)
    messages = MessagesOutput()
    appearance = AppearanceOutput()


class ByLink(APIView):
    """The requester's view; the link alone grants access, to any caller."""

    authentication_classes: ClassVar[tuple[()]] = ()  # type: ignore[misc]
    permission_classes: ClassVar[tuple[()]] = ()  # type: ignore[misc]


class RequestView(ByLink):
    """The ticket of a private link."""

    @extend_schema(
        operation_id="request_get",
        parameters=[LINK_PARAMETER],
        responses={200: RequestOutput, 404: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        """Read the ticket, its changes, oldest first, and the newest messages."""
        row = ticket_of_request(request)
        page = messages_page(ticket_id=row["id"], public=True)
        messages = messages_body(page, request, _MESSAGES)
        return Response(
            {
                **public_ticket(row),
                "changes": _changes(row),
                "messages": messages,
                "appearance": appearance_body(),
            }
        )


class RequestMessagesView(ByLink):
    """The replies and requests of the ticket of a private link; notes are not among them."""

    @extend_schema(
        operation_id="request_message_list",
        parameters=[LINK_PARAMETER, MessageFilters],
        responses={200: MessagesOutput, 400: ErrorOutput, 404: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        """Read the newest messages, oldest of them first, or those before or after a message."""
        row = ticket_of_request(request)
        filters = _FILTERS.run_validation(request.query_params)
        page = messages_page(ticket_id=row["id"], public=True, **filters)
        return Response(messages_body(page, request, _MESSAGES))

    @extend_schema(
        operation_id="request_message_create",
        parameters=[LINK_PARAMETER, IDEMPOTENCY_KEY],
        request=NewRequestInput,
        responses={201: MessageOutput, 400: ErrorOutput, 404: ErrorOutput, 409: ConflictOutput},
    )
    def post(self, request: Request) -> Response:
        """Answer the agents. A ticket that was resolved or closed is open again afterwards."""
        row = ticket_of_request(request)
        key = read_request_key(request)
        body = _NEW.run_validation(request.data)["body"]
        writer = Writer(current_request_id(), by_requester=True)
        sent = request_send(ticket=identity_of(row), body=body, writer=writer, key=key)
        return sent_response(sent)


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_FILTERS, _NEW = MessageFilters(), NewRequestInput()


def _changes(ticket: TicketRow) -> list[dict[str, Any]]:
    """The latest CHANGES_SHOWN changes, oldest first."""
    found = changes_of(identity_of(ticket)).filter(field__in=_SHOWN_FIELDS)
    rows = found.order_by("-id").values_list("changed_at", "field", "old_value", "new_value")
    names = ("at", "field", "from", "to")
    return [dict(zip(names, row, strict=True)) for row in reversed(rows[:CHANGES_SHOWN])]
