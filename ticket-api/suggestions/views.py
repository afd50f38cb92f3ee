"""GET /api/tickets/stats/suggestions/ and the examples to learn from."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.fields import ErrorOutput, PlainText
from suggestions import stats
from suggestions.outputs import SuggestionStatsOutput, WrongSuggestionOutput
from tickets.listing.filters import DAYS_DEFAULT, DAYS_MAX, WholeNumber
from tickets.models import TicketSuggestion


class SuggestionFilters(serializers.Serializer[Any]):
    """How far back, today included, and of whom; an empty value means any."""

    days = WholeNumber(minimum=1, maximum=DAYS_MAX, default=DAYS_DEFAULT)
    provider = PlainText(
        label="provider",
        required=False,
        allow_blank=True,
        max_length=TicketSuggestion.NAME_CHARACTERS,
    )
    model = PlainText(
        label="model", required=False, allow_blank=True, max_length=TicketSuggestion.NAME_CHARACTERS
    )


class WrongSuggestionFilters(SuggestionFilters):
    """The same filters, and the number of suggestions."""

    limit = WholeNumber(minimum=1, maximum=100, default=20)


class SuggestionStatsView(APIView):
    """How good the suggestions are."""

    @extend_schema(
        operation_id="ticket_stats_suggestions",
        parameters=[SuggestionFilters],
        responses={200: SuggestionStatsOutput, 400: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        """Count what was suggested, accepted, overridden and corrected later."""
        filters = SuggestionFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        return Response(stats.suggestion_stats(**filters.validated_data))


class WrongSuggestionsView(APIView):
    """Suggestions to learn from."""

    @extend_schema(
        operation_id="ticket_stats_suggestions_wrong",
        parameters=[WrongSuggestionFilters],
        responses={200: WrongSuggestionOutput(many=True), 400: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        """List the newest suggestions that were sure (0.8 and above) and wrong."""
        filters = WrongSuggestionFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        return Response(stats.suggestions_sure_and_wrong(**filters.validated_data))
