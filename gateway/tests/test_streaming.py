"""Live updates pass through as they happen; requests under way survive the gateway's end."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from conftest import Stack, StartStack
from running import set_directive
from upstream import Reply, Stream

EVENTS = "/api/tickets/events/"


def test_an_event_arrives_before_the_next_one_happens(stack: Stack) -> None:
    seen = threading.Event()

    def events() -> Iterator[bytes]:
        yield b"event: ticket\ndata: 1\n\n"
        # A gateway that buffers would keep the first event back until this gives up.
        assert seen.wait(10)
        yield b"event: ticket\ndata: 2\n\n"

    stack.events.on(EVENTS, lambda: Stream(events()))
    with requests.get(stack.url + EVENTS, stream=True, timeout=5) as reply:
        assert reply.headers["Content-Type"] == "text/event-stream"
        assert "Content-Encoding" not in reply.headers
        lines = reply.iter_lines(chunk_size=1)
        assert [next(lines), next(lines)] == [b"event: ticket", b"data: 1"]
        seen.set()
        assert b"data: 2" in list(lines)


EXPORT = "/api/tickets/export.csv"
CSV = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="tickets.csv"',
    "X-Accel-Buffering": "no",
}


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_export_arrives_as_it_is_written_and_whole(stack: Stack, encoding: str) -> None:
    """Also when it is larger than what the gateway keeps for slow readers."""
    seen = threading.Event()
    page = "".join(f"{number},Ä ticket\r\n" for number in range(10_000)).encode()

    def pages() -> Iterator[bytes]:
        yield page
        assert seen.wait(10)
        yield from [page] * 100

    stack.api.on(EXPORT, lambda: Stream(pages(), CSV, chunked=True))
    headers = {"Accept-Encoding": encoding}
    with requests.get(stack.url + EXPORT, headers=headers, stream=True, timeout=10) as reply:
        assert reply.headers["Content-Disposition"] == CSV["Content-Disposition"]
        assert reply.headers.get("Content-Encoding", "identity") == encoding
        parts = reply.iter_content(1_000)
        received = next(parts)
        seen.set()
        received += b"".join(parts)
    assert received == page * 101


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_export_that_is_cut_short_does_not_look_complete(stack: Stack, encoding: str) -> None:
    def pages() -> Iterator[bytes]:
        yield b"id,title\r\n" * 1_000
        raise ConnectionError

    stack.api.on(EXPORT, lambda: Stream(pages(), CSV, chunked=True))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(stack.url + EXPORT, headers={"Accept-Encoding": encoding}, timeout=10)


def test_the_place_to_resume_from_reaches_the_stream(stack: Stack) -> None:
    requests.get(stack.url + EVENTS, headers={"Last-Event-ID": "17:4"}, timeout=5)
    assert stack.events.last().headers["last-event-id"] == "17:4"


def test_a_request_under_way_is_answered_before_the_gateway_ends(stack: Stack) -> None:
    arrived, finish = threading.Event(), threading.Event()

    def slow() -> Reply:
        arrived.set()
        finish.wait(10)
        return Reply(body=b'{"suggested_category": "account"}')

    stack.api.on("/api/tickets/classify/", slow)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(
            requests.post, f"{stack.url}/api/tickets/classify/", json={}, timeout=10
        )
        assert arrived.wait(5)
        stack.nginx.quit()
        finish.set()
        assert answer.result().json() == {"suggested_category": "account"}
    assert stack.nginx.wait() == 0


def test_open_streams_do_not_keep_the_gateway_from_ending(start: StartStack) -> None:
    stack = start(change=lambda config: set_directive(config, "worker_shutdown_timeout", "100ms"))
    over = threading.Event()

    def endless() -> Iterator[bytes]:
        yield b": hello\n\n"
        over.wait(10)

    stack.events.on(EVENTS, lambda: Stream(endless()))
    with requests.get(stack.url + EVENTS, stream=True, timeout=5) as reply:
        assert next(reply.iter_lines(chunk_size=1)) == b": hello"
        stack.nginx.quit()
        assert stack.nginx.wait() == 0
        over.set()


def test_a_slow_sender_reaches_no_upstream_until_it_is_done(stack: Stack) -> None:
    with socket.create_connection(("127.0.0.1", stack.nginx.port), 5) as client:
        client.sendall(b"POST /api/tickets/ HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{")
        # Another request goes all the way meanwhile, so the half one had its chance.
        requests.get(f"{stack.url}/api/health/", timeout=5)
        assert [request.path for request in stack.api.received] == ["/api/health/"]
        client.sendall(b"}")
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
    assert stack.api.last().body == b"{}"
