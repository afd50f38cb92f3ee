"""The requests of each operation, to ticket-api, to the floor and to the naive way."""

import json
from collections.abc import Callable
from typing import Any

from benchmarks.shared.load import Request, http_request

CREATE = "create"
CHANGE = "change of status"
# By an agent, with the requesters and the assignees of the tickets.
FOR_AGENTS = ("list, waiting", "list, by priority", "list, assignee", "counts")
STATUSES = ("open", "in_progress", "resolved", "closed")
WRITES = {
    CREATE: {"ticket-api": "/api/tickets/", "floor": "/tickets", "naive": "/tickets/"},
    CHANGE: {"ticket-api": "/api/tickets/{}/", "floor": "/tickets/{}", "naive": "/tickets/{}/"},
}


def requests_of(name: str, plan: dict[str, Any]) -> dict[str, Request]:
    """The requests of operation `name`, by server; `plan` is that of the database's script."""
    if name == CREATE:
        return {who: _create(path) for who, path in WRITES[CREATE].items()}
    if name == CHANGE:
        return {who: _change(path.format, plan["ids"]) for who, path in WRITES[CHANGE].items()}
    made = {
        who: http_request("GET", path, **headers_of(name, who, plan))
        for who, path in plan["operations"][name].items()
    }
    return {who: lambda _number, same=same: same for who, same in made.items()}


def headers_of(name: str, who: str, plan: dict[str, Any]) -> dict[str, str]:
    """The headers of a reading operation; ticket-api shows persons to a role alone."""
    if name in FOR_AGENTS and who == "ticket-api":
        return {"Authorization": f"Bearer {plan['token']}"}
    return {}


def _create(path: str) -> Request:
    def request(number: int) -> bytes:
        ticket = {
            "title": "Charged twice for Norvebel",
            "description": f"The invoice of Monday shows it. The order is B-{number}.",
            "category": "billing",
            "priority": "high",
        }
        return http_request("POST", path, json.dumps(ticket).encode())

    return request


def _change(path: Callable[[int], str], ids: list[int]) -> Request:
    def request(number: int) -> bytes:
        # Neighbours in a row of requests never change the same ticket.
        ticket = ids[number % len(ids)]
        status = STATUSES[number // len(ids) % len(STATUSES)]
        return http_request("PATCH", path(ticket), json.dumps({"status": status}).encode())

    return request
