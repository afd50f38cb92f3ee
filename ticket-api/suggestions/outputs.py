"""Serializers of the statistics about suggestions, for the OpenAPI description."""

from typing import Any

from rest_framework import serializers

from tickets.models import Category, Priority


class CauseOutput(serializers.Serializer[Any]):
    """Why the classify endpoint fell back, and how often."""

    cause = serializers.CharField()
    count = serializers.IntegerField()


class AnswersOutput(serializers.Serializer[Any]):
    """Answers of the classify endpoint, also while a person was still typing."""

    shown = serializers.IntegerField()
    fell_back = serializers.IntegerField(help_text="Whatever provider or model was asked for.")
    causes = CauseOutput(many=True)
    median_ms = serializers.IntegerField(
        allow_null=True, help_text="Of the answers with a suggestion, to within a tenth."
    )


class SuggestedTicketsOutput(serializers.Serializer[Any]):
    """Tickets in the ledger."""

    suggested = serializers.IntegerField(help_text="Sent with a suggestion for their text.")
    stale = serializers.IntegerField(
        help_text="Sent with a suggestion for another text; they count towards no rate."
    )
    backlog = serializers.IntegerField(help_text="Sorted by `manage.py classify_tickets`.")


class ConfusionOutput(serializers.Serializer[Any]):
    """What was suggested, and what the tickets say now."""

    suggested = serializers.CharField()
    final = serializers.CharField()
    count = serializers.IntegerField()


class FieldSuggestionsOutput(serializers.Serializer[Any]):
    """How many suggestions for one field were accepted or corrected."""

    accepted = serializers.IntegerField(help_text="Sent as suggested.")
    overridden = serializers.IntegerField(help_text="Sent otherwise.")
    corrected = serializers.IntegerField(help_text="Changed after sending, however sent.")
    accepted_then_corrected = serializers.IntegerField()
    acceptance_rate = serializers.FloatField(allow_null=True)
    mean_hours_to_correction = serializers.FloatField(allow_null=True)
    confusion = ConfusionOutput(many=True)


class ReliabilityOutput(serializers.Serializer[Any]):
    """How often suggestions of a confidence are what the tickets say now."""

    to = serializers.FloatField()
    suggested = serializers.IntegerField()
    mean_confidence = serializers.FloatField(allow_null=True)
    category_right = serializers.IntegerField()
    priority_right = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        """With the field `from`, which is a keyword in Python."""
        return {"from": serializers.FloatField(), **super().get_fields()}


class ModelSuggestionsOutput(serializers.Serializer[Any]):
    """One provider, model and prompt version; the last used comes first."""

    provider = serializers.CharField()
    model = serializers.CharField()
    prompt_version = serializers.CharField()
    last_day = serializers.DateField()
    suggested = serializers.IntegerField()
    category_accepted = serializers.IntegerField()
    category_right = serializers.IntegerField()
    priority_accepted = serializers.IntegerField()
    priority_right = serializers.IntegerField()


class SuggestionDayOutput(serializers.Serializer[Any]):
    """One day (UTC); days without a suggestion are left out."""

    date = serializers.DateField()
    suggested = serializers.IntegerField()
    category_accepted = serializers.IntegerField()
    priority_accepted = serializers.IntegerField()


class SuggestionStatsOutput(serializers.Serializer[Any]):
    """How good the suggestions are."""

    days = serializers.IntegerField()
    answers = AnswersOutput()
    tickets = SuggestedTicketsOutput()
    category = FieldSuggestionsOutput()
    priority = FieldSuggestionsOutput()
    reliability = ReliabilityOutput(many=True)
    models = ModelSuggestionsOutput(many=True)
    trend = SuggestionDayOutput(many=True)


class WrongSuggestionOutput(serializers.Serializer[Any]):
    """A suggestion that was sure and is not what its ticket says now."""

    ticket_id = serializers.IntegerField()
    title = serializers.CharField()
    suggested_category = serializers.ChoiceField(Category.choices)
    final_category = serializers.ChoiceField(Category.choices)
    suggested_priority = serializers.ChoiceField(Priority.choices)
    final_priority = serializers.ChoiceField(Priority.choices)
    confidence = serializers.FloatField()
    provider = serializers.CharField()
    model = serializers.CharField()
    prompt_version = serializers.CharField()
    created_at = serializers.DateTimeField()
