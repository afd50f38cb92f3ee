"""What callers may send to the conversation's endpoints, and how answers look."""

from typing import Any, ClassVar

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.fields import Choice, ErrorOutput, JSONObject, PlainText, Switch
from conversations.models import BODY_CHARACTERS, TITLE_CHARACTERS, Kind, Macro
from conversations.placeholders import UnknownPlaceholderError, check_placeholders
from tickets.listing.filters import WholeNumber
from tickets.models import Status

LARGEST_NUMBER = 2**31 - 1


class WrittenKind(TextChoices):
    """The kinds that an account writes; a request comes with a private link."""

    REPLY = Kind.REPLY.value
    NOTE = Kind.NOTE.value


class Body(PlainText):
    """The text of a message, under the rules of a ticket's description."""

    def __init__(self, *, label: str = "message", **kwargs: Any) -> None:
        super().__init__(label=label, max_length=BODY_CHARACTERS, trim_whitespace=False, **kwargs)


class TemplateBody(Body):
    """A text whose placeholders the server substitutes (conversations/placeholders.py)."""

    def to_internal_value(self, data: Any) -> str:
        """The text, or a sentence that names a placeholder that does not exist."""
        text = super().to_internal_value(data)
        try:
            check_placeholders(text)
        except UnknownPlaceholderError as error:
            raise serializers.ValidationError([str(error)]) from error
        return text


class SeenNumber(WholeNumber):
    """A number in a JSON body; strings, booleans and fractions are refused."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The number, or the field's one sentence for any other value."""
        if data is not serializers.empty and type(data) is not int:
            raise serializers.ValidationError([self.sentence])
        return super().run_validation(data)


class NewMessageInput(JSONObject):
    """The body of POST for an account; fields beyond these are ignored."""

    kind = Choice(WrittenKind, label="kind of message")
    body = TemplateBody()
    seen = SeenNumber(
        minimum=0,
        maximum=LARGEST_NUMBER,
        required=False,
        help_text=(
            "The id of the last message that the writer saw, 0 for none. If somebody else has "
            "written since, the answer is 409 and nothing is stored."
        ),
    )
    status = Choice(
        Status, label="status", required=False, help_text="The ticket's status afterwards."
    )
    to_duplicates = Switch(
        required=False, help_text="Send the reply to every duplicate of the ticket too."
    )


class NewRequestInput(JSONObject):
    """The body of POST with a private link; fields beyond it are ignored."""

    body = Body()


class MessageFilters(serializers.Serializer[Any]):
    """Which part of a conversation; without parameters the newest messages."""

    before = WholeNumber(
        minimum=0, maximum=LARGEST_NUMBER, required=False, help_text="The messages before this id."
    )
    after = WholeNumber(
        minimum=0, maximum=LARGEST_NUMBER, required=False, help_text="The messages after this id."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One direction at a time."""
        if len(attrs) > 1:
            raise serializers.ValidationError(["Give before or after, not both"])
        return attrs


class AuthorOutput(serializers.Serializer[Any]):
    """Who wrote a message; the name is the one at that time and may be empty."""

    name = serializers.CharField()
    role = serializers.ChoiceField(["agent", "requester"])


class MessageOutput(serializers.Serializer[Any]):
    """A message. `id` is its number within the ticket; to a link, among the public ones."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Kind.choices)
    author = AuthorOutput()
    body = serializers.CharField()
    created_at = serializers.DateTimeField()
    attachments = serializers.ListField(
        child=serializers.JSONField(), help_text="Empty in this version."
    )


@extend_schema_serializer(many=False)
class MessagesOutput(serializers.Serializer[Any]):
    """Messages, oldest first, and the address of those before them."""

    older = serializers.URLField(allow_null=True)
    results = MessageOutput(many=True)


class SentOutput(MessageOutput):
    """The stored message."""

    sent_to = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="With `to_duplicates`: the duplicates that got the reply too.",
    )


class ConflictOutput(ErrorOutput):
    """`newer_messages` or `key_reused`."""

    newer = MessageOutput(
        many=True, required=False, help_text="With `newer_messages`: what the writer did not see."
    )


class MacroSerializer(serializers.ModelSerializer[Macro]):
    """A prepared answer."""

    title = PlainText(label="title", max_length=TITLE_CHARACTERS)
    body = TemplateBody(label="text")

    class Meta:
        """The body keeps its line ends, as messages do."""

        model = Macro
        fields: ClassVar[list[str]] = ["id", "title", "body", "created_at", "updated_at"]
        read_only_fields: ClassVar[list[str]] = ["created_at", "updated_at"]
