"""JSON in and out of REST framework: strict when reading, fast when writing."""

import json
from typing import Any, NoReturn

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer


class FastJSONRenderer(BaseRenderer):
    """Renders with orjson; datetimes must be aware and become `…Z`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, *_args: Any, **_kwargs: Any) -> bytes:
        """`data` as UTF-8 JSON, or nothing at all for an answer without a body."""
        if data is None:
            return b""
        return orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)


class StrictJSONParser(JSONParser):
    """Reads UTF-8 JSON as RFC 8259 has it, with or without a byte order mark.

    Anything else is a 400 that says what to send. So is a name that an object has twice: a filter
    in front might have looked at the other value.

    As a JSONParser it is handed the body only after Django has held it to the limit.
    """

    renderer_class: type[BaseRenderer] = FastJSONRenderer  # type: ignore[assignment]

    def parse(self, stream: Any, *_args: Any, **_kwargs: Any) -> Any:
        """The parsed body of `stream`."""
        try:
            return json.loads(
                stream.read().decode("utf-8-sig"),
                parse_constant=_refuse_constant,
                object_pairs_hook=_object_of,
            )
        except UnicodeDecodeError as error:
            raise ParseError("The body is not UTF-8. Send JSON encoded as UTF-8.") from error
        except RecursionError as error:
            raise ParseError("The body is nested too deeply. Send a flat JSON object.") from error
        except ValueError as error:
            raise ParseError(
                "The body cannot be read as JSON. Check for missing quotes, commas or braces."
            ) from error


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ParseError("The body has a name twice in one object. Send each name once.")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
