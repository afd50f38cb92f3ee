"""The client of the classifier over real sockets: every failure is the same fallback."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import scripted_server as scripted
from tests.scripted_server import CONTRACTS, ScriptedServer, says, suggestion
from tickets.services import llm_service
from tickets.services.circuit_breaker import State
from tickets.services.classifier_answer import CATEGORIES, PRIORITIES, Cause, Fallback, Suggestion
from tickets.services.llm_service import Config, LLMService

TEXT = "The wording of this ticket is confidential"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def make_service(url: str, **changes) -> LLMService:
    """Short times, so that what hangs is cut within the test."""
    times = {"connect_seconds": 0.3, "read_seconds": 0.3, "total_seconds": 0.6}
    return LLMService(Config(url=url, token="s3cret-token", **{**times, **changes}))


def classify(service: LLMService) -> Suggestion | Fallback:
    return service.classify(TEXT, request_id="0123456789abcdef0123456789abcdef")


def test_a_good_answer_becomes_a_suggestion(server):
    outcome = classify(make_service(server.url))
    assert outcome == Suggestion(
        category="account",
        priority="high",
        confidence=0.92,
        reason="Mentions a failed sign-in after a password change.",
        provider="gemini",
        model="gemini-flash-latest",
        prompt_version="9f2c41d7",
    )


def test_a_model_that_says_neither_why_nor_how_sure_it_is_is_believed(server):
    server.always(says(suggestion(confidence=None, reason=None)))
    outcome = classify(make_service(server.url))
    assert isinstance(outcome, Suggestion)
    assert (outcome.confidence, outcome.reason) == (None, "")


def test_the_request_is_the_one_of_the_contract(server):
    classify(make_service(server.url + "/"))
    (request,) = server.requests
    expected = json.loads((CONTRACTS / "classifier-api/classify-request.json").read_text())
    assert json.loads(request.body) == {**expected, "description": TEXT}
    assert request.line == "POST /v1/classify HTTP/1.1"
    assert request.headers["authorization"] == "Bearer s3cret-token"
    assert request.headers["cache-control"] == "no-cache"
    assert request.headers["x-request-id"] == "0123456789abcdef0123456789abcdef"
    assert request.headers["host"] == server.url.removeprefix("http://")


def test_a_description_is_enough(server, settings):
    """Requirements §6.2: views, commands and tasks call `classify(description)` alone."""
    settings.CLASSIFIER_URL, settings.CLASSIFIER_TOKEN = server.url, "s3cret-token"
    assert isinstance(LLMService().classify(TEXT), Suggestion)
    llm_service.forget_service()
    try:
        assert isinstance(llm_service.classify(TEXT), Suggestion)
    finally:
        llm_service.forget_service()
    assert all("x-request-id" not in request.headers for request in server.requests)
    assert isinstance(LLMService(Config(url="", token="")).classify(TEXT), Fallback)


def test_a_text_that_is_no_unicode_is_asked_about_all_the_same(server):
    outcome = make_service(server.url).classify("broken \ud83d emoji", request_id="1")
    assert isinstance(outcome, Suggestion)
    assert json.loads(server.requests[0].body)["description"] == "broken ? emoji"


def test_our_choices_are_those_of_the_contract():
    choices = json.loads((CONTRACTS / "choices.json").read_text())
    assert sorted(choices["category"]) == sorted(CATEGORIES)
    assert sorted(choices["priority"]) == sorted(PRIORITIES)


def test_the_fallback_is_that_of_the_contract():
    expected = json.loads((CONTRACTS / "public-api/classify-fallback.json").read_text())
    fallback = Fallback(Cause.TIMED_OUT)
    assert expected == {
        "suggested_category": fallback.category,
        "suggested_priority": fallback.priority,
        "warning": fallback.warning,
    }


def test_the_times_are_those_of_the_contract():
    contract = json.loads((CONTRACTS / "timeouts.json").read_text())
    seconds = dict(contract["order"])
    config = Config(url="", token="")
    assert config.connect_seconds == contract["ticket_api_connect"]
    assert config.read_seconds == seconds["ticket_api_read"]
    assert config.total_seconds == seconds["ticket_api_classify_total"]


def test_each_setting_of_the_classifier_is_used(settings):
    values = {
        "CLASSIFIER_URL": ("url", "http://other.example"),
        "CLASSIFIER_TOKEN": ("token", "another-token"),
        "CLASSIFIER_CONNECT_TIMEOUT": ("connect_seconds", 0.5),
        "CLASSIFIER_READ_TIMEOUT": ("read_seconds", 3.5),
        "CLASSIFIER_TOTAL_TIMEOUT": ("total_seconds", 4.5),
        "CLASSIFY_CONCURRENCY": ("concurrency", 7),
        "BREAKER_FAILURES": ("breaker_failures", 8),
        "BREAKER_OPEN_SECONDS": ("breaker_open_seconds", 9.5),
    }
    for name, (_, value) in values.items():
        setattr(settings, name, value)
    assert llm_service.config_from_settings() == Config(**dict(values.values()))


ANSWERED = {
    "server error": (scripted.raw(b"boom", 500, "text/plain"), Cause.SERVER_ERROR),
    "overloaded": (scripted.refuses_with("overloaded", 503), Cause.SERVER_ERROR),
    "provider timeout": (scripted.refuses_with("provider_timeout", 504), Cause.SERVER_ERROR),
    "provider limit": (scripted.refuses_with("provider_rate_limited", 503), Cause.SERVER_ERROR),
    "bad key": (scripted.refuses_with("provider_misconfigured", 503), Cause.SERVER_ERROR),
    "token refused": (scripted.refuses_with("unauthorized", 401), Cause.REQUEST_REFUSED),
    "unknown taxonomy": (scripted.refuses_with("unknown_taxonomy", 404), Cause.REQUEST_REFUSED),
    "invalid request": (scripted.refuses_with("invalid_request", 422), Cause.REQUEST_REFUSED),
    "text refused": (scripted.refuses_with("provider_refused_text", 422), Cause.TEXT_REFUSED),
    "quota": (scripted.refuses_with("quota_exceeded", 429), Cause.QUOTA_EXCEEDED),
    "problem is no object": (scripted.raw(b"[]", 503), Cause.SERVER_ERROR),
    "html": (scripted.raw(b"<h1>It works</h1>", 200, "text/html"), Cause.BAD_REPLY),
    "empty": (scripted.raw(b""), Cause.BAD_REPLY),
    "no content": (scripted.raw(b"", 204), Cause.BAD_REPLY),
    "json but no object": (says(["account", "high"]), Cause.BAD_REPLY),
    "nested without end": (scripted.raw(b"[" * 60_000), Cause.BAD_REPLY),
    "category is no choice": (
        says(suggestion(labels={"category": "refunds", "priority": "high"})),
        Cause.BAD_REPLY,
    ),
    "priority is no choice": (
        says(suggestion(labels={"category": "account", "priority": "urgent"})),
        Cause.BAD_REPLY,
    ),
    "labels swapped": (
        says(suggestion(labels={"category": "high", "priority": "account"})),
        Cause.BAD_REPLY,
    ),
    "label is a list": (
        says(suggestion(labels={"category": ["account"], "priority": "high"})),
        Cause.BAD_REPLY,
    ),
    "priority missing": (says(suggestion(labels={"category": "account"})), Cause.BAD_REPLY),
    "labels missing": (says({"category": "account", "priority": "high"}), Cause.BAD_REPLY),
    "confidence is text": (says(suggestion(confidence="high")), Cause.BAD_REPLY),
    "confidence is true": (says(suggestion(confidence=True)), Cause.BAD_REPLY),
    "confidence over one": (says(suggestion(confidence=92)), Cause.BAD_REPLY),
    "confidence is no number": (says(suggestion(confidence=float("nan"))), Cause.BAD_REPLY),
    "reason is a list": (says(suggestion(reason=["new"])), Cause.BAD_REPLY),
    "lone surrogate": (says(suggestion(reason="\ud800")), Cause.BAD_REPLY),
    "no utf-8": (scripted.raw(b'{"labels": "\xff"}'), Cause.BAD_REPLY),
    "redirect": (scripted.redirects_to("/v1/classify"), Cause.BAD_REPLY),
    "huge": (scripted.raw(b" " * 5_000_000 + b"{}"), Cause.BAD_REPLY),
    "no http": (scripted.speak_no_http, Cause.BAD_REPLY),
    "cut short": (scripted.stop_half_way, Cause.BAD_REPLY),
    "hangs": (scripted.hang, Cause.TIMED_OUT),
    "drips headers": (scripted.drip_headers, Cause.TIMED_OUT),
    "drips the body": (scripted.drip_body, Cause.TIMED_OUT),
    "drips and never ends": (scripted.drip_without_a_length, Cause.TIMED_OUT),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_whatever_it_answers_is_a_fallback_and_is_not_asked_again(server, name):
    behaviour, cause = ANSWERED[name]
    server.always(behaviour)
    outcome = classify(make_service(server.url))
    assert isinstance(outcome, Fallback)
    assert outcome.cause == cause
    assert len(server.requests) == 1


@pytest.mark.parametrize("behaviour", [scripted.reset, scripted.hang_up])
def test_what_never_answered_is_asked_three_times(server, behaviour):
    server.always(behaviour)
    outcome = classify(make_service(server.url))
    assert outcome.cause == Cause.NEVER_REACHED
    assert len(server.requests) == 3


@pytest.mark.parametrize("behaviour", [scripted.reset, scripted.hang_up])
def test_the_second_retry_may_succeed(server, behaviour):
    server.enqueue(behaviour, behaviour)
    assert isinstance(classify(make_service(server.url)), Suggestion)
    assert len(server.requests) == 3


def test_a_retry_that_hangs_gets_only_the_time_that_is_left(server):
    server.enqueue(scripted.reset)
    server.always(scripted.drip_headers)
    outcome = classify(make_service(server.url))
    assert outcome.cause == Cause.TIMED_OUT
    assert len(server.requests) == 2


def test_a_connection_closed_after_an_answer_does_no_harm(server):
    """The server closes each connection without having said so."""
    service = make_service(server.url)
    assert [type(classify(service)) for _ in range(3)] == [Suggestion] * 3
    assert len(server.requests) == 3


def test_a_refused_connection_is_a_fallback():
    with scripted.refusing_url() as url:
        assert classify(make_service(url)).cause == Cause.NEVER_REACHED


def test_connecting_without_end_is_cut():
    with scripted.silent_url() as url:
        outcome = classify(make_service(url, connect_seconds=0.1))
        assert outcome.cause in (Cause.NEVER_REACHED, Cause.TIMED_OUT)


def test_a_name_that_does_not_resolve_is_a_fallback():
    outcome = classify(make_service("http://classifier.invalid:8100"))
    assert outcome.cause == Cause.NEVER_REACHED


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("", "token"),
        ("http://127.0.0.1:1", ""),
        ("http://127.0.0.1:1", "two\nlines"),
        ("http://127.0.0.1:1", "schlüssel"),
        ("classifier-svc:8100", "token"),
        ("http://127.0.0.1:port", "token"),
        ("http://[::1", "token"),
    ],
)
def test_a_wrong_address_or_token_is_a_fallback(url, token, caplog):
    service = LLMService(Config(url=url, token=token))
    assert classify(service).cause == Cause.NOT_CONFIGURED
    assert "llm.not_configured" in caplog.messages[0]
    assert service.breaker_state is State.CLOSED


def test_a_request_id_that_would_break_the_header_is_left_out(server):
    outcome = make_service(server.url).classify(TEXT, request_id="a\r\nX-Evil: 1")
    assert isinstance(outcome, Suggestion)
    assert not {"x-request-id", "x-evil"} & set(server.requests[0].headers)


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    with scripted.refusing_url() as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        assert isinstance(classify(make_service(server.url)), Suggestion)


def test_cookies_are_not_kept(server):
    service = make_service(server.url)
    body = json.dumps(suggestion()).encode()
    server.enqueue(scripted.raw(body, headers=("Set-Cookie: a=b",)))
    classify(service)
    classify(service)
    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize(
    "behaviour",
    [
        scripted.hang,
        scripted.reset,
        scripted.refuses_with("overloaded", 503),
        scripted.raw(b"<html>"),
    ],
)
def test_three_failures_open_the_breaker_and_nothing_is_asked_then(server, behaviour):
    server.always(behaviour)
    service = make_service(server.url)
    for _ in range(3):
        classify(service)
    asked = len(server.requests)
    assert service.breaker_state is State.OPEN
    assert classify(service).cause == Cause.BREAKER_OPEN
    assert len(server.requests) == asked


@pytest.mark.parametrize(
    "behaviour",
    [
        scripted.refuses_with("unauthorized", 401),
        scripted.refuses_with("quota_exceeded", 429),
        scripted.refuses_with("invalid_request", 422),
    ],
)
def test_our_own_faults_do_not_open_the_breaker(server, behaviour):
    assert_does_not_open_the_breaker(server, behaviour)


@pytest.mark.parametrize(
    "behaviour",
    [
        scripted.refuses_with("provider_refused_text", 422),
        scripted.refuses_with("provider_bad_reply", 502),
    ],
)
def test_a_text_that_the_model_does_not_answer_does_not_open_the_breaker(server, behaviour):
    assert_does_not_open_the_breaker(server, behaviour)


def assert_does_not_open_the_breaker(server, behaviour):
    server.always(behaviour)
    service = make_service(server.url, breaker_failures=1)
    for _ in range(3):
        classify(service)
    assert service.breaker_state is State.CLOSED
    assert len(server.requests) == 3


def test_once_the_classifier_is_well_again_suggestions_are_back(server):
    service = make_service(server.url, breaker_failures=1, breaker_open_seconds=0)
    server.enqueue(scripted.raw(b"boom", 500))
    assert isinstance(classify(service), Fallback)
    assert service.breaker_state is State.HALF_OPEN
    assert isinstance(classify(service), Suggestion)
    assert service.breaker_state is State.CLOSED


def test_above_the_limit_requests_do_not_wait(server):
    """Three classifications hang; the fourth is answered while they still do."""
    server.always(scripted.hang)
    service = make_service(server.url, concurrency=3, read_seconds=30, total_seconds=30)
    with ThreadPoolExecutor(3) as threads:
        hanging = [threads.submit(classify, service) for _ in range(3)]
        for _ in hanging:
            assert server.arrived.acquire(timeout=10)
        assert classify(service).cause == Cause.BUSY
        assert not any(future.done() for future in hanging)
        server.stopping.set()


def test_places_are_given_back(server):
    server.enqueue(scripted.reset, scripted.reset, scripted.reset, scripted.hang)
    service = make_service(server.url, concurrency=1)
    outcomes = [classify(service) for _ in range(4)]
    causes = [getattr(outcome, "cause", None) for outcome in outcomes]
    assert causes == [Cause.NEVER_REACHED, Cause.TIMED_OUT, None, None]


def test_many_threads_share_one_service(server):
    """Every thread gets the answer to its own question."""

    def echo(connection, request, stopping) -> None:
        said = suggestion(reason=json.loads(request.body)["description"])
        says(said)(connection, request, stopping)

    server.always(echo)
    service = make_service(server.url, concurrency=16, read_seconds=10, total_seconds=10)
    with ThreadPoolExecutor(8) as threads:
        texts = [f"ticket {number}" for number in range(80)]
        outcomes = threads.map(lambda text: service.classify(text, request_id="1"), texts)
        assert [outcome.reason for outcome in outcomes] == texts


@pytest.mark.parametrize(
    ("behaviour", "event", "level"),
    [
        (says(suggestion()), "llm.classified", logging.INFO),
        (scripted.refuses_with("overloaded", 503), "llm.fallback", logging.WARNING),
        (scripted.refuses_with("quota_exceeded", 429), "llm.fallback", logging.WARNING),
        (scripted.refuses_with("unauthorized", 401), "llm.fallback", logging.ERROR),
    ],
)
def test_each_call_is_one_event_without_text_or_token(server, caplog, behaviour, event, level):
    caplog.set_level(logging.DEBUG)
    server.always(behaviour)
    classify(make_service(server.url))
    ours = [record for record in caplog.records if record.name.startswith("tickets.")]
    assert [(record.message, record.levelno) for record in ours] == [(event, level)]
    assert ours[0].description_length == len(TEXT)
    everything = " ".join(str(vars(record)) for record in caplog.records)
    assert TEXT not in everything
    assert "s3cret-token" not in everything


def test_the_log_names_the_problem_of_the_classifier(server, caplog):
    server.always(scripted.refuses_with("provider_timeout", 504))
    classify(make_service(server.url))
    (record,) = (record for record in caplog.records if record.message == "llm.fallback")
    assert (record.reason, record.status, record.problem) == (
        "server_error",
        504,
        "provider_timeout",
    )


def test_a_change_of_the_breaker_is_logged(server, caplog):
    server.always(scripted.raw(b"boom", 500))
    classify(make_service(server.url, breaker_failures=1))
    assert "llm.breaker_state_changed" in caplog.messages
