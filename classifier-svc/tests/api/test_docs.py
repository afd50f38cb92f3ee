"""Run the examples of docs/calling-the-classifier.md unchanged."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from classifier.api.clients import parse_clients
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


def python_of_the_page() -> str:
    """The client that a reader has who copies each example of the page, one after the other."""
    return "\n\n".join(code for kind, code in BLOCKS if kind == "python")


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


def shape(value: Any) -> Any:
    """The names in a value of JSON, without what they hold."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else None


@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_every_shown_answer_has_the_form_of_the_real_one(environment: dict[str, str]) -> None:
    shown = [
        (code, answer)
        for (kind, code), (next_kind, answer) in pairwise(BLOCKS)
        if (kind, next_kind) == ("bash", "json")
    ]

    assert len(shown) == len([kind for kind, _ in BLOCKS if kind == "json"]) >= 2
    for code, answer in shown:
        real = json.loads(run(["bash", "-c", code], environment))
        assert shape(real) == shape(json.loads(answer))


@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_curl_redacts(environment: dict[str, str]) -> None:
    answer = json.loads(run(["bash", "-c", example("bash", "/v1/redact")], environment))

    assert answer == json.loads(example("json", "texts"))


def test_python(environment: dict[str, str]) -> None:
    labels, *scores, alike = run([sys.executable, "-c", python_of_the_page()], environment).split(
        "\n"
    )[:-1]

    assert labels == "{'category': 'account', 'priority': 'high'}"
    assert [re.sub(r"\(\d+%\)", "", line) for line in scores] == [
        "category: billing ",
        "priority: high ",
    ]
    assert alike in ("Doppelt abgebucht", "None")


def test_python_with_a_wrong_token_says_why(environment: dict[str, str]) -> None:
    wrong = {**environment, "CLASSIFIER_TOKEN": "another-token-0123456789"}

    output = run([sys.executable, "-c", python_of_the_page()], wrong).split("\n")

    assert output[0].startswith("No labels: unauthorized ")
    assert output[1:3] == ["Ask a person.", "None"]


def test_the_file_of_clients_is_read(environment: dict[str, str]) -> None:
    desk, wiki = parse_clients(example("text", "hr-desk"))

    assert (desk.name, desk.per_minute, desk.taxonomies) == ("hr-desk", 600, {"it-desk"})
    assert (wiki.name, wiki.per_minute, wiki.taxonomies) == ("wiki", 6000, None)


def test_python_when_the_service_is_down(environment: dict[str, str]) -> None:
    unreachable = {**environment, "CLASSIFIER_URL": f"http://127.0.0.1:{free_port()}"}

    output = run([sys.executable, "-c", example("python", "import requests")], unreachable)

    assert output.strip() == "Ask a person."


@pytest.mark.skipif(shutil.which("node") is None, reason="this machine has no Node")
def test_javascript(environment: dict[str, str]) -> None:
    command = ["node", "--input-type=module", "--eval", example("javascript", "fetch")]

    assert run(command, environment).startswith("technical critical It seems to be about ")


def test_every_request_of_the_page_is_run() -> None:
    """The tests above run the examples of these languages."""
    kinds = {kind for kind, _ in BLOCKS}
    requests = [code for kind, code in BLOCKS if kind == "bash"]

    assert kinds == {"bash", "json", "python", "javascript", "text"}
    assert [re.findall(r"/v1/[\w/]+", code) for code in requests] == [
        ["/v1/classify"],
        ["/v1/classify/batch"],
        ["/v1/redact"],
    ]


def test_page_names_every_reason_of_the_contract() -> None:
    described = dict(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (\d{3}) \|", PAGE, re.MULTILINE))
    reasons = {
        reason: int(status)
        for names, status in described.items()
        for reason in re.findall(r"\w+", names)
    }

    assert reasons.items() >= contract("classifier-api/problems.json")["reasons"].items()
    assert reasons["payload_too_large"] == Reason.PAYLOAD_TOO_LARGE.status
