"""What drf-spectacular cannot derive from the code.

The description is held to what the service does by tests/config/test_as_described.py.
"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from common.fields import WITHOUT_NUL
from common.idempotency import KEY_CHARACTERS

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS, "pattern": "^[!-~]+$"},
    location="header",
    description="The same key and body give the same answer again, for 24 hours.",
)

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
    """An empty parameter counts as not given, and a list names each value once."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "query":
            continue
        parameter["allowEmptyValue"] = True
        schema = parameter["schema"]
        if schema["type"] == "array":
            schema["uniqueItems"] = True
        elif schema["type"] == "string" and "enum" not in schema:
            schema.setdefault("pattern", WITHOUT_NUL)
