"""POST /api/tickets/classify/: a suggestion for a description (requirements §4.4)."""

import time
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.fields import ErrorOutput, JSONObject, PlainText
from common.request_id import current_request_id
from suggestions import token as suggestion
from suggestions.answers import answer_counter
from tickets.models import Category, Priority
from tickets.serializers import DESCRIPTION_CHARACTERS
from tickets.services import llm_service
from tickets.services.classifier_answer import Fallback, Suggestion


class ClassifyInput(JSONObject):
    """The body: the description as the person has written it so far."""

    description = PlainText(
        label="description", max_length=DESCRIPTION_CHARACTERS, trim_whitespace=False
    )


class SuggestionOutput(serializers.Serializer[Any]):
    """Where a suggestion comes from."""

    token = serializers.CharField(help_text="Send it back with the ticket; valid for an hour.")
    provider = serializers.CharField()
    model = serializers.CharField()
    confidence = serializers.FloatField(min_value=0, max_value=1, allow_null=True)
    reason = serializers.CharField(help_text="One sentence for the person.")
    unsure = serializers.ListField(
        child=serializers.ChoiceField(["category", "priority"]),
        help_text="The fields whose suggestion is too likely to be wrong: better show none.",
    )


class ClassifyOutput(serializers.Serializer[Any]):
    """Two keys and `suggestion`, or on a failure of any kind two keys and `warning`."""

    suggested_category = serializers.ChoiceField(Category.choices)
    suggested_priority = serializers.ChoiceField(Priority.choices)
    suggestion = SuggestionOutput(required=False)
    warning = serializers.CharField(required=False)


class ClassifyView(APIView):
    """A suggestion for a description; it always answers 200 to a good description.

    The request never uses the database, so a hanging classifier keeps no connection busy; a
    background thread stores the counts. Without a database there are no accounts to check, so the
    endpoint needs no authentication.
    """

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="ticket_classify",
        request=ClassifyInput,
        responses={200: ClassifyOutput, 400: ErrorOutput},
        examples=[
            OpenApiExample(
                "The classifier cannot be used",
                value={
                    "suggested_category": "general",
                    "suggested_priority": "medium",
                    "warning": "LLM service unavailable, using defaults",
                },
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Suggest a category and a priority."""
        sent = ClassifyInput(data=request.data)
        sent.is_valid(raise_exception=True)
        description = sent.validated_data["description"]
        started = time.monotonic()
        outcome = llm_service.classify(description, request_id=current_request_id())
        took = 1000 * (time.monotonic() - started)
        answer_counter().count(outcome, milliseconds=took)
        return Response(_body(outcome, description))


def _body(outcome: Suggestion | Fallback, description: str) -> dict[str, Any]:
    """The body of contracts/public-api/classify-success.json, or of classify-fallback.json."""
    labels = {
        "suggested_category": outcome.category,
        "suggested_priority": outcome.priority,
    }
    if isinstance(outcome, Fallback):
        return {**labels, "warning": outcome.warning}
    shown = {
        "token": suggestion.sign(outcome, description=description),
        "provider": outcome.provider,
        "model": outcome.model,
        "confidence": outcome.confidence,
        "reason": outcome.reason,
        "unsure": list(outcome.unsure),
    }
    return {**labels, "suggestion": shown}
