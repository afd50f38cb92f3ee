"""GET /api/tickets/<id>/suggestion/: whether the ticket looks more urgent now."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import RoleRequired
from common.fields import ErrorOutput
from common.request_id import current_request_id
from conversations.later_suggestions import later_suggestion
from tickets.models import Priority


class LaterPriorityOutput(serializers.Serializer[Any]):
    """A more urgent priority than the ticket's."""

    priority = serializers.ChoiceField(Priority.choices)
    confidence = serializers.FloatField(min_value=0, max_value=1, allow_null=True)
    reason = serializers.CharField(help_text="One sentence; may be empty.")


class LaterSuggestionOutput(serializers.Serializer[Any]):
    """Null unless the messages since the last reply make the ticket look more urgent."""

    suggestion = LaterPriorityOutput(allow_null=True)


class LaterSuggestionView(APIView):
    """The classifier's suggestion for a ticket with its requester's later messages."""

    permission_classes = (RoleRequired,)
    sign_in_to = "see suggestions"

    @extend_schema(
        operation_id="ticket_suggestion",
        responses={200: LaterSuggestionOutput, 404: ErrorOutput},
    )
    def get(self, _request: Request, ticket_id: int) -> Response:
        """Suggest a higher priority for a ticket whose requester has written again.

        Nothing is applied. The classifier is asked once for each message of the requester, and the
        answer takes as long as a suggestion for a new ticket.
        """
        found = later_suggestion(ticket_id=ticket_id, request_id=current_request_id())
        if found is None:
            return Response({"suggestion": None})
        shown = {
            "priority": found.priority,
            "confidence": found.confidence,
            "reason": found.reason,
        }
        return Response({"suggestion": shown})
