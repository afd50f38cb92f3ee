"""`make run` as a person has it: the whole stack, started, used and ended."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from paths import LOCAL
from run.cluster import wait_until
from run.ports import is_free
from run.postgres import free_port
from tests.conftest import make_open_folder

KEY = "a-key-that-only-the-classifier-may-see"
TICKET = {
    "title": "Charged twice",
    "description": "The invoice of March was charged twice to my card.",
    "category": "billing",
    "priority": "high",
}


def environment(data: Path, port: int, **settings: str) -> dict[str, str]:
    """A caller's environment, with nothing in it that would change what is tested."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # One worker is enough here and leaves the machine's cores to the other tests.
    fixed = {"GUNICORN_WORKERS": "1", "PORTAL_PORT": str(port), "LOCAL_DATA_DIR": str(data)}
    return {**kept, **fixed, **settings}


def launch(variables: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(LOCAL), "run"],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def to_its_end(variables: dict[str, str]) -> tuple[str, int]:
    """What a run that ends by itself says, and its exit code."""
    process = launch(variables)
    said, _ = process.communicate()
    return said, process.returncode


@dataclass(frozen=True)
class Run:
    """A run that is ready, where its data are, and the lines that it has said until then."""

    process: subprocess.Popen[str]
    data: Path
    said: list[str]

    def next_line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


@contextmanager
def running(variables: dict[str, str]) -> Iterator[Run]:
    """A run that is ended when the block is left."""
    run = Run(launch(variables), Path(variables["LOCAL_DATA_DIR"]), [])
    try:
        while line := run.next_line():
            run.said.append(line.rstrip())
            if line.startswith("Portal ready"):
                break
        else:
            pytest.fail("The portal did not become ready:\n" + "\n".join(run.said))
        yield run
    finally:
        run.process.terminate()
        run.process.communicate()


def ask(port: int, path: str, body: object = None) -> Any:
    """The JSON that the gateway answers with."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def processes_below(pid: int) -> list[int]:
    """`pid` and everything that it started, as Linux tells it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in processes_below(int(child)))]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def remaining(processes: list[int], seconds: float) -> list[int]:
    """Those that are still there after at most `seconds`."""

    def left() -> list[int]:
        return [pid for pid in processes if Path(f"/proc/{pid}").exists()]

    wait_until(lambda: not left(), seconds)
    return left()


needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads Linux's /proc")


