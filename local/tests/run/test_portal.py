"""`make run` as a person has it: the whole stack, started, used and ended."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from run.ports import free_port, is_free
from tests.conftest import make_open_folder
from tests.run.runs import (
    Run,
    ask,
    command_of,
    environment,
    launch,
    manage,
    needs_proc,
    processes_below,
    remaining,
    running,
    sign_in,
    to_its_end,
)

LOGS = ("gateway", "frontend", "manager", "ticket-api")
KEY = "a-key-that-only-the-classifier-may-see"
TICKET = {
    "title": "Charged twice",
    "description": "The invoice of March was charged twice to my card.",
    "category": "billing",
    "priority": "high",
}


@pytest.fixture(scope="module")
def with_key() -> Iterator[Run]:
    """One run with a Gemini key, for the tests that leave it running."""
    folder = make_open_folder()
    port = free_port()
    model = {"GEMINI_API_KEY": KEY, "GEMINI_API_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    with running(environment(folder, port, **model)) as run:
        yield run
    shutil.rmtree(folder, ignore_errors=True)


@needs_proc
def test_a_run_serves_the_portal_and_leaves_nothing_behind(open_folder: Path) -> None:
    port = free_port()
    with running(environment(open_folder, port)) as run:
        assert run.said[-1] == f"Portal ready: http://localhost:{port}"
        assert any(line.startswith("Suggestions: local (") for line in run.said)
        with urllib.request.urlopen(f"http://localhost:{port}/") as page:
            assert b'<div id="root">' in page.read()
        created = ask(port, "/api/tickets/", TICKET)
        assert created.pop("private_link").startswith("/request#")
        assert ask(port, "/api/tickets/")["results"] == [created]
        suggestion = ask(port, "/api/tickets/classify/", {"description": TICKET["description"]})
        assert suggestion["suggested_category"] == "billing"
        assert suggestion["suggestion"]["provider"] == "local"

        logs = {name: (run.data / "logs" / f"{name}.log").read_text() for name in LOGS}
        assert "[emerg]" not in logs["gateway"] + logs["frontend"]
        assert "as root" not in logs["manager"]
        (where,) = (line for line in run.said if "/set-up" in line)
        assert str(run.data / "logs" / "ticket-api.log") in where
        assert "account.set_up_code" in logs["ticket-api"]

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
    assert any(line.startswith("Suggestions: gemini (") for line in with_key.said)
    holders = [
        command_of(pid)
        for pid in processes_below(with_key.process.pid)[1:]  # The launcher got the key too.
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


@needs_proc
def test_a_killed_process_manager_ends_the_run_and_leaves_nothing_behind(open_folder: Path) -> None:
    with running(environment(open_folder, free_port())) as run:
        started = processes_below(run.process.pid)
        manager = next(pid for pid in started if "supervise.py" in command_of(pid))
        os.kill(manager, signal.SIGKILL)
        said = "".join(iter(run.next_line, ""))
        assert run.process.wait() == 1
        assert "manager ended unexpectedly" in said
        assert remaining(started, seconds=20) == []


@needs_proc
def test_the_next_run_ends_the_database_server_of_one_that_was_killed(open_folder: Path) -> None:
    with running(environment(open_folder, free_port())) as run:
        started = processes_below(run.process.pid)
        server = next(pid for pid in started if "postgres -D" in command_of(pid))
        manager = next(pid for pid in started if "supervise.py" in command_of(pid))
        run.process.send_signal(signal.SIGSTOP)  # It cannot end the parts before it is killed.
        os.kill(manager, signal.SIGKILL)
        run.process.kill()
        run.process.wait()
        assert remaining([server], seconds=1) == [server]
        try:
            port = free_port()
            with running(environment(open_folder, port)) as again:
                assert "Ending the database server of a run that was killed …" in again.said
                assert remaining([server], seconds=0) == []
                assert ask(port, "/api/tickets/")["results"] == []
        finally:
            for pid in started:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def test_the_first_admin_is_made_while_it_runs(with_key: Run) -> None:
    assert any("make admin USERNAME=" in line for line in with_key.said)
    portal = with_key.said[-1].rpartition(" ")[2]
    variables = environment(with_key.data, int(portal.rpartition(":")[2]))
    password = "correct horse battery staple"
    admin = ("account", "--role", "admin", "--", "anna")
    made = manage(variables, *admin, said=f"{password}\n")
    assert "The account anna is made; its role is admin." in made.stdout, made.stderr
    refused = manage(variables, *admin, said="short\n")
    assert refused.returncode != 0
    assert "at least 12 characters" in refused.stderr
    assert sign_in(portal, "anna", password)["account"]["role"] == "admin"


def test_any_command_of_manage_py_reaches_the_running_portal(with_key: Run, tmp_path: Path) -> None:
    port = int(with_key.said[-1].rpartition(":")[2])
    variables = environment(with_key.data, port)
    loaded = manage(variables, "load_tickets", "3")
    assert loaded.returncode == 0, loaded.stderr
    (tmp_path / "more.csv").write_text(
        "title,description,category,priority\nFrom a file,Named from here,billing,low\n"
    )
    imported = manage(variables, "import_tickets", "more.csv", folder=tmp_path)
    assert imported.returncode == 0, imported.stderr
    titles = [ticket["title"] for ticket in ask(port, "/api/tickets/")["results"]]
    assert len(titles) == 4
    assert "From a file" in titles


def test_a_second_run_on_the_same_data_waits_until_a_signal_ends_it(with_key: Run) -> None:
    process = launch(environment(with_key.data, free_port()))
    assert process.stdout
    said = process.stdout.readline()
    process.terminate()
    rest, _ = process.communicate()
    assert said.startswith(f"Process {with_key.process.pid} uses {with_key.data} (")
    assert said.endswith("Waiting for its end …\n")
    assert (process.returncode, rest) == (0, "Ended.\n")
    assert ask(int(with_key.said[-1].rpartition(":")[2]), "/api/health/")


def test_a_taken_port_ends_the_run_with_2_and_what_to_do(open_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said, code = to_its_end(environment(open_folder, port))
    assert code == 2
    assert f"Port {port} is taken" in said
    assert "PORTAL_PORT=" in said


def test_a_part_that_cannot_start_ends_the_run_and_shows_its_log(open_folder: Path) -> None:
    said, code = to_its_end(environment(open_folder, free_port(), PROVIDER_TIMEOUT="11"))
    assert code == 1
    assert "classifier-svc ends as soon as it is started" in said
    assert "PROVIDER_TIMEOUT must be less than ANSWER_TIMEOUT" in said
    assert "Traceback" not in said


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
    ],
)
def test_a_setting_that_cannot_work_ends_the_run_with_a_sentence(
    open_folder: Path, settings: dict[str, str], sentence: str
) -> None:
    said, code = to_its_end(environment(open_folder, free_port(), **settings))
    assert code == 1
    assert sentence in said
    assert "Traceback" not in said
