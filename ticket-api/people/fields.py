"""Fields of a ticket's body that name a person."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.fields import JSONObject, PlainText
from people.models import EMAIL_CHARACTERS, NAME_CHARACTERS
from people.requesters import email_key

# The caller, in place of an account's id.
ME = "me"
_LARGEST_ACCOUNT_ID = 2**31 - 1


class EmailAddress(serializers.EmailField):
    """An address, checked for its form alone; an empty one means none."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = "Enter an email address, such as anna@example.com"
        kwargs["error_messages"] = {
            "invalid": sentence,
            "max_length": f"Enter an email address of {EMAIL_CHARACTERS} characters or fewer",
        }
        super().__init__(
            required=False,
            allow_null=True,
            allow_blank=True,
            max_length=EMAIL_CHARACTERS,
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> str:
        """The address, if it is a text whose key can be stored."""
        address = super().to_internal_value(data) if isinstance(data, str) else ""
        if not address:
            self.fail("invalid")
        if max(len(address), len(email_key(address))) > EMAIL_CHARACTERS:
            self.fail("max_length")
        return address


class PersonName(PlainText):
    """A name; an invisible or empty one means none."""

    def __init__(self) -> None:
        super().__init__(
            label="name",
            max_length=NAME_CHARACTERS,
            required=False,
            allow_null=True,
            allow_blank=True,
        )


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer", "minimum": 1, "maximum": _LARGEST_ACCOUNT_ID},
            {"type": "string", "enum": [ME]},
        ]
    }
)
class Assignee(serializers.Field[Any, Any, Any, Any]):
    """The id of an account, or `me`."""

    def to_internal_value(self, data: Any) -> int | str:
        """`data`; which accounts may own tickets is decided when the ticket is locked."""
        if data == ME or (type(data) is int and 1 <= data <= _LARGEST_ACCOUNT_ID):
            return data
        raise serializers.ValidationError(['Enter the id of an account, "me" or null'])


class PersonInput(JSONObject):
    """A requester, as people send their own name and address."""

    name = PersonName()
    email = EmailAddress()

    def to_internal_value(self, data: Any) -> Any:
        """`name` and `email` where they are given; an empty address is None."""
        given = super().to_internal_value(data)
        if "name" in given:
            given["name"] = given["name"] or ""
        if "email" in given:
            given["email"] = given["email"] or None
        return given
