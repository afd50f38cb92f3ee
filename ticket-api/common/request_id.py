"""The id of the current request, for the log, the response and calls to the classifier."""

import re
import uuid
from contextvars import ContextVar, Token

_current: ContextVar[str] = ContextVar("request_id", default="")
# A uuid with or without dashes, or the gateway's 32 hexadecimal digits.
_ACCEPTABLE = re.compile(r"[0-9A-Fa-f-]{1,64}")


def current_request_id() -> str:
    """The id of the current request; an empty string outside of a request."""
    return _current.get()


def accept_request_id(sent: str | None) -> str:
    """`sent` if it is an id that is safe to log and to forward, otherwise a new one."""
    if sent and _ACCEPTABLE.fullmatch(sent):
        return sent
    return uuid.uuid4().hex


def set_request_id(request_id: str) -> Token[str]:
    """Set the current request id; pass the returned token to `reset_request_id`."""
    return _current.set(request_id)


def reset_request_id(token: Token[str]) -> None:
    """Restore the id from before the `set_request_id` that returned `token`."""
    _current.reset(token)
