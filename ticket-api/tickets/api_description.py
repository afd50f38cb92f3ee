"""What drf-spectacular cannot derive from the code; loaded by tickets.apps.

The description is held to what the service does by tests/config/test_as_described.py.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter

from common.idempotency import KEY_CHARACTERS

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS, "pattern": "^[!-~]+$"},
    location="header",
    description="The same key and body give the same answer again, for 24 hours.",
)
_WITHOUT_NUL = r"^[^\u0000]*$"

_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOutput"}}}
_WITHOUT_DATABASE = "ticket_classify"
_UNAVAILABLE = {"503": {"description": "The database is away; Retry-After says how long to wait."}}
_REFUSED_CALLERS = {
    "401": {"description": "`not_signed_in`, or `invalid_token`."},
    "403": {"description": "`forbidden` for the caller's role, or `csrf_failed`."},
}
_REFUSED_BODIES = {
    "413": {"description": "The body is larger than 256 KiB."},
    "415": {"description": "The body is not application/json."},
}


class PlainTextDescription(OpenApiSerializerFieldExtension):
    """Texts without NUL; that there is something to see in them is more than a pattern can say."""

    target_class = "common.fields.PlainText"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """The text's schema with its pattern; `complete` knows those that may be blank."""
        schema = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        if not self.target.allow_blank:
            schema["pattern"] = _WITHOUT_NUL
        return schema


class ChoicesDescription(OpenApiSerializerFieldExtension):
    """A list that names each of its values once."""

    target_class = "tickets.listing.filters.Choices"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """The list's schema; that commas separate values too is more than it can say."""
        schema = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        return {**schema, "uniqueItems": True}


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The description with what holds for many operations (a hook of drf-spectacular)."""
    for path in result["paths"].values():
        for operation in path.values():
            _add_errors(operation)
            _describe_queries(operation)
    return result


def _add_errors(operation: dict[str, Any]) -> None:
    errors = dict(_REFUSED_BODIES) if "requestBody" in operation else {}
    for body in operation.get("requestBody", {}).get("content", {}).values():
        # drf-spectacular says it of bodies that a serializer describes.
        if body["schema"].get("required"):
            operation["requestBody"]["required"] = True
    if "security" in operation:
        # `{}`: an open portal and public endpoints allow anonymous access.
        operation["security"] = [*(way for way in operation["security"] if way), {}]
        errors |= _REFUSED_CALLERS
    if operation["operationId"] != _WITHOUT_DATABASE:
        errors |= _UNAVAILABLE
    for status, error in errors.items():
        operation["responses"].setdefault(status, {**error, "content": _ERROR})


def _describe_queries(operation: dict[str, Any]) -> None:
    """In an address an empty value means what a form means by it: not given."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            parameter["allowEmptyValue"] = True
            if parameter["schema"]["type"] == "string" and "enum" not in parameter["schema"]:
                parameter["schema"].setdefault("pattern", _WITHOUT_NUL)
