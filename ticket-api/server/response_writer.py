"""A gunicorn response class that sends the headers together with the start of the body."""

from gunicorn.http.wsgi import Response


class ResponseInOnePiece(Response):
    """Holds the headers back and sends them with the first part of the body.

    gunicorn sends the headers first. If the worker is killed before it sends the body, the gateway
    has already forwarded the headers and can only cut the response. If nothing was sent, the
    gateway answers 502 in the envelope of requirements §4.5. Chunked responses keep gunicorn's
    behaviour, because their first part may take long.

    gunicorn writes every part by the private method `_emit_body`. Without this class
    tests/server/test_gunicorn.py::test_an_answer_is_sent_in_one_piece fails.
    """

    headers_sent: bool
    _head = b""

    def write(self, arg: bytes) -> None:
        """Send a part of the body, the first one after the headers."""
        if not (self.headers_sent or self.chunked or self._omits_body):
            lines = [
                *self.default_headers(),
                *(f"{name}: {value}\r\n" for name, value in self.headers),
            ]
            self._head = f"{''.join(lines)}\r\n".encode("latin-1")
            self.headers_sent = True
        super().write(arg)

    def _emit_body(self, data: bytes) -> None:
        head, self._head = self._head, b""
        super()._emit_body(head + data)

    def close(self) -> None:
        """End the response; an empty body has not sent the headers yet."""
        if self._head:
            self._emit_body(b"")
        super().close()
