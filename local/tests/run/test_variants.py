"""`make dev` and `make demo`: what they show that `make run` does not."""

import os
import urllib.request
from pathlib import Path

import pytest

from paths import CLASSIFIER, TICKET_API, SetupError
from run.ports import free_port, is_free
from run.stack import Installation
from tests.run.runs import (
    Run,
    ask,
    environment,
    manage,
    needs_proc,
    processes_below,
    remaining,
    running,
    sign_in,
)


def read(address: str) -> bytes:
    with urllib.request.urlopen(address) as reply:
        return bytes(reply.read())


def shown_until(run: Run, word: str) -> str:
    """The first line with `word` that the run prints from now on."""
    while line := run.next_line():
        if word in line:
            return line
    return pytest.fail(f"{word!r} was not printed")


@needs_proc
def test_dev_passes_everything_on_and_reloads_what_is_edited(open_folder: Path) -> None:
    port = free_port()
    portal = f"http://localhost:{port}"
    variables = environment(open_folder, port)
    with running(variables, "dev") as run:
        assert b"/@vite/client" in read(f"{portal}/")
        assert b"sourceMappingURL" in read(f"{portal}/src/main.jsx")
        assert b"csrfmiddlewaretoken" in read(f"{portal}/admin/login/")
        assert b"body" in read(f"{portal}/api/static/admin/css/base.css")
        text = "The invoice of March was charged twice to my card."
        suggestion = ask(port, "/api/tickets/classify/", {"description": text})
        assert suggestion["suggestion"]["provider"] == "local"
        with urllib.request.urlopen(f"{portal}/api/tickets/events/") as stream:
            assert stream.readline().startswith(b"retry:")
        made = manage(variables, "account", "anna", said="correct horse battery staple\n")
        assert made.returncode == 0, made.stderr
        assert sign_in(portal, "anna", "correct horse battery staple")["account"]

        os.utime(CLASSIFIER / "classifier" / "config.py")
        assert "Reloading" in shown_until(run, "classifier/config.py")
        os.utime(TICKET_API / "config" / "urls.py")
        lines = {shown_until(run, "config/urls.py") for _ in range(2)}  # The API and the events.
        assert len(lines) == 2

        started = processes_below(run.process.pid)
        run.process.terminate()
        while run.next_line():
            pass
        assert run.process.wait() == 0
        assert remaining(started, seconds=5) == []
    assert is_free(port)


def test_a_demo_has_tickets_suggestions_and_accounts_anew(open_folder: Path) -> None:
    port = free_port()
    variables = environment(open_folder, port, PORTAL_ACCESS="open")
    passwords = set()
    for _ in range(2):
        with running(variables, "demo") as run:
            (line,) = (line for line in run.said if "demo-agent" in line)
            passwords.add(line.split()[-1])
            session = sign_in(f"http://localhost:{port}", "demo-agent", line.split()[-1])
            assert session["account"]["role"] == "agent"
            total = ask(port, "/api/tickets/stats/")["total_tickets"]
            assert 200 < total < 500  # Of one start.
            ledger = ask(port, "/api/tickets/stats/suggestions/?days=30")
            assert ledger
    assert len(passwords) == 2


def test_a_demo_never_fills_a_database_of_the_callers(tmp_path: Path) -> None:
    variables = {"DATABASE_URL": "postgres://elsewhere/tickets"}
    run = Installation(variables, {}, {}, tmp_path)
    with pytest.raises(SetupError, match="without DATABASE_URL"):
        run.make_database(anew=True)
