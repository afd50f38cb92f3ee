"""What callers may send for the appearance, and how it is sent."""

from typing import Any

from rest_framework import serializers

from appearance.marks import MARK_BYTES, read_mark
from appearance.models import NAME_CHARACTERS
from common.fields import JSONObject, PlainText

_URL_CHARACTERS = MARK_BYTES * 4 // 3 + 30
_MARK = (
    "Send a PNG image of at most 32 KiB and 256 pixels on each side as data:image/png;base64,…, "
    "or null for the portal's own mark"
)
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

    mark = serializers.CharField(
        required=False,
        allow_null=True,
        error_messages={"invalid": _MARK, "blank": _MARK},
        help_text=f"{_MARK}.",
    )

    def validate_mark(self, mark: str | None) -> bytes:
        """The image, or nothing for the portal's own mark."""
        if mark is None:
            return b""
        try:
            return read_mark(mark if len(mark) <= _URL_CHARACTERS else "")
        except ValueError as error:
            raise serializers.ValidationError([_MARK]) from error

    def validate_name(self, name: str) -> str:
        """The name on one line."""
        return " ".join(name.split())

    def validate_accent(self, accent: str | None) -> str:
        """The colour in one spelling, or an empty text for the portal's own one."""
        return (accent or "").lower()


class AppearanceOutput(serializers.Serializer[Any]):
    """What the portal is called, its colour and its mark."""

    name = serializers.CharField(help_text="At the top of each page and in its title.")
    accent = serializers.CharField(
        allow_null=True,
        help_text=(
            "`#rrggbb`, or null for the portal's own colour. The portal takes its hue, in a "
            "lightness that can be read in light and in dark."
        ),
    )
    mark = serializers.CharField(
        allow_null=True, help_text="The address of the image, or null for the portal's own mark."
    )
