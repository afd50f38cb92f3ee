"""Answers of the conversation's endpoints."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from conversations.selectors import Messages
from conversations.sending import Sent


def messages_body(page: Messages, request: Request, path: str) -> dict[str, Any]:
    """A part of a conversation; `path` is the address of the whole one."""
    older = None
    if page.older_before is not None:
        older = request.build_absolute_uri(f"{path}?before={page.older_before}")
    return {"older": older, "results": page.results}


def sent_response(sent: Sent) -> Response:
    """201 with the stored message, also for a replay."""
    body = sent.row if sent.sent_to is None else {**sent.row, "sent_to": sent.sent_to}
    headers = {"Idempotent-Replayed": "true"} if sent.replayed else {}
    return Response(body, status=201, headers=headers)
