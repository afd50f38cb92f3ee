"""Checks that the floor gives ticket-api's answers; otherwise it would be no floor."""

from typing import Any

import requests

from benchmarks.api.operations import (
    CONVERSATION,
    LISTS_OF_AGENTS,
    MESSAGES,
    REPLY,
    SIMILAR,
    headers_of,
    reply,
)
from benchmarks.shared.load import Server

_COMPARED = ("ticket-api", "floor")


def check_answers(servers: dict[str, Server], plan: dict[str, Any]) -> None:
    """RuntimeError unless the floor gives the same tickets, messages and numbers as ticket-api."""
    for name, paths in plan["operations"].items():
        answers = [
            _answer(servers[who].port, paths[who], headers_of(name, plan)) for who in _COMPARED
        ]
        if name in LISTS_OF_AGENTS:
            answers = [[_with_persons(one) for one in answer["results"]] for answer in answers]
        elif name not in ("stats", "counts", MESSAGES, SIMILAR):
            answers = [[ticket["id"] for ticket in answer["results"]] for answer in answers]
        _require_same(name, answers)
    _require_same(REPLY, _replies(servers, plan))


def _replies(servers: dict[str, Server], plan: dict[str, Any]) -> list[Any]:
    """The answer to a reply of each server, and what the reply changed of its ticket.

    The two tickets are alike: open, without an assignee, with as many messages.
    """
    headers = headers_of(REPLY, plan)
    found = []
    for who, ticket in zip(_COMPARED, plan["alike"], strict=True):
        path = CONVERSATION.format(ticket)
        answer = _answer(servers[who].port, path, headers, reply(1))
        port = servers["ticket-api"].port
        stored = _answer(port, path, headers)["results"][-1]
        if stored != answer:
            raise RuntimeError(f"{who} has stored another reply than it says:\n{stored}\n{answer}")
        after = _answer(port, f"/api/tickets/{ticket}/", headers)
        changed = [after[name] for name in ("status", "assignee", "waiting_since")]
        found.append([{**answer, "created_at": None}, changed])
    return found


def _require_same(name: str, answers: list[Any]) -> None:
    if answers[0] != answers[1]:
        raise RuntimeError(f"{name}: the floor answers otherwise:\n{answers}")


def _with_persons(ticket: dict[str, Any]) -> list[Any]:
    """What both write of a ticket for agents alone, and its id."""
    return [ticket[name] for name in ("id", "requester", "assignee", "duplicate_of")]


def _answer(port: int, path: str, headers: dict[str, str], body: object = None) -> Any:
    # The same host for both, which the address of older messages names.
    sent = {**headers, "Host": "localhost"}
    method = "GET" if body is None else "POST"
    answer = requests.request(
        method, f"http://127.0.0.1:{port}{path}", json=body, headers=sent, timeout=60
    )
    answer.raise_for_status()
    return answer.json()
