"""What callers may send for a saved view, and how it is sent."""

from typing import Any

from rest_framework import serializers

from common.errors import named_sentences
from common.fields import JSONObject, PlainText, Switch
from saved_views.models import NAME_CHARACTERS, QUERY_CHARACTERS
from tickets.listing.queries import canonical_query
from tickets.serializers import AssigneeOutput


class ListQuery(PlainText):
    """The query of a list, read in its one spelling."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="query", max_length=QUERY_CHARACTERS, allow_blank=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The query, or the list's own sentences, each with the parameter that it is about."""
        text = super().run_validation(data)
        try:
            return canonical_query(text)
        except serializers.ValidationError as error:
            sentences = [
                f"{name}: {sentence}"
                for name, found in named_sentences(error.detail)
                for sentence in found
            ]
            raise serializers.ValidationError(sentences) from error


class SavedViewInput(JSONObject):
    """The body of POST and, partially, of PATCH; fields beyond these are ignored."""

    name = PlainText(label="name", max_length=NAME_CHARACTERS)
    query = ListQuery(
        required=False,
        help_text="Parameters of GET /api/tickets/, without `cursor` and `limit`.",
    )
    shared = Switch(required=False, help_text="Whether everybody with a role sees the view.")


class SavedViewOutput(serializers.Serializer[Any]):
    """A list of tickets under a name."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField(help_text="In one spelling; empty for all tickets.")
    shared = serializers.BooleanField()
    owner = AssigneeOutput(allow_null=True, help_text="Null when the account was deleted.")
    etag = serializers.CharField(help_text="For If-Match.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
