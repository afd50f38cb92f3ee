"""A browser's EventSource for tests: reads a stream in the background, event by event."""

import json
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import requests
import urllib3

PATH = "/api/tickets/events/"
SECONDS = 15  # Until a test gives up; nothing waits so long when all is well.


@dataclass(frozen=True)
class Event:
    """One event as EventSource would hand it out."""

    name: str
    data: Any


def refusal_of(url: str, path: str = PATH, **headers: str) -> requests.Response:
    """The answer of a server that refuses. A stream, which never ends, fails at once."""
    with requests.get(url + path, headers=headers, stream=True, timeout=30) as answer:
        assert answer.status_code >= 400
        assert answer.content
        return answer


class EventStream:
    """`with EventStream(url) as stream`: connected when the block is entered."""

    def __init__(
        self, url: str, last_event_id: str = "", *, path: str = PATH, **headers: str
    ) -> None:
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        self.last_event_id = last_event_id
        self.ended_cleanly: bool | None = None
        self._queue: queue.SimpleQueue[tuple[Event, str | None] | None] = queue.SimpleQueue()
        self.response = requests.get(url + path, headers=headers, stream=True, timeout=60)
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def leave(self) -> None:
        """Close the connection, as a browser that goes elsewhere does."""
        self.response.raw.shutdown()
        self._thread.join(timeout=SECONDS)
        self.response.close()

    def _read(self) -> None:
        rest = b""
        try:
            while chunk := self.response.raw.read1(65_536):
                *blocks, rest = (rest + chunk).split(b"\n\n")
                for block in blocks:
                    self._take(block.decode("utf-8").split("\n"))
            self.ended_cleanly = not rest
        except urllib3.exceptions.HTTPError:
            self.ended_cleanly = False
        self._queue.put(None)

    def _take(self, lines: list[str]) -> None:
        fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
        if "data" in fields:
            event = Event(fields["event"], json.loads(fields["data"]))
            self._queue.put((event, fields.get("id")))

    def next(self) -> Event:
        """The next event; AssertionError when there is none in time or the stream has ended."""
        try:
            received = self._queue.get(timeout=SECONDS)
        except queue.Empty:
            raise AssertionError("no event came") from None
        assert received is not None, "the stream has ended"
        event, event_id = received
        # Of the event that the test has seen: later ones may have arrived already.
        self.last_event_id = event_id or self.last_event_id
        return event

    def until(self, wanted: Callable[[Event], bool]) -> list[Event]:
        """All events up to and with the first that is `wanted`."""
        events = [self.next()]
        while not wanted(events[-1]):
            events.append(self.next())
        return events

    def until_ticket(self, ticket_id: int) -> list[Event]:
        """All events up to and with the first about ticket `ticket_id`."""
        return self.until(lambda e: e.name == "ticket" and e.data["ticket"]["id"] == ticket_id)

    def wait_for_the_end(self) -> None:
        """Until the server has ended the stream."""
        self._thread.join(timeout=SECONDS)
        assert not self._thread.is_alive(), "the stream did not end"
