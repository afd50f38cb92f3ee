"""The id of the request being served, for the log, the answer and the call to the classifier."""

import re
import uuid
from contextvars import ContextVar, Token

_current: ContextVar[str] = ContextVar("request_id", default="")
# A uuid with or without dashes, or the gateway's 32 hexadecimal digits.
_ACCEPTABLE = re.compile(r"[0-9A-Fa-f-]{1,64}")


def current_request_id() -> str:
    """The id of the request that this thread serves, or an empty string outside of one."""
    return _current.get()


def accept_request_id(sent: str | None) -> str:
    """`sent` if it is an id that is safe to log and to forward, otherwise a new one."""
    if sent and _ACCEPTABLE.fullmatch(sent):
        return sent
    return uuid.uuid4().hex


def set_request_id(request_id: str) -> Token[str]:
    """Make `request_id` the current one; the token undoes it with `reset_request_id`."""
    return _current.set(request_id)


def reset_request_id(token: Token[str]) -> None:
    """Bring back what was current before `set_request_id` returned `token`."""
    _current.reset(token)
