"""A client that works without pause and remembers what it was promised."""

import http.client
import itertools
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

# Above the longest that any request may take, so that what hangs is seen to hang.
GIVE_UP_SECONDS = 30
# A classification is over after 12 s (contracts/timeouts.json). A query over a cut network is given
# up after 10 s, and a connection of the pool waited for 3 s.
LIMITS = {"classify": 13.0, "create": 15.0, "change": 15.0, "list": 15.0}
PAUSE_SECONDS = 0.05
STATUSES = itertools.cycle(("in_progress", "resolved", "closed", "open"))


@dataclass(frozen=True)
class Reply:
    """One request's end: its status, or None when no answer came, and how long it took.

    `body` is what the JSON said, or as text what was wrong with the answer.
    """

    kind: str
    status: int | None
    seconds: float
    body: Any
    at: float

    @property
    def is_clear(self) -> bool:
        """Whether it is an answer, or an error in the envelope of requirements §4.5."""
        if self.status is None or not isinstance(self.body, dict):
            return False
        return self.status < 400 or {"error", "details"} <= self.body.keys()

    @property
    def is_suggestion(self) -> bool:
        """Whether a model answered, and not the defaults."""
        return self.kind == "classify" and self.status == 200 and "suggestion" in self.body


@dataclass
class Ledger:
    """What was promised: a ticket by its title, and the statuses that it may have by its id."""

    replies: list[Reply] = field(default_factory=list)
    created: dict[str, int] = field(default_factory=dict)
    statuses: dict[int, set[str]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Reply]:
        return [reply for reply in self.replies if reply.kind == kind]


class Client:
    """Creates and changes, lists, classifies: each kind in its own threads, until `end`."""

    def __init__(
        self, url: str, *, classifying: int = 2, writing: int = 2, listing: int = 1
    ) -> None:
        self.ledger = Ledger()
        self._url = url
        self._mark = secrets.token_hex(4)
        self._ending = threading.Event()
        self._numbers = itertools.count()
        loops = [self.write] * writing + [self.list] * listing + [self.classify] * classifying
        self._pool = ThreadPoolExecutor(len(loops))
        self._running = [self._pool.submit(self._repeat, loop) for loop in loops]

    def end(self) -> Ledger:
        """Wait for the requests under way; an error of the client itself is raised."""
        self._ending.set()
        for loop in self._running:
            loop.result()
        self._pool.shutdown()
        return self.ledger

    def _repeat(self, loop: Callable[[], None]) -> None:
        while not self._ending.wait(PAUSE_SECONDS):
            loop()

    def ask(self, kind: str, method: str, path: str, **options: Any) -> Reply:
        """One request, written down."""
        reply = ask(self._url, kind, method, path, **options)
        self.ledger.replies.append(reply)
        return reply

    def write(self) -> None:
        """Send one ticket until it is taken, as the portal does, then change it."""
        title = f"ledger-{self._mark}-{next(self._numbers)}"
        ticket = {"title": title, "description": "Kept.", "category": "general", "priority": "low"}
        key = {"Idempotency-Key": f"{title}-{secrets.token_hex(8)}"}
        deadline = time.monotonic() + 2 * GIVE_UP_SECONDS
        while True:
            made = self.ask("create", "POST", "/api/tickets/", sent=ticket, headers=key)
            if made.status == 201:
                break
            if time.monotonic() > deadline:
                return
            time.sleep(4 * PAUSE_SECONDS)
        number = made.body["id"]
        self.ledger.statuses[number] = {"open"}
        self.ledger.created[title] = number
        self._change(number)

    def _change(self, number: int) -> None:
        wanted = next(STATUSES)
        path = f"/api/tickets/{number}/"
        changed = self.ask("change", "PATCH", path, sent={"status": wanted})
        # Without an answer either may be true; no other thread changes this ticket afterwards.
        before = set() if changed.status == 200 else self.ledger.statuses[number]
        self.ledger.statuses[number] = before | {wanted}

    def list(self) -> None:
        self.ask("list", "GET", "/api/tickets/?limit=20")

    def classify(self) -> None:
        text = {"description": f"Question {self._mark} {next(self._numbers)}: where is my invoice?"}
        self.ask("classify", "POST", "/api/tickets/classify/", sent=text)


def ask(
    url: str,
    kind: str,
    method: str,
    path: str,
    *,
    sent: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """One request over a new connection; a failure is a reply as well.

    Uses the standard library's client, which needs little processor time.
    """
    began = time.monotonic()
    status, body = None, None
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=GIVE_UP_SECONDS)
    data = None if sent is None else json.dumps(sent)
    try:
        connection.request(
            method, path, data, {"Content-Type": "application/json", **(headers or {})}
        )
        answer = connection.getresponse()
        status, body = answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        body = repr(error)
    finally:
        connection.close()
    ended = time.monotonic()
    return Reply(kind, status, ended - began, body, ended)


def serves_page(url: str) -> bool:
    """Whether the portal's page comes."""
    try:
        answer = requests.get(url, timeout=GIVE_UP_SECONDS)
    except requests.RequestException:
        return False
    return answer.status_code == 200 and "<div id=" in answer.text


def opens_stream(url: str) -> bool:
    """Whether live updates begin."""
    try:
        with requests.get(
            f"{url}/api/tickets/events/", stream=True, timeout=GIVE_UP_SECONDS
        ) as stream:
            return stream.status_code == 200 and bool(next(stream.iter_content(1), b""))
    except requests.RequestException:
        return False


def all_tickets(url: str) -> list[dict[str, Any]]:
    """Every ticket in the API's list, newest first, over all pages."""
    tickets: list[dict[str, Any]] = []
    page = f"{url}/api/tickets/?limit=200"
    while page:
        answer = requests.get(page, timeout=GIVE_UP_SECONDS).json()
        tickets += answer["results"]
        page = answer["next"]
    return tickets


@dataclass(frozen=True)
class Balance:
    """A ledger held against the tickets that are really there."""

    acknowledged: int
    lost: list[str]
    doubled: list[str]
    stats_agree: bool


def balance(ledger: Ledger, url: str) -> Balance:
    """Lost is also a change that was acknowledged and is not there."""
    tickets = all_tickets(url)
    by_title: dict[str, list[dict[str, Any]]] = {}
    for ticket in tickets:
        by_title.setdefault(ticket["title"], []).append(ticket)
    lost = [
        title
        for title, number in ledger.created.items()
        if not any(
            found["id"] == number and found["status"] in ledger.statuses[number]
            for found in by_title.get(title, [])
        )
    ]
    changes = sum(reply.status == 200 for reply in ledger.of("change"))
    doubled = [title for title, found in by_title.items() if len(found) > 1]
    doubled = [title for title in doubled if title.startswith("ledger-")]
    return Balance(len(ledger.created) + changes, lost, doubled, stats_agree(url, tickets))


def stats_agree(url: str, tickets: list[dict[str, Any]]) -> bool:
    """Whether every figure of the stats is that of the tickets."""
    stats = requests.get(f"{url}/api/tickets/stats/", timeout=GIVE_UP_SECONDS).json()

    def count(field: str, value: str) -> int:
        return sum(ticket[field] == value for ticket in tickets)

    breakdowns = all(
        stats[f"{field}_breakdown"][value] == count(field, value)
        for field in ("category", "priority")
        for value in stats[f"{field}_breakdown"]
    )
    totals = (stats["total_tickets"], stats["open_tickets"])
    return breakdowns and totals == (len(tickets), count("status", "open"))
