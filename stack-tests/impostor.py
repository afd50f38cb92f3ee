"""A false classifier; the content of /tmp/mode decides how it answers.

garbage   by turns: bytes, a page, JSON of another kind, choices that do not exist, a cut answer
late      properly, after 60 s
"""

import itertools
import json
import socketserver
import time
from pathlib import Path

MODE = Path("/tmp/mode")  # noqa: S108 - the container's own tmpfs
GOOD = {"labels": {"category": "billing", "priority": "high"}, "confidence": 1, "reason": "late"}
WRONG = {"labels": {"category": "sales", "priority": "never"}, "confidence": "x", "reason": []}


def answer(body: bytes, kind: str = "application/json", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + body


GARBAGE = itertools.cycle(
    (
        bytes(range(256)) * 4,
        answer(b"<html><title>Welcome to nginx!</title></html>", "text/html"),
        answer(b"[[[[[[{]"),
        answer(json.dumps(WRONG).encode()),
        answer(json.dumps(GOOD).encode(), length=100_000),
    )
)


class Impostor(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(65536)
        if MODE.read_text().strip() == "late":
            time.sleep(60)
            self.request.sendall(answer(json.dumps(GOOD).encode()))
        else:
            self.request.sendall(next(GARBAGE))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Server(("", 8100), Impostor).serve_forever()
