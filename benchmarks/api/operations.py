"""The requests of each operation, to ticket-api, to the floor and to the naive way."""

import json
from collections.abc import Callable
from typing import Any

from benchmarks.shared.load import Request, http_request

CREATE = "create"
CHANGE = "change of status"
REPLY = "reply"
MESSAGES = "newest of 500 messages"
# By an agent, with the requesters and the assignees of the tickets.
LISTS_OF_AGENTS = ("list, waiting", "list, by priority", "list, assignee")
FOR_AGENTS = (*LISTS_OF_AGENTS, "counts", MESSAGES, REPLY)
CONVERSATION = "/api/tickets/{}/messages/"
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
    if name == REPLY:
        same = _reply(plan)
        return {"ticket-api": same, "floor": same}
    made = {
        who: http_request("GET", path, **headers_of(name, plan))
        for who, path in plan["operations"][name].items()
    }
    return {who: lambda _number, same=same: same for who, same in made.items()}


def headers_of(name: str, plan: dict[str, Any]) -> dict[str, str]:
    """The headers of an operation; persons and messages are for an account with a role."""
    if name in FOR_AGENTS:
        return {"Authorization": f"Bearer {plan['token']}"}
    return {}


def reply_body(number: int) -> bytes:
    """What an agent sends."""
    text = f"We have cancelled the second charge. The receipt is C-{number}."
    return json.dumps({"kind": "reply", "body": text}).encode()


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


def _reply(plan: dict[str, Any]) -> Request:
    def request(number: int) -> bytes:
        path = CONVERSATION.format(plan["ids"][number % len(plan["ids"])])
        return http_request("POST", path, reply_body(number), **headers_of(REPLY, plan))

    return request
