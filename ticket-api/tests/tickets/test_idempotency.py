"""Idempotency-Key on POST /api/tickets/ (docs/architecture.md)."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client

from common.idempotency import HOURS_KEPT, RequestKey
from tests.gunicorn_server import GunicornServer
from tests.samples import NEW_TICKET
from tickets.models import IdempotencyKey, Ticket
from tickets.requester.link import links_revoke
from tickets.services import idempotency
from tickets.services.ticket_service import ticket_update

OTHER_TICKET = {**NEW_TICKET, "title": "Charged twice"}


def post(api: Client, key: str, body: object = NEW_TICKET):
    return api.post(
        "/api/tickets/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def age(key: str, hours: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_idempotencykey SET created_at = now() - %s * interval '1 hour' "
            "WHERE key = %s",
            [hours, key],
        )


@pytest.mark.django_db
def test_the_same_key_and_body_give_the_same_ticket(api: Client) -> None:
    first, second = post(api, "a-key"), post(api, "a-key")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert second["Idempotent-Replayed"] == "true"
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_a_later_replay_is_the_same_to_the_letter(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = post(api, "a-key")
    later = time.time() + 3600
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert post(api, "a-key").content == first.content


@pytest.mark.django_db
@pytest.mark.parametrize("body", [NEW_TICKET, {**NEW_TICKET, "status": "in_progress", "more": 1}])
@pytest.mark.parametrize("revoked", [True, False])
@pytest.mark.parametrize("access", ["open", "agents"])
def test_a_replay_shows_nothing_of_later_changes(
    api: Client, settings: Any, access: str, revoked: bool, body: dict[str, Any]
) -> None:
    settings.PORTAL_ACCESS = access
    first = post(api, "a-key", body)
    ticket_id = first.json()["id"]
    changes = {"title": "Agents only", "description": "Secret", "status": "closed"}
    ticket_update(ticket_id=ticket_id, changes={**changes, "priority": "low"})
    if revoked:
        links_revoke(ticket_id=ticket_id)
    replay = post(api, "a-key", body)
    assert (replay.status_code, replay["Idempotent-Replayed"]) == (201, "true")
    assert replay.content == first.content
    assert (replay["ETag"], replay["Location"]) == (first["ETag"], first["Location"])
    link = replay.json()["private_link"].partition("#")[2]
    shown = api.get("/api/request/", headers={"X-Ticket-Link": link})
    assert shown.status_code == (404 if revoked else 200)


@pytest.mark.django_db
def test_the_body_is_compared_as_json_and_not_as_bytes(api: Client) -> None:
    post(api, "a-key")
    turned_round = json.dumps(dict(reversed(NEW_TICKET.items())), indent=4)
    assert post(api, "a-key", turned_round)["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_a_conflict(api: Client) -> None:
    post(api, "a-key")
    answer = post(api, "a-key", OTHER_TICKET)
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_reused"
    assert answer.json()["error"] == "Conflict"
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_another_key_with_the_same_body_is_another_ticket(api: Client) -> None:
    assert post(api, "a-key").json()["id"] != post(api, "b-key").json()["id"]


@pytest.mark.django_db
def test_a_refused_ticket_does_not_use_the_key_up(api: Client) -> None:
    assert post(api, "a-key", {}).status_code == 400
    assert post(api, "a-key").status_code == 201


@pytest.mark.django_db
def test_a_key_is_kept_for_a_day(api: Client) -> None:
    first = post(api, "a-key")
    age("a-key", HOURS_KEPT - 0.1)
    assert post(api, "a-key").json() == first.json()
    age("a-key", HOURS_KEPT + 0.1)
    later = post(api, "a-key", OTHER_TICKET)
    assert later.status_code == 201
    assert "Idempotent-Replayed" not in later.headers
    assert post(api, "a-key", OTHER_TICKET)["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
def test_old_keys_are_cleared_away_by_new_ones(api: Client) -> None:
    for key in ("old-1", "old-2", "young"):
        post(api, key)
    age("old-1", HOURS_KEPT + 1)
    age("old-2", HOURS_KEPT + 1)
    new = [f"new-{number}" for number in range(idempotency.CLEARING)]
    for key in new:
        post(api, key)
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"young", *new}


@pytest.mark.django_db
def test_a_key_that_goes_while_its_ticket_is_looked_up_is_free_again(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = post(api, "a-key").json()
    look_up = idempotency._replay

    def too_late(key: RequestKey, *rest: Any):
        Ticket.objects.filter(pk=first["id"]).delete()
        return look_up(key, *rest)

    monkeypatch.setattr(idempotency, "_replay", too_late)
    second = post(api, "a-key")
    assert second.status_code == 201
    assert "Idempotent-Replayed" not in second.headers
    assert Ticket.objects.get().pk == second.json()["id"] != first["id"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "a" * 256, "with space", "tab\t", "ümlaut", "\x7f"])
def test_what_cannot_be_a_key_is_refused(api: Client, key: str) -> None:
    answer = post(api, key)
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == ["Idempotency-Key"]
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_the_longest_key(api: Client) -> None:
    assert post(api, "k" * 255).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_create_one_ticket(server: GunicornServer) -> None:
    def send(number: int):
        body = OTHER_TICKET if number == 0 else NEW_TICKET
        headers = {"Idempotency-Key": "the-same"}
        return server.request("POST", "/api/tickets/", json=body, headers=headers)

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(send, range(16)))
    created = [a for a in answers if a.status_code == 201]
    first = [a for a in created if "Idempotent-Replayed" not in a.headers]
    assert len(first) == 1
    assert {a.json()["id"] for a in created} == {Ticket.objects.get().pk}
    assert {a.status_code for a in answers} == {201, 409}
