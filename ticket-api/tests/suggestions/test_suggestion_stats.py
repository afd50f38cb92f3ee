"""GET /api/tickets/stats/suggestions/: how good the suggestions are."""

import json
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from suggestions import answers
from tests.gunicorn_server import GunicornServer
from tests.samples import NEW_TICKET, contract
from tests.scripted_server import ScriptedServer, refuses_with, says, suggestion
from tests.suggestions.test_ledger import send, token
from tickets.models import SuggestionCount, TicketSuggestion
from tickets.services import llm_service

pytestmark = pytest.mark.django_db

ADDRESS = "/api/tickets/stats/suggestions/"


def stats(api: Client, **filters: Any) -> Any:
    answer = api.get(ADDRESS, filters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def change(api: Client, ticket: Any, **fields: Any) -> None:
    api.patch(f"/api/tickets/{ticket.json()['id']}/", fields, "application/json")


def test_nothing_yet(api: Client) -> None:
    body = stats(api)
    assert body["answers"] == {"shown": 0, "fell_back": 0, "causes": [], "median_ms": None}
    assert body["tickets"] == {"suggested": 0, "stale": 0, "backlog": 0}
    assert body["category"] == body["priority"]
    assert body["category"]["acceptance_rate"] is None
    assert [one["from"] for one in body["reliability"]] == [n / 10 for n in range(10)]
    assert body["models"] == body["trend"] == []


def test_the_shapes_are_the_contract(api: Client) -> None:
    send(api, category="technical", suggestion_token=token())
    promised = contract("public-api/stats-suggestions.json")
    causes = promised["answers"].pop("causes")
    sent = stats(api)
    assert sent["answers"].pop("causes") == []
    assert {"cause", "count"} == causes[0].keys()
    assert _shape(sent) == _shape(promised)
    wrong = api.get(f"{ADDRESS}wrong/").json()
    assert _shape(wrong) == _shape(contract("public-api/stats-suggestions-wrong.json"))


def _shape(body: Any) -> Any:
    """The keys at every depth, of a list those of its first item."""
    if isinstance(body, dict):
        return {key: _shape(value) for key, value in body.items()}
    return [_shape(body[0])] if isinstance(body, list) else None


def test_accepted_overridden_and_corrected(api: Client) -> None:
    accepted = {"category": "billing", "priority": "high"}
    send(api, **accepted, suggestion_token=token())
    change(api, send(api, **accepted, suggestion_token=token()), category="technical")
    send(api, category="account", priority="low", suggestion_token=token())
    send(api, **accepted)
    send(api, **accepted, suggestion_token=token("An altogether different text."))
    body = stats(api)
    assert body["tickets"] == {"suggested": 3, "stale": 1, "backlog": 0}
    category, priority = body["category"], body["priority"]
    assert (category["accepted"], category["overridden"], category["corrected"]) == (2, 1, 1)
    assert (category["accepted_then_corrected"], category["acceptance_rate"]) == (1, 0.6667)
    assert category["mean_hours_to_correction"] == 0
    assert category["confusion"] == [
        {"suggested": "billing", "final": "account", "count": 1},
        {"suggested": "billing", "final": "billing", "count": 1},
        {"suggested": "billing", "final": "technical", "count": 1},
    ]
    assert (priority["accepted"], priority["overridden"], priority["corrected"]) == (2, 1, 0)
    assert body["trend"] == [
        {
            "date": timezone.now().date().isoformat(),
            "suggested": 3,
            "category_accepted": 2,
            "priority_accepted": 2,
        }
    ]


def test_reliability_by_confidence(api: Client) -> None:
    for confidence, category in ((0.87, "billing"), (0.81, "general"), (1.0, "billing")):
        send(api, category=category, suggestion_token=token(confidence=confidence))
    send(api, suggestion_token=token(confidence=None))
    bins = stats(api)["reliability"]
    assert bins[8] == {
        "from": 0.8,
        "to": 0.9,
        "suggested": 2,
        "mean_confidence": 0.84,
        "category_right": 1,
        "priority_right": 2,
    }
    assert (bins[9]["suggested"], bins[9]["mean_confidence"]) == (1, 1.0)
    assert sum(one["suggested"] for one in bins) == 3


def test_two_prompts_can_be_compared(api: Client) -> None:
    for version, category in (("old", "account"), ("new", "billing"), ("new", "account")):
        send(api, category=category, suggestion_token=token(prompt_version=version))
    send(api, suggestion_token=token(provider="local", model="words"))
    models = {(one["model"], one["prompt_version"]): one for one in stats(api)["models"]}
    new, old = models["gemini-flash-latest", "new"], models["gemini-flash-latest", "old"]
    assert (new["suggested"], new["category_accepted"], new["category_right"]) == (2, 1, 1)
    assert (old["suggested"], old["category_accepted"]) == (1, 0)
    assert stats(api, provider="local")["tickets"]["suggested"] == 1
    assert stats(api, model="gemini-flash-latest")["tickets"]["suggested"] == 3
    assert stats(api, model="another")["models"] == []


def test_days_go_back_from_today(api: Client) -> None:
    send(api, suggestion_token=token())
    TicketSuggestion.objects.update(created_at=timezone.now() - timedelta(days=10))
    assert stats(api, days=10)["tickets"]["suggested"] == 0
    assert stats(api, days=11)["tickets"]["suggested"] == 1


@pytest.mark.parametrize(
    ("name", "value"), [("days", 0), ("days", "x"), ("days", 367), ("model", "x" * 101)]
)
def test_a_bad_filter_is_refused(api: Client, name: str, value: Any) -> None:
    answer = api.get(ADDRESS, {name: value})
    assert answer.status_code == 400
    assert set(answer.json()["details"]) == {name}


def test_the_tickets_themselves_are_not_read(api: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        stats(api)
    assert len(queries) <= 8
    assert not any("ticket" in q["sql"].replace("tickets_", "") for q in queries)


def test_sure_and_wrong(api: Client) -> None:
    wrong = send(api, title="Sure", category="technical", suggestion_token=token()).json()
    send(api, category="technical", suggestion_token=token(confidence=0.5))
    send(api, category="billing", suggestion_token=token())
    later = send(api, category="billing", suggestion_token=token(model="other"))
    change(api, later, priority="low")
    send(api, category="general", suggestion_token=token("An altogether different text."))
    found = api.get(f"{ADDRESS}wrong/").json()
    assert [one["ticket_id"] for one in found] == [later.json()["id"], wrong["id"]]
    assert (found[1]["title"], found[1]["suggested_category"], found[1]["final_category"]) == (
        "Sure",
        "billing",
        "technical",
    )
    assert len(api.get(f"{ADDRESS}wrong/", {"limit": 1}).json()) == 1
    assert len(api.get(f"{ADDRESS}wrong/", {"model": "other"}).json()) == 1


# What the classify endpoint answered ------------------------------------------------------------


@pytest.fixture
def counter(settings: Any) -> Any:
    answers.answer_counter.cache_clear()
    llm_service.forget_service()
    yield answers.answer_counter()
    answers.answer_counter.cache_clear()
    llm_service.forget_service()


def classify(api: Client) -> Any:
    body = {"description": NEW_TICKET["description"]}
    return api.post("/api/tickets/classify/", body, "application/json").json()


@pytest.mark.django_db(transaction=True)
def test_answers_are_counted_shown_and_fallen_back(
    api: Client, settings: Any, counter: answers.AnswerCounter
) -> None:
    with ScriptedServer() as server:
        settings.CLASSIFIER_URL, settings.CLASSIFIER_TOKEN = server.url, "ours"
        server.enqueue(says(suggestion()), says(suggestion()), refuses_with("overloaded", 503))
        for _ in range(3):
            classify(api)
    counter.write()
    body = stats(api)["answers"]
    assert (body["shown"], body["fell_back"]) == (2, 1)
    assert body["causes"] == [{"cause": "server_error", "count": 1}]
    assert body["median_ms"] >= 1
    assert stats(api, provider="another")["answers"]["shown"] == 0
    counter.write()
    assert stats(api)["answers"]["shown"] == 2


def test_without_the_database_answers_are_dropped_and_logged(
    api: Client, settings: Any, counter: answers.AnswerCounter, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CLASSIFIER_URL = ""
    assert "warning" in classify(api)
    patience = {"host": "127.0.0.1", "port": "1", "connect_timeout": 1}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "_PATIENCE", patience)
        counter.write()
    (record,) = [r for r in caplog.records if r.message == "suggestion.answers_not_counted"]
    assert record.answers == 1


@pytest.mark.parametrize("milliseconds", [1, 7, 80, 333, 900, 4_000, 12_000])
def test_a_step_is_right_to_within_a_tenth(milliseconds: int) -> None:
    found = answers.milliseconds_of(answers.step_of(milliseconds))
    assert abs(found - milliseconds) <= 0.1 * milliseconds


@pytest.mark.django_db(transaction=True)
def test_a_server_that_ends_has_counted_its_last_answers(database_url: str) -> None:
    """Its thread, its own connection and its end, as in containers."""
    with GunicornServer(DATABASE_URL=database_url) as server:
        sent = requests.post(
            f"{server.url}/api/tickets/classify/",
            data=json.dumps({"description": "x"}),
            headers={"Content-Type": "application/json"},
            timeout=10,
        )
        assert "warning" in sent.json()
    rows = SuggestionCount.objects.filter(field="answer", suggested="not_configured")
    assert sum(row.suggestions for row in rows) == 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE suggestion_count_delta, suggestion_count_folded")
