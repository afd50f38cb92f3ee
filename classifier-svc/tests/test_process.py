"""`python -m classifier` and `python -m fake_gemini` as processes: start, signals, exit codes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from fake_gemini.server import FakeServer
from tests.conftest import REMOTE, TOKEN, contract, free_port, wait_until_listens

REQUEST = contract("classifier-api/classify-request.json")
FOLDER = Path(__file__).parents[1]


def environment(**changes: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "CLASSIFIER_CLIENTS": f"tests:{TOKEN}", **changes}


@contextmanager
def running(module: str, *arguments: str, **changes: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=FOLDER,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def classify(port: int, description: str = REQUEST["description"]) -> httpx.Response:
    return httpx.post(
        f"http://127.0.0.1:{port}/v1/classify",
        json={**REQUEST, "description": description},
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=30,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_lets_a_running_classification_finish(
    fake: FakeServer, number: signal.Signals
) -> None:
    port = free_port()
    fake.script.direct({"default": "slow:1"})
    with (
        running(
            "classifier",
            BIND=f"127.0.0.1:{port}",
            GEMINI_API_KEY="AIza-key",
            GEMINI_API_ENDPOINT=f"http://127.0.0.1:{fake.server_port}",
        ) as process,
        ThreadPoolExecutor() as pool,
    ):
        wait_until_listens(port)
        pending = pool.submit(classify, port)
        while fake.script.calls()["count"] == 0:
            time.sleep(0.01)
        process.send_signal(number)

        assert pending.result().status_code == 200
        assert process.wait(timeout=10) == 0
        assert "Traceback" not in process.stdout.read()


@pytest.mark.parametrize("provider", REMOTE)
def test_even_debug_logs_hold_no_text_no_key_and_no_password(
    fake: FakeServer, provider: str
) -> None:
    port = free_port()
    address = f"http://somebody:password-of-the-address@127.0.0.1:{fake.server_port}"
    with running(
        "classifier",
        BIND=f"127.0.0.1:{port}",
        LOG_LEVEL="debug",
        CLASSIFIER_PROVIDER=provider,
        GEMINI_API_KEY="AIza-key-for-the-logs",
        GEMINI_API_ENDPOINT=address,
        OPENAI_API_KEY="sk-key-for-the-logs",
        OPENAI_MODEL="small-1",
        OPENAI_BASE_URL=f"{address}/v1",
    ) as process:
        wait_until_listens(port)
        assert classify(port).status_code == 200
        fake.script.direct({"default": "not_json"})
        assert classify(port, "Something else").status_code == 502
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=10)

    assert '"event": "request"' in output
    for secret in (
        "key-for-the-logs",
        "password-of-the-address",
        TOKEN,
        REQUEST["description"],
        "I would say",
        "You sort",
    ):
        assert secret not in output


def test_hung_provider_does_not_hold_up_the_end(fake: FakeServer) -> None:
    port = free_port()
    fake.script.direct({"default": "drip:0.1"})
    with running(
        "classifier",
        BIND=f"127.0.0.1:{port}",
        GEMINI_API_KEY="AIza-key",
        GEMINI_API_ENDPOINT=f"http://127.0.0.1:{fake.server_port}",
        PROVIDER_TIMEOUT="0.3",
        ANSWER_TIMEOUT="0.5",
    ) as process:
        wait_until_listens(port)
        assert classify(port).json()["reason"] == "provider_timeout"
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=5) == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"CLASSIFIER_CLIENTS": ""}, "CLASSIFIER_CLIENTS is empty"),
        ({"CLASSIFIER_PROVIDER": "oracle"}, "There is no provider 'oracle'"),
        ({"TAXONOMIES_DIR": "/nowhere"}, "there is no taxonomy"),
    ],
)
def test_wrong_setting_ends_the_start_with_one_sentence(
    changes: dict[str, str], sentence: str
) -> None:
    with running("classifier", **changes) as process:
        output, _ = process.communicate(timeout=20)

    assert process.returncode == 2
    assert sentence in output
    assert len(output.splitlines()) == 1


def test_certificates_reach_the_clients_of_every_provider(tmp_path: Path) -> None:
    """`requests` reads REQUESTS_CA_BUNDLE, and httpx reads SSL_CERT_FILE."""
    bundle = tmp_path / "ca.pem"
    bundle.write_text("-----BEGIN CERTIFICATE-----\n")
    show = """
import os
from classifier import __main__ as service

service.uvicorn.run = lambda *_, **__: print(os.environ["SSL_CERT_FILE"])
service.main()
"""
    started = subprocess.run(
        [sys.executable, "-c", show],
        cwd=FOLDER,
        env=environment(CLASSIFIER_PROVIDER="local", REQUESTS_CA_BUNDLE=str(bundle)),
        capture_output=True,
        text=True,
    )

    assert started.stdout.strip() == str(bundle), started.stderr


def test_exit_code_of_the_healthcheck() -> None:
    port = free_port()
    bind = {"BIND": f"0.0.0.0:{port}"}
    with running("classifier", CLASSIFIER_PROVIDER="local", **bind):
        wait_until_listens(port)
        with running("classifier.healthcheck", **bind) as healthy:
            assert healthy.wait(timeout=10) == 0
    with running("classifier.healthcheck", **bind) as unhealthy:
        assert unhealthy.wait(timeout=10) == 1


def test_fake_runs_as_a_process_and_follows_its_script() -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running("fake_gemini", "--port", str(port), "--scenario", "unavailable") as process:
        wait_until_listens(port)
        generate = f"{address}/v1beta/models/m:generateContent?key=k"
        body = {"contents": [{"parts": [{"text": "<text-12345678>\nHello\n</text-12345678>"}]}]}
        by_default = httpx.post(generate, json=body)
        refused = httpx.post(f"{address}/_script", json={"queue": ["nonsense"]})
        httpx.post(f"{address}/_script", json={"queue": ["rate_limited:7"], "default": "good"})
        queued, then = httpx.post(generate, json=body), httpx.post(generate, json=body)
        calls = httpx.get(f"{address}/_calls").json()
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=5) == 0
    assert by_default.status_code == 503
    assert refused.status_code == 400
    assert (queued.status_code, queued.headers["retry-after"]) == (429, "7")
    assert then.status_code == 200
    assert calls["count"] == 3
    assert calls["calls"][0]["body"] == body


def test_fake_refuses_an_unknown_scenario() -> None:
    with running("fake_gemini", "--scenario", "nonsense") as process:
        output, _ = process.communicate(timeout=10)

    assert process.returncode == 2
    assert "A scenario is one of: good" in output
