"""The server: routes that answer like models, `POST /_script` and `GET /_calls`."""

import json
import socket
import struct
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fake_gemini.dialects import DIALECTS, Dialect
from fake_gemini.replies import reply_to
from fake_gemini.scenarios import ERRORS, Scenario, parse_scenario

_CALLS_KEPT = 1000


class Script:
    """A queue of scenarios, and a default for an empty queue."""

    def __init__(self, default: Scenario) -> None:
        """Begin with an empty queue."""
        self._lock = threading.Lock()
        self._queue: deque[Scenario] = deque()
        self._default = default
        self._calls: deque[dict[str, Any]] = deque(maxlen=_CALLS_KEPT)
        self._count = 0

    def direct(self, order: dict[str, Any]) -> None:
        """Take `{"queue": […], "default": …, "forget": true}`, each optional; ValueError if not."""
        queue = [parse_scenario(value) for value in order.get("queue", [])]
        default = parse_scenario(order["default"]) if "default" in order else None
        with self._lock:
            if order.get("forget"):
                self._queue.clear()
                self._calls.clear()
                self._count = 0
            self._queue.extend(queue)
            self._default = default or self._default

    def next(self, path: str, headers: dict[str, str], body: Any) -> Scenario:
        """Record a call and return the scenario of its answer."""
        with self._lock:
            self._count += 1
            self._calls.append({"path": path, "headers": headers, "body": body})
            return self._queue.popleft() if self._queue else self._default

    def calls(self) -> dict[str, Any]:
        """Return the number of calls and the last 1,000 of them, oldest first."""
        with self._lock:
            return {"count": self._count, "calls": list(self._calls)}


class FakeServer(ThreadingHTTPServer):
    """Listens at once; serve with `serve_forever()`, end with `shutdown()`."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int, default: Scenario | None = None) -> None:
        """Bind; port 0 takes a free one, see `server_port`."""
        self.script = Script(default or Scenario())
        self.ending = threading.Event()
        super().__init__((host, port), _Handler)

    def shutdown(self) -> None:
        """Stop, and end the calls that wait."""
        self.ending.set()
        super().shutdown()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: clients that hang up are expected."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out together; apart, they would wait 40 ms for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: FakeServer

    def do_GET(self) -> None:
        if self.path == "/_calls":
            self._send_json(200, self.server.script.calls())
        else:
            self._send_json(404, {"error": "Only /_calls can be read here."})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            body = json.loads(raw)
        except ValueError:
            self._send_json(400, {"error": "The body is not JSON."})
            return
        path = self.path.partition("?")[0]
        dialect = next((known for known in DIALECTS if known.path.fullmatch(path)), None)
        if path == "/_script":
            self._direct(body)
        elif dialect:
            self._generate(dialect, body)
        else:
            self._send_json(404, {"error": "No such method."})

    def _direct(self, order: Any) -> None:
        try:
            self.server.script.direct(order if isinstance(order, dict) else {"queue": order})
        except (ValueError, TypeError) as error:
            self._send_json(400, {"error": str(error)})
        else:
            self._send_json(200, {})

    def _generate(self, dialect: Dialect, body: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        scenario = self.server.script.next(self.path, headers, body)
        if not dialect.has_key(self.path, headers):
            self._send_error(dialect, 403, "PERMISSION_DENIED", "The request has no key.")
        elif scenario.name in ERRORS:
            self._send_error(dialect, *ERRORS[scenario.name], retry_after=scenario.number)
        elif scenario.name == "no_schema" and dialect.schema(body):
            self._send_error(dialect, 400, "INVALID_ARGUMENT", "response_format is not supported")
        else:
            self._act(dialect, scenario, body)

    def _act(self, dialect: Dialect, scenario: Scenario, body: dict[str, Any]) -> None:
        match scenario.name:
            case "hang":
                self._wait(3600)
                self.close_connection = True
            case "reset":
                self._reset()
            case "html" | "html_error":
                status = 200 if scenario.name == "html" else 502
                self._send(status, b"<html><body>Proxy</body></html>", "text/html")
            case "blocked" | "blocked_prompt":
                prompt = scenario.name == "blocked_prompt"
                self._send_json(200, dialect.blocked(prompt=prompt))
            case "slow":
                self._wait(scenario.number)
                self._send_json(200, _answer(dialect, scenario, body))
            case "drip":
                self._drip(scenario.number, _answer(dialect, scenario, body))
            case _:
                self._send_json(200, _answer(dialect, scenario, body))

    def _wait(self, seconds: float) -> None:
        self.server.ending.wait(seconds)

    def _reset(self) -> None:
        """Close so that the kernel sends RST instead of FIN."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.rfile.close()
        self.wfile.close()
        self.connection.close()

    def _drip(self, pause: float, answer: dict[str, Any]) -> None:
        payload = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        for position in range(len(payload)):
            if self.server.ending.wait(pause):
                break
            self.wfile.write(payload[position : position + 1])
            self.wfile.flush()

    def _send_error(
        self, dialect: Dialect, status: int, name: str, message: str, *, retry_after: float = 0
    ) -> None:
        error = json.dumps(dialect.error(status, name, message)).encode()
        extra = {"Retry-After": f"{retry_after:.0f}"} if retry_after else {}
        self._send(status, error, "application/json", extra)

    def _send_json(self, status: int, value: Any) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(
        self, status: int, payload: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: Any) -> None:
        """Write no access log."""


def _answer(dialect: Dialect, scenario: Scenario, body: dict[str, Any]) -> dict[str, Any]:
    text = _text(scenario, reply_to(dialect.texts(body), dialect.schema(body)))
    return dialect.answer(text, (len(json.dumps(body)) // 4, len(text) // 4))


def _text(scenario: Scenario, reply: str) -> str:
    match scenario.name:
        case "reply":
            return scenario.text
        case "fenced":
            return f"```json\n{reply}\n```"
        case "not_json":
            return "I would say this is about billing."
        case "wrong_choice":
            return json.dumps(dict.fromkeys(json.loads(reply), "sales"))
        case _:
            return reply
