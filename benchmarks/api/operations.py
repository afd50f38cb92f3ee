"""The requests of each operation, to ticket-api, to the floor and to the naive way."""

import json
from collections.abc import Callable
from typing import Any

from benchmarks.shared.load import Request, http_request

CREATE = "create"
CHANGE = "change of status"
STATUSES = ("open", "in_progress", "resolved", "closed")
_CREATE_PATHS = {"ticket-api": "/api/tickets/", "floor": "/create", "naive": "/tickets/"}


def requests_of(name: str, plan: dict[str, Any]) -> dict[str, Request]:
    """What to send to whom for operation `name`, on the database that `plan` was made from."""
    if name == CREATE:
        return {who: _create(path) for who, path in _CREATE_PATHS.items()}
    if name == CHANGE:
        return {
            "ticket-api": _change(lambda ticket: f"/api/tickets/{ticket}/", plan["ids"]),
            "floor": _change(lambda ticket: f"/change/{ticket}", plan["ids"]),
        }
    operation = plan["operations"][name]
    paths = {
        "ticket-api": operation["path"],
        "floor": f"/{floor_key(name)}",
        "naive": operation["naive"],
    }
    made = {who: http_request("GET", path) for who, path in paths.items()}
    return {who: lambda _number, same=same: same for who, same in made.items()}


def floor_key(name: str) -> str:
    """The path of the floor that carries out the statements of operation `name`."""
    return name.replace(",", "").replace(" ", "-")


def _create(path: str) -> Request:
    def request(number: int) -> bytes:
        ticket = {
            "title": "Charged twice for Norvebel",
            "description": f"The invoice of Monday shows it. The order is B-{number}.",
            "category": "billing",
            "priority": "high",
        }
        body = json.dumps(ticket).encode()
        return http_request("POST", path, body, Idempotency_Key=f"bench-{number}")

    return request


def _change(path: Callable[[int], str], ids: list[int]) -> Request:
    def request(number: int) -> bytes:
        # Neighbours in a row of requests never change the same ticket.
        ticket = ids[number % len(ids)]
        status = STATUSES[number // len(ids) % len(STATUSES)]
        return http_request("PATCH", path(ticket), json.dumps({"status": status}).encode())

    return request
