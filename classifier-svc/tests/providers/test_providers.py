"""Every provider that asks a model: one suite over all of them, over real sockets to the fake."""

import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from classifier.config import TAXONOMIES, Settings, SettingsError
from classifier.problems import Reason
from classifier.providers import create_provider
from classifier.providers.failures import failure_of_status, retry_after
from classifier.providers.openai import OpenAIProvider
from fake_gemini.server import FakeServer
from tests.conftest import REMOTE, TOKEN, at_port, contract, free_port, load, serving

REQUEST = contract("classifier-api/classify-request.json")


async def test_answer_comes_from_the_model(remote: Settings, fake: FakeServer) -> None:
    async with serving(remote) as client:
        response = await client.post("/v1/classify", json=REQUEST)
        metrics = (await client.get("/metrics")).text

    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["labels"] == {"category": "account", "priority": "high"}
    assert answer["provider"] == remote.providers[0]
    assert (answer["confidence"], answer["reason"]) == (0.9, "Sorted 10 words.")
    assert fake.script.calls()["count"] == 1
    assert f'tokens_total{{direction="input",provider="{remote.providers[0]}"}} 0.0' not in metrics


async def test_every_taxonomy_can_be_asked_for(remote: Settings, fake: FakeServer) -> None:
    body = {"description": "Nobody on the third floor has network.", "taxonomy": "it-desk"}
    async with serving(remote) as client:
        response = await client.post("/v1/classify", json=body)

    assert response.json()["labels"].keys() == {"topic", "affects", "approval"}
    assert response.json()["labels"]["topic"] == "network"


async def test_key_is_sent_where_the_api_wants_it(remote: Settings, fake: FakeServer) -> None:
    async with serving(remote) as client:
        await client.post("/v1/classify", json=REQUEST)

    headers = fake.script.calls()["calls"][0]["headers"]
    keys = (headers.get("x-goog-api-key"), headers.get("authorization"))
    assert keys in (("AIza-key-of-the-tests", None), (None, "Bearer sk-key-of-the-tests"))


FAILURES = [
    ("bad_key", 503, "provider_misconfigured"),
    ("forbidden", 503, "provider_misconfigured"),
    ("not_found", 503, "provider_misconfigured"),
    ("rate_limited", 503, "provider_rate_limited"),
    ("error", 503, "provider_unreachable"),
    ("unavailable", 503, "provider_unreachable"),
    ("html_error", 503, "provider_unreachable"),
    ("reset", 503, "provider_unreachable"),
    ("hang", 504, "provider_timeout"),
    ("slow", 504, "provider_timeout"),
    ("drip", 504, "provider_timeout"),
    ("html", 502, "provider_bad_reply"),
    ("not_json", 502, "provider_bad_reply"),
    ("wrong_choice", 502, "provider_bad_reply"),
    ("blocked", 422, "provider_refused_text"),
    ("blocked_prompt", 422, "provider_refused_text"),
    ("content_filter", 422, "provider_refused_text"),
    ("too_long", 422, "provider_refused_text"),
    ("too_large", 422, "provider_refused_text"),
    ("unprocessable", 422, "provider_refused_text"),
    ({"name": "reply", "text": ""}, 502, "provider_bad_reply"),
    ({"name": "reply", "text": "[]"}, 502, "provider_bad_reply"),
    ({"name": "reply", "text": '{"category": "billing"}'}, 502, "provider_bad_reply"),
]


# A server may refuse a part of the first request without naming it (test_request_forms.py).
CALLS = {("openai", "error"): 3, ("openai", "unprocessable"): 6}


@pytest.mark.parametrize(("scenario", "status", "reason"), FAILURES)
async def test_failure_has_its_reason_and_is_not_asked_again(
    remote: Settings, fake: FakeServer, scenario: object, status: int, reason: str
) -> None:
    fake.script.direct({"default": scenario})
    async with serving(remote, provider_timeout=0.7, answer_timeout=1.4) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert (response.status_code, response.json()["reason"]) == (status, reason)
    # On a machine that stood still for that long, time was up before the call was sent.
    calls = CALLS.get((remote.providers[0], scenario), 1) if isinstance(scenario, str) else 1
    assert fake.script.calls()["count"] in ({0, 1} if reason == "provider_timeout" else {calls})


