"""Asks a running portal for one of everything, through its gateway.

    python3 stack-tests/smoke.py http://localhost:3000

Standard library only, so that it runs against any installation. Prints a line for each check; ends
with 1 at the first promise that is not kept.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts" / "public-api"
FALLBACK = json.loads((CONTRACTS / "classify-fallback.json").read_text())
STATS = json.loads((CONTRACTS / "stats.json").read_text())
ANSWER_SECONDS = 15


class Portal:
    """A portal at `base`, asked over HTTP."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and body of one answer; errors are answers too."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is the caller's own portal
            self.base + path,
            data=data,
            method=method,
            headers={"Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as reply:  # noqa: S310
                return reply.status, _lower(reply.headers), reply.read()
        except urllib.error.HTTPError as error:
            return error.code, _lower(error.headers), error.read()


def _lower(headers: object) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}  # type: ignore[attr-defined]


def expect(condition: bool, message: str) -> None:
    """Ends the run with `message` unless `condition` holds (an `assert` that -O keeps)."""
    if not condition:
        raise SystemExit(f"smoke: {message}")


def page_is_served(portal: Portal) -> None:
    status, headers, body = portal.ask("GET", "/")
    expect(status == 200 and b"<div id=" in body, f"/ answered {status}, not the portal's page")
    expect("content-security-policy" in headers, "/ has no Content-Security-Policy")


def health_is_good(portal: Portal) -> None:
    status, _, body = portal.ask("GET", "/api/health/")
    expect(status == 200 and json.loads(body)["database"] == "ok", f"health: {status} {body!r}")


def ticket_lives(portal: Portal) -> None:
    before = json.loads(portal.ask("GET", "/api/tickets/stats/")[2])
    ticket = {
        "title": "Smoke test ticket",
        "description": "Made by the smoke test: the invoice of March was charged twice.",
        "category": "billing",
        "priority": "high",
    }
    key = {"Idempotency-Key": str(uuid.uuid4())}
    status, _, body = portal.ask("POST", "/api/tickets/", ticket, key)
    expect(status == 201, f"creating a ticket answered {status} {body!r}")
    made = json.loads(body)
    again = portal.ask("POST", "/api/tickets/", ticket, key)
    expect(json.loads(again[2])["id"] == made["id"], "a repeated send made a second ticket")
    status, _, body = portal.ask("PATCH", f"/api/tickets/{made['id']}/", {"status": "resolved"})
    expect(status == 200 and json.loads(body)["status"] == "resolved", f"PATCH: {status} {body!r}")
    status, _, body = portal.ask("GET", "/api/tickets/?category=billing&search=march%20invoice")
    listed = [row["id"] for row in json.loads(body)["results"]]
    expect(made["id"] in listed, "the new ticket is not found by category and words")
    after = json.loads(portal.ask("GET", "/api/tickets/stats/")[2])
    expect(set(after) == set(STATS), f"stats has the keys {sorted(after)}")
    expect(after["total_tickets"] == before["total_tickets"] + 1, "stats did not count the ticket")


def suggestion_comes(portal: Portal) -> None:
    text = {"description": "I was locked out of my account after changing the password."}
    status, _, body = portal.ask("POST", "/api/tickets/classify/", text)
    reply = json.loads(body)
    expect(status == 200, f"classify answered {status} {body!r}")
    shown = reply.get("suggestion", {}).get("provider", "the defaults")
    expect("suggestion" in reply or reply == FALLBACK, f"classify answered {reply}")
    print(f"      suggested by {shown}: {reply['suggested_category']}")


def errors_are_clear(portal: Portal) -> None:
    for method, path, body, wanted in (
        ("POST", "/api/tickets/", {}, 400),
        ("GET", "/api/tickets/999999999/", None, 404),
        ("GET", "/api/nothing/", None, 404),
        ("DELETE", "/api/tickets/stats/", None, 405),
        ("POST", "/api/tickets/", {"description": "x" * 270_000}, 413),
    ):
        status, _, reply = portal.ask(method, path, body)
        expect(status == wanted, f"{method} {path} answered {status}, expected {wanted}")
        expect({"error", "details"} <= set(json.loads(reply)), f"{method} {path}: {reply!r}")


def classifier_is_private(portal: Portal) -> None:
    status, _, body = portal.ask("POST", "/v1/classify", {"description": "x"})
    expect(status in {404, 405}, f"the gateway has a way to the classifier: {status} {body!r}")


CHECKS: tuple[Callable[[Portal], None], ...] = (
    page_is_served,
    health_is_good,
    ticket_lives,
    suggestion_comes,
    errors_are_clear,
    classifier_is_private,
)


def main() -> None:
    portal = Portal(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:3000")
    for check in CHECKS:
        check(portal)
        print(f"  ok  {check.__name__.replace('_', ' ')}")
    print(f"smoke: {len(CHECKS)} passed, 0 failed")


if __name__ == "__main__":
    main()
