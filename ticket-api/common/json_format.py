"""REST framework's JSON renderer and parser: orjson to write, strict RFC 8259 to read."""

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
        """`data` as UTF-8 JSON; empty when `data` is None."""
        if data is None:
            return b""
        return orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)


class StrictJSONParser(JSONParser):
    """Parses UTF-8 JSON (RFC 8259), with or without a byte order mark; 400 for anything else.

    Duplicate names in an object are refused too, because another parser in front of this service
    may use the other value. Django enforces the size limit of the body before the parser runs.
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