@pytest.mark.parametrize("scenario", ["blocked", "too_long", "too_large"])
async def test_refused_text_is_the_matter_of_its_client_alone(
    remote: Settings, fake: FakeServer, scenario: str
) -> None:
    """Texts that the provider refuses neither open the breaker nor end a row of successes."""
    fake.script.direct({"default": scenario})
    async with serving(remote, cache_size=0) as client:
        refused = [await client.post("/v1/classify", json=REQUEST) for _ in range(5)]
        ready = (await client.get("/readyz")).json()
        fake.script.direct({"default": "good"})
        answered = await client.post("/v1/classify", json=REQUEST)

    assert {response.json()["reason"] for response in refused} == {"provider_refused_text"}
    assert (ready["breaker"], ready["problems"]) == ("closed", [])
    assert answered.status_code == 200


@pytest.mark.parametrize("scenario", ["bad_key", "forbidden", "not_found"])
async def test_refused_key_or_model_opens_the_breaker_at_once(
    remote: Settings, fake: FakeServer, scenario: str
) -> None:
    fake.script.direct({"default": scenario})
    async with serving(remote) as client:
        first, second = [await client.post("/v1/classify", json=REQUEST) for _ in "ab"]

    assert first.json()["reason"] == "provider_misconfigured"
    assert second.json()["reason"] == "circuit_open"


@pytest.mark.parametrize(
    ("status", "error", "reason"),
    [
        (400, {"message": "x", "code": "invalid_api_key"}, Reason.PROVIDER_MISCONFIGURED),
        (
            400,
            {"code": 400, "details": [5, {"reason": "API_KEY_INVALID"}]},
            Reason.PROVIDER_MISCONFIGURED,
        ),
        (
            400,
            {"message": "API key expired. Please renew the API key."},
            Reason.PROVIDER_MISCONFIGURED,
        ),
        (
            400,
            {"message": "The model `m` does not exist", "code": "model_not_found"},
            Reason.PROVIDER_MISCONFIGURED,
        ),
        (401, None, Reason.PROVIDER_MISCONFIGURED),
        (402, "no credit", Reason.PROVIDER_MISCONFIGURED),
        (307, None, Reason.PROVIDER_MISCONFIGURED),
        (400, {"message": "My api key not valid", "code": 5}, Reason.PROVIDER_REFUSED_TEXT),
        (400, {"message": 5, "details": 5, "code": []}, Reason.PROVIDER_REFUSED_TEXT),
        (413, "too large", Reason.PROVIDER_REFUSED_TEXT),
        (422, [{"input": "invalid_api_key"}], Reason.PROVIDER_REFUSED_TEXT),
        (409, None, Reason.PROVIDER_UNREACHABLE),
        (418, None, Reason.PROVIDER_UNREACHABLE),
        (504, None, Reason.PROVIDER_TIMEOUT),
    ],
)
def test_status_and_error_have_their_reason(status: int, error: object, reason: str) -> None:
    problem = failure_of_status("It", status, "THE_KEY", {}, error)

    assert reason in problem.reason.value


@pytest.mark.parametrize(
    ("scenario", "said"),
    [("bad_key", "check (GEMINI|OPENAI)_API_KEY"), ("rate_limited:9", "rate limit is reached")],
)
async def test_readiness_says_why_the_breaker_is_open(
    remote: Settings, fake: FakeServer, scenario: str, said: str
) -> None:
    fake.script.direct({"default": scenario})
    async with serving(remote) as client:
        await client.post("/v1/classify", json=REQUEST)
        ready = (await client.get("/readyz")).json()

    assert ready["breaker"] == "open"
    assert re.search(said, ready["problems"][0])


class _Redirecting(BaseHTTPRequestHandler):
    """Sends every call to another server."""

    elsewhere, status = "", 307

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Location", self.elsewhere + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("status", [302, 307])
async def test_neither_key_nor_text_is_carried_to_another_server(
    remote: Settings, fake: FakeServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Redirecting, "elsewhere", f"http://127.0.0.1:{fake.server_port}")
    monkeypatch.setattr(_Redirecting, "status", status)
    with HTTPServer(("127.0.0.1", 0), _Redirecting) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        async with serving(at_port(remote, server.server_port)) as client:
            response = await client.post("/v1/classify", json=REQUEST)
        server.shutdown()
        thread.join()

    assert response.json()["reason"] == "provider_misconfigured"
    assert re.search("GEMINI_API_ENDPOINT|OPENAI_BASE_URL", response.json()["detail"])
    assert fake.script.calls()["count"] == 0


