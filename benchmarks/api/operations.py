"""The requests of each operation, to ticket-api, to the floor and to the naive way."""

import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from benchmarks.shared.load import Request, http_request

CREATE = "create"
CHANGE = "change of status"
REPLY = "reply"
MESSAGES = "newest of 500 messages"
SIMILAR = "similar tickets"
# By an agent, with the requesters and the assignees of the tickets.
LISTS_OF_AGENTS = ("list, waiting", "list, by priority", "list, assignee")
FOR_AGENTS = (*LISTS_OF_AGENTS, "counts", MESSAGES, SIMILAR, REPLY)
CONVERSATION = "/api/tickets/{}/messages/"
SIMILAR_PATH = "/api/tickets/{}/similar/"
STATUSES = ("open", "in_progress", "resolved", "closed")
TICKETS = {"ticket-api": "/api/tickets/", "floor": "/tickets", "naive": "/tickets/"}
TICKET = {"ticket-api": "/api/tickets/{}/", "floor": "/tickets/{}", "naive": "/tickets/{}/"}


def requests_of(name: str, plan: dict[str, Any]) -> dict[str, Request]:
    """The requests of operation `name`, by server; `plan` is that of the database's script."""
    headers, ids = headers_of(name, plan), plan["ids"]
    if name == CREATE:
        return {who: _writes("POST", path, _ticket) for who, path in TICKETS.items()}
    if name == CHANGE:
        # Neighbours in a row of requests never change the same ticket.
        return {
            who: _writes("PATCH", path, lambda number: _status(number // len(ids)), ids)
            for who, path in TICKET.items()
        }
    if name == REPLY:
        same = _writes("POST", CONVERSATION, reply, ids, headers)
        return {"ticket-api": same, "floor": same}
    made = {
        who: http_request("GET", path, **headers) for who, path in plan["operations"][name].items()
    }
    return {who: lambda _number, same=same: same for who, same in made.items()}


def headers_of(name: str, plan: dict[str, Any]) -> dict[str, str]:
    """The headers of an operation; persons and messages are for an account with a role."""
    if name in FOR_AGENTS:
        return {"Authorization": f"Bearer {plan['token']}"}
    return {}


def reply(number: int) -> dict[str, str]:
    """What an agent sends."""
    text = f"We have cancelled the second charge. The receipt is C-{number}."
    return {"kind": "reply", "body": text}


def _ticket(number: int) -> dict[str, str]:
    return {
        "title": "Charged twice for Norvebel",
        "description": f"The invoice of Monday shows it. The order is B-{number}.",
        "category": "billing",
        "priority": "high",
    }


def _status(number: int) -> dict[str, str]:
    return {"status": STATUSES[number % len(STATUSES)]}


def _writes(
    method: str,
    path: str,
    body: Callable[[int], object],
    ids: Sequence[int] = (0,),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Request:
    """Requests to `path` of each ticket in `ids` in turn."""

    def request(number: int) -> bytes:
        sent = json.dumps(body(number)).encode()
        return http_request(method, path.format(ids[number % len(ids)]), sent, **headers)

    return request
