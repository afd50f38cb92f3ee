"""A small HTTP server on a real socket that answers as a test scripts it.

    with ScriptedServer() as server:
        server.enqueue(reset, says(suggestion()))   # one behaviour for each request, in order
        server.always(hang)                         # what follows once the queue is empty

It replaces the classifier in the
tests of success and of failure alike, so that a failure cannot pass for another reason.
"""

import json
import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"


@dataclass(frozen=True)
class Request:
    """One request as it arrived; the names of headers are in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[socket.socket, Request, threading.Event], None]
"""What to do on a connection after a request; the event is set when the server stops."""


class ScriptedServer:
    """Listens on a free port of 127.0.0.1 with one thread for each connection."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.arrived = threading.Semaphore(0)  # One release for each request.
        self.stopping = threading.Event()
        self._script: queue.SimpleQueue[Behaviour] = queue.SimpleQueue()
        self._then: Behaviour = says(suggestion())
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def enqueue(self, *behaviours: Behaviour) -> None:
        for behaviour in behaviours:
            self._script.put(behaviour)

    def always(self, behaviour: Behaviour) -> None:
        self._then = behaviour

    def __enter__(self) -> "ScriptedServer":
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
            assert not thread.is_alive(), "a connection of the scripted server never ended"
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # The listener was shut down.
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with connection, suppress(OSError):
            request = read_request(connection)
            self.requests.append(request)
            self.arrived.release()
            self._next_behaviour()(connection, request, self.stopping)

    def _next_behaviour(self) -> Behaviour:
        try:
            return self._script.get_nowait()
        except queue.Empty:
            return self._then


def read_request(connection: socket.socket) -> Request:
    """The whole next request on `connection`; OSError when there is none."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    pairs = (field.split(":", 1) for field in fields)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    while len(body) < int(headers.get("content-length", 0)):
        body += _receive(connection)
    return Request(line, headers, body)


def _receive(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("the client hung up")
    return data


def suggestion(**changes: object) -> dict[str, object]:
    """The answer of contracts/classifier-api/classify-response.json, with `changes`."""
    example = json.loads((CONTRACTS / "classifier-api/classify-response.json").read_text())
    return {**example, **changes}


def problem(reason: str, status: int) -> dict[str, object]:
    """A body of contracts/classifier-api/problems.json."""
    return {"type": "about:blank", "title": "x", "status": status, "detail": "x", "reason": reason}


def raw(
    body: bytes,
    status: int = 200,
    media_type: str = "application/json",
    headers: tuple[str, ...] = (),
) -> Behaviour:
    """Answers with exactly `body` and closes."""
    head = "\r\n".join(
        [
            f"HTTP/1.1 {status} Scripted",
            f"Content-Type: {media_type}",
            f"Content-Length: {len(body)}",
            *headers,
        ]
    )

    def answer(connection: socket.socket, *_: object) -> None:
        connection.sendall(head.encode() + b"\r\n\r\n" + body)

    return answer


def says(body: object, status: int = 200) -> Behaviour:
    """Answers with `body` as JSON."""
    media_type = "application/json" if status == 200 else "application/problem+json"
    return raw(json.dumps(body).encode(), status, media_type)


def refuses_with(reason: str, status: int) -> Behaviour:
    """Answers with a problem."""
    return says(problem(reason, status), status)


def redirects_to(location: str) -> Behaviour:
    return raw(b"", 307, headers=(f"Location: {location}",))


def hang(_: socket.socket, __: Request, stopping: threading.Event) -> None:
    """Never answers."""
    stopping.wait(30)


def hang_up(*_: object) -> None:
    """Closes in good order without an answer, as a server does with an idle connection."""


def reset(connection: socket.socket, *_: object) -> None:
    """Cuts the connection (RST) before an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def speak_no_http(connection: socket.socket, *_: object) -> None:
    connection.sendall(b"220 mail.example ESMTP ready\r\n")


def stop_half_way(connection: socket.socket, *_: object) -> None:
    """Promises more than it sends, then closes."""
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"labels": {')


def drip_headers(connection: socket.socket, _: Request, stopping: threading.Event) -> None:
    _drip(connection, stopping, b"HTTP/1.1 200 OK\r\nX-Slow: ")


def drip_body(connection: socket.socket, _: Request, stopping: threading.Event) -> None:
    _drip(connection, stopping, b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")


def drip_without_a_length(connection: socket.socket, _: Request, stopping: threading.Event) -> None:
    """Drips a complete answer without ending it."""
    whole = json.dumps(suggestion()).encode()
    _drip(connection, stopping, b"HTTP/1.1 200 OK\r\n\r\n" + whole, b" ")


def _drip(
    connection: socket.socket, stopping: threading.Event, start: bytes, byte: bytes = b"x"
) -> None:
    connection.sendall(start)
    while not stopping.wait(0.02):
        connection.sendall(byte)


@contextmanager
def refusing_url() -> Iterator[str]:
    """An address that refuses every connection and that no other process can take."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}"


@contextmanager
def silent_url() -> Iterator[str]:
    """An address where connecting itself never ends: the queue of the listener is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        filler = socket.create_connection(listener.getsockname())
        with filler:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
