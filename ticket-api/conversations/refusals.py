"""Conflicts of messages, with a `code` in the error envelope."""

from typing import Any

from rest_framework import status

from common.errors import Refusal


class NewerMessages(Refusal):
    """Somebody else has written since the writer read the conversation."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "newer_messages"
    default_detail = (
        "Somebody has written since you read this conversation. Read `newer`, then send again with "
        "the last id that you have seen."
    )

    def __init__(self, newer: list[dict[str, Any]]) -> None:
        super().__init__()
        self.more = {"newer": newer}