async def test_nothing_listens(remote: Settings) -> None:
    async with serving(at_port(remote, free_port())) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.json()["reason"] == "provider_unreachable"


async def test_fenced_reply_is_accepted(remote: Settings, fake: FakeServer) -> None:
    fake.script.direct({"default": "fenced"})
    async with serving(remote) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.json()["labels"]["category"] == "account"


async def test_retry_after_of_a_refusal_keeps_the_breaker_open(
    remote: Settings, fake: FakeServer
) -> None:
    fake.script.direct({"default": "rate_limited:17"})
    async with serving(remote) as client:
        first = await client.post("/v1/classify", json=REQUEST)
        second = await client.post("/v1/classify", json=REQUEST)

    assert first.json()["reason"] == "provider_rate_limited"
    assert second.json()["reason"] == "circuit_open"
    assert 10 < int(second.headers["retry-after"]) <= 17
    assert fake.script.calls()["count"] == 1


@pytest.mark.parametrize(
    ("headers", "details", "seconds"),
    [
        ({"Retry-After": "7"}, [], 7),
        ({"retry-after": "7"}, [{"retryDelay": "9s"}], 7),
        ({}, [{"@type": "…QuotaFailure"}, {"@type": "…RetryInfo", "retryDelay": "37.5s"}], 37.5),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, ["nonsense", {"retryDelay": 3}], 3),
        ({"Retry-After": "-1"}, [{"retryDelay": "soon"}], None),
        ({}, [], None),
    ],
)
def test_wait_is_read_from_header_or_details(
    headers: dict[str, str], details: list[object], seconds: float | None
) -> None:
    assert retry_after(headers, details) == seconds


@pytest.mark.parametrize("name", REMOTE)
async def test_without_its_settings_the_service_runs_and_says_so(
    name: str,
) -> None:
    async with serving(load(CLASSIFIER_PROVIDER=name)) as client:
        answers = [await client.post("/v1/classify", json=REQUEST) for _ in range(5)]
        ready = await client.get("/readyz")
        health = await client.get("/healthz")

    assert {answer.json()["reason"] for answer in answers} == {"provider_misconfigured"}
    assert ready.status_code == 503
    assert "_API_KEY" in ready.json()["problems"][0]
    assert health.status_code == 200


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_MODEL": "m"}, None),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, "OPENAI_MODEL"),
        ({"OPENAI_API_KEY": "sk-1", "OPENAI_MODEL": "m"}, None),
        ({"OPENAI_API_KEY": "sk-1"}, "OPENAI_MODEL"),
        ({"OPENAI_MODEL": "m"}, "OPENAI_API_KEY"),
    ],
)
def test_server_at_another_address_needs_no_key(
    environ: dict[str, str], problem: str | None
) -> None:
    found = OpenAIProvider(load(**environ)).problem

    assert found is None if problem is None else problem in str(found)


def test_provider_whose_package_is_missing_stops_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    monkeypatch.delitem(sys.modules, "classifier.providers.openai", raising=False)

    with pytest.raises(SettingsError, match="requirements-extras"):
        create_provider("openai", settings)


_LISTS_WHAT_IS_IMPORTED = """
import sys
from classifier.api.app import create_app
from classifier.config import load_settings

create_app(load_settings())
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""
SDKS = {"gemini": "google.generativeai", "google-genai": "google.genai", "openai": "openai"}


@pytest.mark.parametrize("chain", [*REMOTE, "local", "openai,local", "gemini,openai"])
def test_only_the_sdk_of_the_provider_in_use_is_imported(chain: str) -> None:
    """A separate process imports no other SDK, no gRPC without need, and no scikit-learn."""
    wanted = {SDKS[name] for name in chain.split(",") if name in SDKS}
    if "gemini" in chain:
        wanted.add("grpc")  # Google's older SDK imports it, although it talks REST here.
    run = subprocess.run(
        [sys.executable, "-c", _LISTS_WHAT_IS_IMPORTED, *SDKS.values(), "grpc", "sklearn"],
        cwd=TAXONOMIES.parent,
        env={
            "CLASSIFIER_CLIENTS": f"tests:{TOKEN}",
            "CLASSIFIER_PROVIDERS": chain,
            "GEMINI_API_KEY": "AIza-key",
            "OPENAI_API_KEY": "sk-key",
            "OPENAI_MODEL": "small-1",
        },
        capture_output=True,
        text=True,
    )

    assert set(run.stdout.split()) == wanted, run.stderr
