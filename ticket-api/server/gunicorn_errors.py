"""Put the errors that gunicorn answers without the application into the error envelope.

gunicorn answers requests that it cannot parse with HTML or plain text and has no setting for it.
This module replaces `gunicorn.util.write_error` and a private method of its ASGI worker. Without
either tests/server/test_gunicorn.py::test_every_error_has_the_envelope fails.
"""

import socket
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import orjson

from common import errors


def answer_in_the_envelope() -> None:
    """Replace the error writers of gthread and ASGI workers; call this in each worker."""
    from gunicorn import util
    from gunicorn.asgi.protocol import ASGIProtocol

    util.write_error = _write_error
    ASGIProtocol._send_error_response = _send_error_response  # noqa: SLF001 (see above)


def _answer(status: int, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    body = orjson.dumps(
        errors.internal_error_body() if status == 500 else errors.status_envelope(status)
    )
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers),
    ]
    return "\r\n".join([*lines, "\r\n"]).encode("latin-1") + body


def _write_error(sock: socket.socket, status: int, _reason: str, _message: str) -> None:
    """Replaces gunicorn.util.write_error, which gthread workers call."""
    from gunicorn import util

    util.write_nonblock(sock, _answer(status))


def _send_error_response(
    protocol: Any, status: int, _message: str, extra_headers: Iterable[tuple[str, str]] = ()
) -> None:
    """Replaces ASGIProtocol._send_error_response."""
    protocol._safe_write(_answer(status, extra_headers))  # noqa: SLF001 (see above)
