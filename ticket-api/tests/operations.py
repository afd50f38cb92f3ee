"""The operations of contracts/openapi.json, and a good request for each: nothing is left out."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client

from tests.samples import contract

DESCRIPTION = contract("openapi.json")
# The macro and the saved view that requests name. A test that needs them creates them.
MACRO = 1
VIEW = 1
# An account, a token and another ticket that do not exist.
ACCOUNT = 2**31
OTHER_TICKET = 2**31
TOKEN = "0" * 12
# The mark of a portal without one.
DIGEST = "0" * 32


@dataclass(frozen=True)
class Operation:
    """One method of one address, with a request that it understands."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    ticket_id: object = 1

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def put(self, place: str, name: str, value: str) -> "Operation":
        """The same request with `value` in that place."""
        if place == "path":
            return replace(self, ticket_id=value)
        values = {**(getattr(self, place) or {}), name: value}
        return replace(self, **{place: values})

    def at(self, ticket_id: object) -> str:
        """Its address for this ticket; and of the constants above."""
        values = {
            "ticket_id": ticket_id,
            "macro_id": MACRO,
            "view_id": VIEW,
            "account_id": ACCOUNT,
            "token_id": TOKEN,
            "digest": DIGEST,
            "other_id": OTHER_TICKET,
        }
        return self.path.format_map(values)

    def send(self, client: Client, **headers: str) -> HttpResponse:
        """The answer to it."""
        address = self.at(self.ticket_id)
        body = "" if self.body is None else json.dumps(self.body)
        return whole(
            client.generic(  # type: ignore[arg-type]
                self.method,
                address,
                body,
                "application/json",
                query_params=self.query,
                headers={**self.headers, **headers},
            )
        )


def whole(answer: HttpResponseBase) -> HttpResponse:
    """The answer with all of its content, also of one that is streamed."""
    if not isinstance(answer, StreamingHttpResponse):
        assert isinstance(answer, HttpResponse)
        return answer
    content = b"".join(answer.streaming_content)
    return HttpResponse(content, status=answer.status_code, headers=dict(answer.headers))


def parameters(operation: Operation) -> list[tuple[str, str]]:
    """Where the operation takes text or numbers from its caller: the place and the name."""
    return [*_PLACES[str(operation)]]


def _described() -> dict[str, list[tuple[str, str]]]:
    places = {}
    for path, methods in DESCRIPTION["paths"].items():
        for method, described in methods.items():
            found = [(_PLACE[p["in"]], p["name"]) for p in described.get("parameters", [])]
            found += [("body", name) for name in _body_schema(described).get("properties", {})]
            places[f"{method.upper()} {path}"] = found
    return places


_PLACE = {"query": "query", "header": "headers", "path": "path"}


def _body_schema(described: dict[str, Any]) -> dict[str, Any]:
    content = described.get("requestBody", {}).get("content", {})
    return _resolved(content["application/json"]["schema"]) if content else {}


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return DESCRIPTION["components"]["schemas"][name] if name else schema


def _good_body(schema: dict[str, Any]) -> dict[str, Any] | None:
    if not schema:
        return None
    return {name: good_value(schema["properties"][name]) for name in schema.get("required", [])}


def good_value(schema: dict[str, Any]) -> Any:
    """Something that the description allows."""
    resolved = _resolved(schema)
    if "enum" in resolved:
        return resolved["enum"][0]
    if resolved.get("type") == "array":
        return [good_value(resolved["items"])]
    if resolved.get("type") == "object":
        return _good_body({"properties": {}, **resolved})
    return resolved.get("minimum", 1) if resolved.get("type") == "integer" else "text"


def _in_query(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


_PLACES = _described()
OPERATIONS = [
    Operation(method.upper(), path, body=_good_body(_body_schema(described)))
    for path, methods in DESCRIPTION["paths"].items()
    for method, described in methods.items()
]
CHANGES = [operation for operation in OPERATIONS if operation.method != "GET"]
QUERIES = [
    (operation, p["name"], _in_query(good_value(p["schema"])))
    for operation in OPERATIONS
    for p in DESCRIPTION["paths"][operation.path][operation.method.lower()].get("parameters", [])
    if p["in"] == "query"
]
