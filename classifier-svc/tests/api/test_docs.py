"""Run the examples of docs/calling-the-classifier.md unchanged."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier.problems import Reason
from tests.conftest import TOKEN, contract, free_port, wait_until_listens

FOLDER = Path(__file__).parents[2]
PAGE = (FOLDER.parent / "docs" / "calling-the-classifier.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Start the service with its local provider, and say where it is as the page does."""
    port = free_port()
    settings = {"CLASSIFIER_CLIENTS": f"tool:{TOKEN}:1000", "CLASSIFIER_PROVIDER": "local"}
    process = subprocess.Popen(
        [sys.executable, "-m", "classifier"],
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], "BIND": f"127.0.0.1:{port}", **settings},
        stderr=subprocess.DEVNULL,
    )
    wait_until_listens(port)
    address = {"CLASSIFIER_URL": f"http://127.0.0.1:{port}", "CLASSIFIER_TOKEN": TOKEN}
    yield {"PATH": os.environ["PATH"], **address}
    process.terminate()
    process.wait()


def example(language: str, part: str) -> str:
    """Return the one example of a language that holds `part`."""
    (code,) = (code for kind, code in BLOCKS if kind == language and part in code)
    return code


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_curl(environment: dict[str, str]) -> None:
    answer = json.loads(run(["bash", "-c", example("bash", "charged twice")], environment))
    shown = json.loads(example("json", "labels"))

    assert answer.keys() == shown.keys()
    assert answer["labels"] == shown["labels"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_curl_with_a_batch(environment: dict[str, str]) -> None:
    answer = json.loads(run(["bash", "-c", example("bash", "batch")], environment))

    first, second, third = answer["results"]
    assert first["result"]["labels"]["category"] == "billing"
    assert second["error"]["reason"] == "invalid_request"
    assert third["result"]["labels"]["topic"] == "network"


def test_python(environment: dict[str, str]) -> None:
    output = run([sys.executable, "-c", example("python", "requests.post")], environment)

    assert output.strip() == "{'category': 'account', 'priority': 'high'}"


def test_python_when_the_service_is_down(environment: dict[str, str]) -> None:
    unreachable = {**environment, "CLASSIFIER_URL": f"http://127.0.0.1:{free_port()}"}

    output = run([sys.executable, "-c", example("python", "requests.post")], unreachable)

    assert output.strip() == "Ask a person."


@pytest.mark.skipif(shutil.which("node") is None, reason="this machine has no Node")
def test_javascript(environment: dict[str, str]) -> None:
    command = ["node", "--input-type=module", "--eval", example("javascript", "fetch")]

    assert run(command, environment).startswith("technical critical It seems to be about ")


def test_page_names_every_reason_of_the_contract() -> None:
    described = dict(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (\d{3}) \|", PAGE, re.MULTILINE))
    reasons = {
        reason: int(status)
        for names, status in described.items()
        for reason in re.findall(r"\w+", names)
    }

    assert reasons.items() >= contract("classifier-api/problems.json")["reasons"].items()
    assert reasons["payload_too_large"] == Reason.PAYLOAD_TOO_LARGE.status
