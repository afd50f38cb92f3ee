"""POST /api/tickets/classify/ with a classifier on a real socket.

No test here may use the database, and pytest-django fails one that does: a classification that
waits holds no connection.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test import Client

from suggestions import token as suggestion_token
from tests import scripted_server as scripted
from tests.scripted_server import CONTRACTS, ScriptedServer, says, suggestion
from tickets.services import llm_service

TEXT = "I can't log into my account after changing my password"
FALLBACK = json.loads((CONTRACTS / "public-api/classify-fallback.json").read_text())
SUCCESS = json.loads((CONTRACTS / "public-api/classify-success.json").read_text())
LIMITS = json.loads((CONTRACTS / "limits.json").read_text())


@pytest.fixture(autouse=True)
def fresh_service(settings) -> Iterator[None]:
    settings.CLASSIFIER_TOKEN = "a-token"
    settings.CLASSIFIER_CONNECT_TIMEOUT = 0.3
    settings.CLASSIFIER_READ_TIMEOUT = 0.3
    settings.CLASSIFIER_TOTAL_TIMEOUT = 0.6
    llm_service.forget_service()
    yield
    llm_service.forget_service()


@pytest.fixture
def server(settings) -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        settings.CLASSIFIER_URL = running.url
        yield running


def post(body: object, client: Client | None = None, **kwargs):
    sent = body if isinstance(body, bytes | str) else json.dumps(body)
    client = client or Client()
    return client.post("/api/tickets/classify/", sent, content_type="application/json", **kwargs)


def classify(client: Client | None = None):
    return post({"description": TEXT}, client)


def test_success_is_the_body_of_the_contract(server):
    response = classify()
    body = response.json()
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    token = body["suggestion"].pop("token")
    assert suggestion_token.read(token).model == "gemini-flash-latest"
    expected = {**SUCCESS["suggestion"]}
    del expected["token"]
    assert body == {**SUCCESS, "suggestion": expected}


@pytest.mark.parametrize(
    ("said", "passed_on"),
    [
        (["priority"], ["priority"]),
        (["priority", "category", "priority"], ["category", "priority"]),
        (["mood"], []),
        ([], []),
        (None, []),
        ("priority", []),
        ([["priority"], 7, None], []),
    ],
)
def test_what_the_classifier_is_unsure_of_is_passed_on(server, said, passed_on):
    server.always(says(suggestion(unsure=said)))
    body = classify().json()
    assert body["suggestion"]["unsure"] == passed_on
    # The labels stay for clients that know nothing of it.
    assert (body["suggested_category"], body["suggested_priority"]) == ("account", "high")


def test_a_classifier_that_never_says_what_it_is_unsure_of_is_read(server):
    answer = suggestion()
    del answer["unsure"]
    server.always(says(answer))
    assert classify().json()["suggestion"]["unsure"] == []


def test_the_request_id_is_carried_to_the_classifier(server):
    post({"description": TEXT}, headers={"X-Request-ID": "3f1c9a52b7d64e0f8a1d2c3b4e5f6071"})
    assert server.requests[0].headers["x-request-id"] == "3f1c9a52b7d64e0f8a1d2c3b4e5f6071"


FAILURES = {
    "key missing or invalid": scripted.refuses_with("provider_misconfigured", 503),
    "provider timed out": scripted.refuses_with("provider_timeout", 504),
    "classifier hangs": scripted.hang,
    "answer drips": scripted.drip_body,
    "headers drip": scripted.drip_headers,
    "provider rate limited": scripted.refuses_with("provider_rate_limited", 503),
    "quota": scripted.refuses_with("quota_exceeded", 429),
    "provider said no json": scripted.refuses_with("provider_bad_reply", 502),
    "no json": scripted.raw(b"Sure! Here is the JSON you asked for"),
    "html": scripted.raw(b"<html></html>", 200, "text/html"),
    "invalid choice": says(suggestion(labels={"category": "account", "priority": "urgent"})),
    "key of the answer missing": says({"labels": {"category": "account"}}),
    "provider unreachable": scripted.refuses_with("provider_unreachable", 503),
    "connection reset": scripted.reset,
    "hung up": scripted.hang_up,
    "server error": scripted.raw(b"Internal Server Error", 500, "text/plain"),
    "token refused": scripted.refuses_with("unauthorized", 401),
    "no such taxonomy": scripted.refuses_with("unknown_taxonomy", 404),
    "request refused": scripted.refuses_with("invalid_request", 422),
    "redirect": scripted.redirects_to("/elsewhere"),
    "huge": scripted.raw(b"x" * 2_000_000),
}


@pytest.mark.parametrize("name", FAILURES)
def test_every_failure_is_exactly_the_fallback(server, name):
    server.always(FAILURES[name])
    response = classify()
    assert server.requests, "the failure must be the scripted one"
    assert (response.status_code, response.json()) == (200, FALLBACK)


def test_the_same_set_up_succeeds_once_the_classifier_is_well(server):
    server.enqueue(scripted.raw(b"boom", 500))
    assert classify().json() == FALLBACK
    assert "suggestion" in classify().json()


@pytest.mark.parametrize(("url", "token"), [("", "a-token"), ("http://127.0.0.1:9", "")])
def test_without_address_or_token_it_falls_back(settings, url, token):
    settings.CLASSIFIER_URL, settings.CLASSIFIER_TOKEN = url, token
    response = classify()
    assert (response.status_code, response.json()) == (200, FALLBACK)


def test_an_unreachable_network_is_the_fallback(settings):
    with scripted.refusing_url() as url:
        settings.CLASSIFIER_URL = url
        assert classify().json() == FALLBACK


def test_an_open_breaker_falls_back_and_shows_in_the_health(server, settings):
    settings.BREAKER_FAILURES = 1
    server.always(scripted.raw(b"boom", 500))
    assert llm_service.breaker_state() == "closed"
    assert classify().json() == FALLBACK
    assert llm_service.breaker_state() == "open"
    assert classify().json() == FALLBACK
    assert len(server.requests) == 1


def test_while_three_hang_the_fourth_gets_the_fallback_at_once(server, settings):
    settings.CLASSIFIER_READ_TIMEOUT = settings.CLASSIFIER_TOTAL_TIMEOUT = 30
    settings.CLASSIFY_CONCURRENCY = 3
    server.always(scripted.hang)
    with ThreadPoolExecutor(3) as threads:
        hanging = [threads.submit(classify) for _ in range(3)]
        for _ in hanging:
            assert server.arrived.acquire(timeout=10)
        assert classify().json() == FALLBACK
        assert not any(future.done() for future in hanging)
        server.stopping.set()
    assert [future.result().json() for future in hanging] == [FALLBACK] * 3


BAD_INPUT = {
    "missing": {},
    "null": {"description": None},
    "empty": {"description": ""},
    "blank": {"description": " \r\n\t\u00a0"},
    "too long": {"description": "x" * (LIMITS["description_characters"] + 1)},
    "nul": {"description": "a\u0000b"},
    "lone surrogate": '{"description": "a\\ud800b"}',
    "a number": {"description": 5},
    "true": {"description": True},
    "a list": {"description": ["a"]},
    "an object": {"description": {"a": 1}},
    "body is a list": [TEXT],
    "body is a string": json.dumps(TEXT),
    "body is null": "null",
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_refused_with_the_envelope_and_not_classified(server, name):
    response = post(BAD_INPUT[name])
    body = response.json()
    assert response.status_code == 400
    assert set(body) == {"error", "details"}
    assert body["error"] == "Validation Error"
    field = "detail" if name.startswith("body") else "description"
    (sentence,) = body["details"][field]
    assert sentence[0].isupper()
    assert server.requests == []


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"description=a"])
def test_a_body_that_is_no_json_is_refused(server, body):
    response = post(body)
    assert response.status_code == 400
    assert set(response.json()) == {"error", "details"}


def test_the_longest_description_is_classified_whole(server):
    text = "é" * LIMITS["description_characters"]
    assert "suggestion" in post(json.dumps({"description": text}, ensure_ascii=False)).json()
    (request,) = server.requests
    assert json.loads(request.body)["description"] == text
    assert len(request.body) <= LIMITS["body_bytes"]


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_methods_are_not_allowed(method):
    response = getattr(Client(), method)("/api/tickets/classify/")
    assert response.status_code == 405
    assert response.json()["error"] == "Method Not Allowed"


FORK = """
import os, threading
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from tickets.services import llm_service

start = threading.Barrier(4)

def make(_):
    start.wait()
    return llm_service._service()

before = llm_service._service()
child = os.fork()
if child == 0:
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(make, range(4)))
    os._exit(0 if len(made) == 1 and before not in made else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_each_process_makes_one_service():
    """gunicorn preloads and forks; four first requests at once share one breaker."""
    ran = subprocess.run([sys.executable, "-c", FORK], cwd=Path(__file__).parents[2], check=False)
    assert ran.returncode == 0
