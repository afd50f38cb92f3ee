"""A small real HTTP server in the place of Django, the live updates or the portal."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Received:
    """A request as it arrived behind the gateway; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What to answer; without `headers` it is JSON."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(frozen=True)
class Stream:
    """Parts of an endless answer; the server waits inside the iterator between two of them.

    A `chunked` answer has an end, which is missing when the iterator fails.
    """

    parts: Iterator[bytes]
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/event-stream"})
    chunked: bool = False


class Drop:
    """Close the connection after reading the request, without an answer."""


class Upstream:
    """Answers every path with its own name until `on` says otherwise for a path."""

    def __init__(self, name: str, address: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        self.name = name
        self.received: list[Received] = []
        self._answers: dict[str, Callable[[], Reply | Stream | Drop]] = {}
        self._server = ThreadingHTTPServer(address, self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def on(self, path: str, answer: Callable[[], Reply | Stream | Drop]) -> None:
        """Answer `path` (without its query) by calling `answer` for each request."""
        self._answers[path] = answer

    def last(self) -> Received:
        return self.received[-1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: Received) -> Reply | Stream | Drop:
        self.received.append(request)
        made = self._answers.get(request.path.partition("?")[0])
        return made() if made else Reply(body=json.dumps({"upstream": self.name}).encode())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = upstream.answer(Received(self.command, self.path, headers, body))
                with contextlib.suppress(ConnectionError):
                    _send(self, answer)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing: the tests read `received`."""

        return Handler


def _send(handler: BaseHTTPRequestHandler, answer: Reply | Stream | Drop) -> None:
    handler.close_connection = True
    match answer:
        case Reply(status, body, headers):
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        case Stream(parts, headers, chunked):
            handler.send_response(200)
            for name, value in headers.items():
                handler.send_header(name, value)
            if chunked:
                handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            for part in parts:
                framed = b"%x\r\n%b\r\n" % (len(part), part) if chunked else part
                handler.wfile.write(framed)
                handler.wfile.flush()
            if chunked:
                handler.wfile.write(b"0\r\n\r\n")
        case Drop():
            pass
