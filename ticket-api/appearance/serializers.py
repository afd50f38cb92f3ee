"""The appearance on the wire."""

from typing import Any

from rest_framework import serializers

from appearance.models import NAME_CHARACTERS
from common.fields import JSONObject, PlainText

_COLOUR = "Send a colour such as #1a73e8, or null for the portal's own colour"


class AppearanceInput(JSONObject):
    """Changes of the appearance; fields beyond these are ignored."""

    name = PlainText(label="name", max_length=NAME_CHARACTERS, required=False)
    accent = serializers.RegexField(
        r"^#[0-9A-Fa-f]{6}$",
        required=False,
        allow_null=True,
        error_messages={"invalid": _COLOUR, "blank": _COLOUR},
        help_text="Null for the portal's own colour.",
    )

    def validate_name(self, name: str) -> str:
        """The name on one line."""
        return " ".join(name.split())

    def validate_accent(self, accent: str | None) -> str:
        """The colour in one spelling, or an empty text for the portal's own one."""
        return (accent or "").lower()


class AppearanceOutput(serializers.Serializer[Any]):
    """What the portal is called, and its colour."""

    name = serializers.CharField(help_text="At the top of each page and in its title.")
    accent = serializers.CharField(
        allow_null=True,
        help_text=(
            "`#rrggbb`, or null for the portal's own colour. The portal takes its hue, in a "
            "lightness that can be read in light and in dark."
        ),
    )
