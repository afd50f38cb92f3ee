"""Every answer is as the service describes itself in `/openapi.json`, whatever is sent.

schemathesis makes requests from the description, good ones and bad ones, and a real process answers
them, whose model is the fake and fails often. Its checks: status, media type, headers and body as
described; bad data refused, good data accepted; nothing without a token; a method that is not
described is a 405 with `Allow`. The described 5xx are faults of a provider; a 500 fails.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis import Case, CheckContext, Response
from schemathesis.specs.openapi.checks import negative_data_rejection

from classifier.api.app import create_app
from classifier.config import TAXONOMIES
from fake_gemini.server import FakeServer
from tests.conftest import TOKEN, free_port, load, running_fake, wait_until_listens

described = schemathesis.openapi.from_dict(
    create_app(load(CLASSIFIER_PROVIDER="local")).openapi(),
    config=schemathesis.Config.from_dict(
        {
            "seed": 0,
            # A busy machine is no failure.
            "request-timeout": 60,
            "generation": {"max-examples": 15, "deterministic": True, "database": "none"},
            "checks": {
                # What a model may do to us.
                "not_a_server_error": {
                    "expected-statuses": ["2xx", "3xx", "4xx", "501", "502", "503", "504"]
                },
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "404", "413", "501", "502", "503", "504"]
                },
                "negative_data_rejection": {
                    "expected-statuses": ["401", "404", "405", "413", "422"]
                },
            },
        }
    ),
)
FAILS = ("good", "good", "unavailable", "not_json", "wrong_choice", "rate_limited", "bad_key")


def no_surprise(_: CheckContext, response: Response, __: Case) -> None:
    """Every error is a problem of RFC 9457 with its reason, and none is our own fault."""
    if response.status_code < 400 or response.headers["content-type"] == ["application/json"]:
        return  # `/readyz` tells of its problems in its own form.
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["reason"] != "internal_error"
    assert problem["detail"]


@pytest.fixture(scope="module")
def model() -> Iterator[FakeServer]:
    """Succeeds and fails in turns, for more calls than are made."""
    with running_fake() as fake:
        fake.script.direct({"queue": list(FAILS) * 500})
        yield fake


@pytest.fixture(scope="module")
def address(model: FakeServer) -> Iterator[str]:
    """Of a service with this model, whose breaker closes soon."""
    port = free_port()
    environment = {
        "BIND": f"127.0.0.1:{port}",
        "CLASSIFIER_CLIENTS": f"tests:{TOKEN}:1000000",
        "GEMINI_API_KEY": "AIza-key-of-the-tests",
        "GEMINI_API_ENDPOINT": f"http://127.0.0.1:{model.server_port}",
        "BREAKER_OPEN": "0.01",
        "BREAKER_OPEN_MISCONFIGURED": "0.01",
    }
    command = [sys.executable, "-m", "classifier"]
    with subprocess.Popen(
        command, cwd=TAXONOMIES.parent, env=environment, stderr=subprocess.DEVNULL
    ) as ours:
        wait_until_listens(port)
        yield f"http://127.0.0.1:{port}"
        ours.terminate()


@described.parametrize()
def test_the_answer_is_as_described(case: Case, address: str) -> None:
    _add_what_no_pattern_says(case)
    # An item of a batch that breaks a rule is answered 200 with an error in its place.
    excluded = [negative_data_rejection] if case.path.endswith("/batch") else []
    case.call_and_validate(
        base_url=address,
        headers={"Authorization": f"Bearer {TOKEN}"} if case.path.startswith("/v1/") else {},
        additional_checks=[no_surprise],
        excluded_checks=excluded,
    )


def _add_what_no_pattern_says(case: Case) -> None:
    """In good data a text has something to see, and no NUL."""
    if case.meta and case.meta.generation.mode is not schemathesis.GenerationMode.POSITIVE:
        return
    if isinstance(case.body, dict):
        for text in [case.body, *case.body.get("items", ())]:
            if "description" in text:
                text["description"] = f"a{text['description'][1:]}".replace("\0", "b")
