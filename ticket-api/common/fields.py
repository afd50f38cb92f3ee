"""Serializer fields that all features share, with their sentences (contracts/sentences.json)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.invisible import shows_something

WITHOUT_NUL = r"^[^\u0000]*$"  # The pattern of texts in the API's description.


class PlainText(serializers.CharField):
    """Text for people: a string without NUL and lone surrogates, with a visible character."""

    def __init__(self, *, label: str, article: str = "a", **kwargs: Any) -> None:
        name, enter = label.capitalize(), f"Enter {article} {label}"
        kwargs["error_messages"] = {
            "invalid": f"{enter} as text",
            "null": enter,
            "blank": enter,
            "max_length": f"{name} must be {kwargs['max_length']:,} characters or fewer",
            "unreadable": (
                f"{name} has a character that cannot be stored. "
                "Remove NUL characters and broken emoji"
            ),
        }
        super().__init__(**kwargs)
        if not self.allow_blank:
            # No pattern can say that a character must be visible. The decorator is made for classes
            # and changes only the attributes of what it gets.
            described = extend_schema_field({"type": "string", "pattern": WITHOUT_NUL})
            described(self)  # type: ignore[type-var]

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The text, or a sentence about what to enter."""
        if isinstance(data, str) and "\x00" not in data and not shows_something(data):
            data = ""
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """`data` if it is a string that UTF-8 and PostgreSQL can hold."""
        if not isinstance(data, str):
            self.fail("invalid")
        if "\x00" in data or any("\ud800" <= letter <= "\udfff" for letter in data):
            self.fail("unreadable")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of the choices; every error names them."""

    def __init__(self, choices: Any, *, label: str, **kwargs: Any) -> None:
        *most, last = choices.values
        sentence = f"Choose a {label}: {', '.join(most)} or {last}"
        kwargs["error_messages"] = {"null": sentence, "invalid_choice": sentence}
        super().__init__(choices.choices, **kwargs)


class Switch(serializers.BooleanField):
    """`true` or `false`; REST framework would also take `"yes"` and 1."""

    def to_internal_value(self, data: Any) -> bool:
        """`data` when it is a truth value."""
        if not isinstance(data, bool):
            raise serializers.ValidationError(["Send true or false"])
        return data


class JSONObject(serializers.Serializer[Any]):
    """A body with fields."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The fields, or one sentence for a body that is a list, a text, a number or null."""
        if data is serializers.empty or (data is None and self.allow_null):
            return super().run_validation(data)
        if not isinstance(data, dict):
            names = ", ".join(self.fields)
            raise serializers.ValidationError({"detail": [f"Send a JSON object with: {names}"]})
        return super().run_validation(data)


class ErrorOutput(serializers.Serializer[Any]):
    """The envelope of every error."""

    error = serializers.CharField()
    code = serializers.CharField(
        required=False, help_text="Where programs tell errors of one status apart."
    )
    details = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
