"""/api/tickets/<id>/messages/ and /api/macros/, for callers with a role in every portal."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet, ViewSet

from accounts.permissions import RoleRequired
from common.fields import ErrorOutput
from common.idempotency import read_request_key
from common.request_id import current_request_id
from conversations import selectors
from conversations.models import Macro
from conversations.responses import messages_body, sent_response
from conversations.sending import NewMessage, message_send
from conversations.serializers import (
    ConflictOutput,
    MacroSerializer,
    MessageFilters,
    MessagesOutput,
    NewMessageInput,
    SentOutput,
)
from tickets.api_description import IDEMPOTENCY_KEY
from tickets.audit.trail import Writer
from tickets.selectors import ticket_get


class MessageViewSet(ViewSet):
    """The conversation of one ticket: replies, requests, and the notes among agents."""

    permission_classes = (RoleRequired,)
    sign_in_to = "read or write messages"

    @extend_schema(
        operation_id="message_list",
        parameters=[MessageFilters],
        responses={200: MessagesOutput, 400: ErrorOutput, 404: ErrorOutput},
    )
    def list(self, request: Request, ticket_id: int) -> Response:
        """Read the newest messages, oldest of them first, or those before or after a message."""
        filters = _FILTERS.run_validation(request.query_params)
        page = selectors.messages_page(ticket_id=ticket_id, **filters)
        if not page.results:
            ticket_get(ticket_id=ticket_id)  # Http404 without the ticket.
        return Response(messages_body(page, request, request.path))

    @extend_schema(
        operation_id="message_create",
        parameters=[IDEMPOTENCY_KEY],
        request=NewMessageInput,
        responses={201: SentOutput, 400: ErrorOutput, 404: ErrorOutput, 409: ConflictOutput},
    )
    def create(self, request: Request, ticket_id: int) -> Response:
        """Send a reply to the requester, or write a note for the team."""
        key = read_request_key(request)
        new = NewMessage(**_NEW.run_validation(request.data))
        writer = Writer(current_request_id(), request.user.pk)
        account = cast("User", request.user)  # RoleRequired lets no other caller through.
        sent = message_send(ticket_id=ticket_id, new=new, account=account, writer=writer, key=key)
        return sent_response(sent)


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_FILTERS, _NEW = MessageFilters(), NewMessageInput()


_NO_MACRO = {404: ErrorOutput}
_REFUSED = {400: ErrorOutput}


@extend_schema_view(
    list=extend_schema(operation_id="macro_list"),
    create=extend_schema(operation_id="macro_create", responses={201: MacroSerializer, **_REFUSED}),
    retrieve=extend_schema(operation_id="macro_get", responses={200: MacroSerializer, **_NO_MACRO}),
    partial_update=extend_schema(
        operation_id="macro_update", responses={200: MacroSerializer, **_REFUSED, **_NO_MACRO}
    ),
    destroy=extend_schema(operation_id="macro_delete", responses={204: None, **_NO_MACRO}),
)
class MacroViewSet(ModelViewSet[Macro]):
    """Prepared answers, in the order of their titles."""

    permission_classes = (RoleRequired,)
    sign_in_to = "read or write macros"
    queryset = Macro.objects.order_by("title", "id")
    serializer_class = MacroSerializer
    http_method_names = [  # noqa: RUF012 (as in Django's View)
        "get",
        "post",
        "patch",
        "delete",
        "head",
        "options",
    ]
    lookup_url_kwarg = "macro_id"
    lookup_value_converter = "int"

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        """Store a macro; two of the same title are refused."""
        _save(serializer)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        """As `perform_create`."""
        _save(serializer)


def _save(serializer: BaseSerializer[Any]) -> None:
    """The unique index decides, also between two requests at once."""
    try:
        with transaction.atomic():
            serializer.save()
    except IntegrityError as error:
        sentence = "There is a macro with this title. Choose another title"
        raise ValidationError({"title": [sentence]}) from error
