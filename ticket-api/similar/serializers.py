"""What callers may send about similar tickets, and how answers look."""

from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers

from common.fields import Choice, JSONObject, PlainText
from similar.models import Verdict
from tickets.listing.filters import DAYS_DEFAULT, DAYS_MAX, WholeNumber
from tickets.models import Category, Priority, Status
from tickets.serializers import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS

# contracts/limits.json; a test holds the two together.
LINKS_MAX = 20
_LINK_CHARACTERS = 200


class GivenVerdict(TextChoices):
    """What an agent says of a pair."""

    DIFFERENT = Verdict.Word.DIFFERENT.value
    DUPLICATE = Verdict.Word.DUPLICATE.value


class VerdictInput(JSONObject):
    """The body of POST; fields beyond this one are ignored."""

    verdict = Choice(GivenVerdict, label="verdict")


class Links(serializers.ListField):
    """Tokens of private links."""

    def __init__(self) -> None:
        super().__init__(
            child=PlainText(label="link", max_length=_LINK_CHARACTERS),
            max_length=LINKS_MAX,
            error_messages={
                "required": "Send the tokens of private links",
                "null": "Send the tokens of private links",
                "not_a_list": "Send a list of the tokens of private links",
                "max_length": f"Send {LINKS_MAX} links or fewer",
            },
        )

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The tokens, or all sentences in one list: the envelope has no positions of a list."""
        try:
            return super().run_validation(data)
        except serializers.ValidationError as error:
            by_place: Any = error.detail
            if isinstance(by_place, dict):
                sentences = {f"{said[0]}" for said in by_place.values()}
                raise serializers.ValidationError(sorted(sentences)) from error
            raise


class OwnSimilarInput(JSONObject):
    """A ticket that is being written, and the links of the writer's own tickets."""

    title = PlainText(
        label="title", max_length=TITLE_CHARACTERS, required=False, allow_blank=True, default=""
    )
    description = PlainText(label="description", max_length=DESCRIPTION_CHARACTERS)
    links = Links()


class OwnSimilarTicketOutput(serializers.Serializer[Any]):
    """An unfinished ticket of one of the links."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    created_at = serializers.DateTimeField()
    similarity = serializers.FloatField(help_text="0 to 1.")


class OwnSimilarOutput(serializers.Serializer[Any]):
    """Up to 3 of the caller's own tickets, the most alike first."""

    results = OwnSimilarTicketOutput(many=True)


class SimilarTicketOutput(OwnSimilarTicketOutput):
    """A ticket that may report the same problem."""

    category = serializers.ChoiceField(Category.choices)
    priority = serializers.ChoiceField(Priority.choices)


class SimilarOutput(serializers.Serializer[Any]):
    """Up to 5 tickets, the most alike first."""

    model = serializers.CharField(
        help_text="What compared them: `trigrams`, or a model of embeddings."
    )
    results = SimilarTicketOutput(many=True)


class VerdictOutput(serializers.Serializer[Any]):
    """The latest verdict of a pair."""

    verdict = serializers.ChoiceField(GivenVerdict.choices)
    model = serializers.CharField()
    similarity = serializers.FloatField(
        allow_null=True, help_text="Null when the model would not have shown the pair."
    )
    created_at = serializers.DateTimeField()


class SimilarStatsFilters(serializers.Serializer[Any]):
    """How far back, today (UTC) included."""

    days = WholeNumber(minimum=1, maximum=DAYS_MAX, default=DAYS_DEFAULT)


class ModelPrecisionOutput(serializers.Serializer[Any]):
    """What agents said of the pairs of one model."""

    model = serializers.CharField()
    judged = serializers.IntegerField(help_text="Pairs with a verdict.")
    duplicates = serializers.IntegerField(help_text="Those that are the same.")
    precision = serializers.FloatField(help_text="`duplicates` of `judged`, 0 to 1.")


class SimilarStatsOutput(serializers.Serializer[Any]):
    """How good the pairs are that were shown; models without a verdict are left out."""

    days = serializers.IntegerField()
    models = ModelPrecisionOutput(many=True)