@pytest.fixture(scope="module")
def with_key() -> Iterator[Run]:
    """One run with a Gemini key, for the tests that leave it running."""
    folder = make_open_folder()
    port = free_port()
    told = {"GEMINI_API_KEY": KEY, "GEMINI_API_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    with running(environment(folder, port, **told)) as run:
        yield run
    shutil.rmtree(folder, ignore_errors=True)


@needs_proc
def test_a_run_serves_the_portal_and_leaves_nothing_behind(open_folder: Path) -> None:
    port = free_port()
    with running(environment(open_folder, port)) as run:
        assert run.said[-1] == f"Portal ready: http://localhost:{port}"
        assert "Suggestions: local provider, because GEMINI_API_KEY is not set" in run.said
        with urllib.request.urlopen(f"http://localhost:{port}/") as page:
            assert b'<div id="root">' in page.read()
        created = ask(port, "/api/tickets/", TICKET)
        assert created.pop("private_link").startswith("/request#")
        assert ask(port, "/api/tickets/")["results"] == [created]
        suggestion = ask(port, "/api/tickets/classify/", {"description": TICKET["description"]})
        assert suggestion["suggested_category"] == "billing"
        assert suggestion["suggestion"]["provider"] == "local"

        started = processes_below(run.process.pid)
        assert len(started) > 6  # Manager, database, classifier, api, events, two nginx.
        run.process.terminate()
        assert run.process.wait() == 0
        assert remaining(started, seconds=2) == []
    assert is_free(port)

    # The next run meets the database and the secrets of the last. Killed, it still leaves nothing.
    with running(environment(open_folder, port)) as run:
        assert ask(port, "/api/tickets/")["results"] == [created]
        started = processes_below(run.process.pid)
        run.process.kill()
        run.process.wait()
        assert remaining(started, seconds=30) == []


@needs_proc
def test_the_key_is_in_the_classifiers_environment_alone(with_key: Run) -> None:
    assert "Suggestions: gemini provider, because GEMINI_API_KEY is set" in with_key.said
    holders = [
        command_of(pid)
        for pid in processes_below(with_key.process.pid)[1:]  # The first is the one that was told.
        if KEY.encode() in Path(f"/proc/{pid}/environ").read_bytes()
    ]
    assert len(holders) == 1
    assert "-m classifier" in holders[0]
    written = [file for file in with_key.data.rglob("*") if file.is_file()]
    assert [file for file in written if KEY.encode() in file.read_bytes()] == []


@needs_proc
def test_a_part_that_dies_is_started_again(with_key: Run) -> None:
    processes = processes_below(with_key.process.pid)
    classifier = next(pid for pid in processes if "-m classifier" in command_of(pid))
    os.kill(classifier, signal.SIGKILL)
    assert with_key.next_line().startswith("classifier-svc ended unexpectedly")


def make_admin(variables: dict[str, str], password: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(LOCAL), "admin", "anna"]
    said = f"{password}\n"
    return subprocess.run(
        command, env=variables, input=said, capture_output=True, text=True, check=False
    )


def test_the_first_admin_is_made_while_it_runs(with_key: Run) -> None:
    assert any("make admin USERNAME=" in line for line in with_key.said)
    portal = with_key.said[-1].rpartition(" ")[2]
    port = int(portal.rpartition(":")[2])
    made = make_admin(environment(with_key.data, port), "correct horse battery staple")
    assert "The account anna is made; its role is admin." in made.stdout, made.stderr
    refused = make_admin(environment(with_key.data, port), "short")
    assert refused.returncode != 0
    assert "at least 12 characters" in refused.stderr

    cookies = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.open(f"{portal}/api/session/")
    (token,) = (cookie.value for cookie in cookies if cookie.name == "csrftoken")
    body = {"username": "anna", "password": "correct horse battery staple"}
    headers = {"Content-Type": "application/json", "X-CSRFToken": token or "", "Origin": portal}
    sign_in = urllib.request.Request(f"{portal}/api/session/", json.dumps(body).encode(), headers)
    assert json.load(browser.open(sign_in))["account"]["role"] == "admin"


def test_without_a_run_there_is_nothing_to_make_an_admin_in(open_folder: Path) -> None:
    refused = make_admin({**environment(open_folder, free_port()), "PATH": "/nowhere"}, "x" * 12)
    assert refused.returncode == 1
    assert "Start the portal first" in refused.stderr


def test_a_second_run_on_the_same_data_is_refused(with_key: Run) -> None:
    said, code = to_its_end(environment(with_key.data, free_port()))
    assert code == 1
    assert f"in use by another run (process {with_key.process.pid})" in said


def test_a_taken_port_ends_the_run_with_2_and_what_to_do(open_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said, code = to_its_end(environment(open_folder, port))
    assert code == 2
    assert f"Port {port} is taken" in said
    assert "PORTAL_PORT=" in said


def test_a_part_that_cannot_start_ends_the_run_and_shows_its_log(open_folder: Path) -> None:
    said, code = to_its_end(environment(open_folder, free_port(), CLASSIFIER_PROVIDER="nobody"))
    assert code == 1
    assert "classifier-svc ends as soon as it is started" in said
    assert "'nobody'" in said


def test_https_at_a_proxy_in_front_redirects_once_and_never_in_a_circle(open_folder: Path) -> None:
    port = free_port()
    settings = {"DJANGO_HTTPS": "on", "GATEWAY_TRUSTED_PROXY": "127.0.0.1"}
    with running(environment(open_folder, port, **settings)):
        assert status(port, "/api/tickets/", {}) == (200, None)
        assert status(port, "/", {}) == (200, None)
        for path in ("/", "/api/tickets/"):
            plain = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "http"}
            assert status(port, path, plain) == (308, f"https://localhost{path}")
            assert status(port, path, {**plain, "X-Forwarded-Proto": "https"}) == (200, None)


def status(port: int, path: str, headers: dict[str, str]) -> tuple[int, str | None]:
    """Status and Location of one answer, which is not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": f"localhost:{port}", **headers})
    reply = connection.getresponse()
    connection.close()
    return reply.status, reply.headers["Location"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DJANGO_HTTPS": "on", "GATEWAY_SCHEME": "http"}, "Set GATEWAY_SCHEME=https"),
        ({"RATE_LIMIT_CREATE": "ten"}, "RATE_LIMIT_CREATE must be a number of requests"),
        ({"PROVIDER_TIMEOUT": "11"}, "PROVIDER_TIMEOUT must be less than ANSWER_TIMEOUT"),
    ],
)
def test_a_setting_that_cannot_work_ends_the_run_with_a_sentence(
    open_folder: Path, settings: dict[str, str], sentence: str
) -> None:
    said, code = to_its_end(environment(open_folder, free_port(), **settings))
    assert code == 1
    assert sentence in said
    assert "Traceback" not in said
