"""`manage.py export_suggestions`: what people corrected, in the format of the evaluation."""

import json
import socket
import stat
import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.samples import contract
from tests.scripted_server import Request, ScriptedServer, refuses_with, says
from tests.suggestions.test_ledger import send, token

pytestmark = pytest.mark.django_db

GIVEN = contract("classifier-api/redact-request.json")["texts"]
REDACTED = dict(zip(GIVEN, contract("classifier-api/redact-response.json")["texts"], strict=True))
SECRET, PLAIN = REDACTED


def redacts(connection: socket.socket, request: Request, stopping: threading.Event) -> None:
    """Answers as contracts/classifier-api/ says; a text that is not there stays as it is."""
    texts = [REDACTED.get(text, text) for text in json.loads(request.body)["texts"]]
    says({"texts": texts})(connection, request, stopping)


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        running.always(redacts)
        settings.CLASSIFIER_URL, settings.CLASSIFIER_TOKEN = running.url, "ours"
        yield running


def export(folder: Path, **options: Any) -> str:
    said = StringIO()
    call_command("export_suggestions", folder, stdout=said, verbosity=0, **options)
    return said.getvalue()


def sent(api: Client, text: str, **fields: Any) -> Any:
    return send(api, description=text, suggestion_token=token(text), **fields).json()


def test_overridden_and_corrected_ones_are_written_redacted(
    api: Client, server: ScriptedServer, tmp_path: Path
) -> None:
    as_suggested = {"category": "billing", "priority": "high"}
    sent(api, SECRET, category="account", priority="high")
    sent(api, "Accepted and right.", **as_suggested)
    corrected = sent(api, PLAIN, **as_suggested)
    api.patch(f"/api/tickets/{corrected['id']}/", {"priority": "low"}, "application/json")
    sent(api, "# not a heading\n\n* nor a mark", category="account", priority="high")
    send(api, description="Stale.", category="account", suggestion_token=token("Another text."))
    send(api, description="Without a suggestion.")
    assert "3 examples" in export(tmp_path / "new")
    assert (tmp_path / "new" / "corrections.txt").read_text(encoding="utf-8") == (
        "# account high\n"
        f"* {REDACTED[SECRET]}\n"
        "* # not a heading * nor a mark\n"
        "# billing low\n"
        f"* {PLAIN}\n"
    )
    assert server.requests[0].line.startswith("POST /v1/redact ")


def test_a_suggestion_that_was_right_in_the_end_is_no_example(
    api: Client, server: ScriptedServer, tmp_path: Path
) -> None:
    ticket = sent(api, PLAIN, category="account", priority="high")
    api.patch(f"/api/tickets/{ticket['id']}/", {"category": "billing"}, "application/json")
    assert "0 examples" in export(tmp_path)


def test_all_has_what_was_right_as_well_and_never_what_is_stale(
    api: Client, server: ScriptedServer, tmp_path: Path
) -> None:
    sent(api, "Accepted.", category="billing", priority="high")
    sent(api, "Overridden.", category="account", priority="high")
    send(api, description="Stale.", category="account", suggestion_token=token("Another text."))
    assert "2 examples" in export(tmp_path, right_too=True)
    assert (tmp_path / "corrections.txt").read_text(encoding="utf-8") == (
        "# billing high\n* Accepted.\n# account high\n* Overridden.\n"
    )


def test_standard_output_has_the_examples_alone_and_no_file_is_written(
    api: Client, server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(api, SECRET, category="account", priority="high")
    monkeypatch.chdir(tmp_path)
    said = StringIO()
    call_command("export_suggestions", Path("-"), stdout=said, stderr=StringIO(), right_too=True)
    assert said.getvalue() == f"# account high\n* {REDACTED[SECRET]}\n"
    assert not list(tmp_path.iterdir())


def test_the_owner_alone_may_read_the_file(
    api: Client, server: ScriptedServer, tmp_path: Path
) -> None:
    export(tmp_path)
    assert stat.S_IMODE((tmp_path / "corrections.txt").stat().st_mode) == 0o600


def test_without_redaction_nothing_is_written_and_the_old_file_stays(
    api: Client, server: ScriptedServer, tmp_path: Path
) -> None:
    sent(api, SECRET, category="account")
    export(tmp_path)
    before = (tmp_path / "corrections.txt").read_text(encoding="utf-8")
    server.always(refuses_with("overloaded", 503))
    with pytest.raises(CommandError, match="Nothing is written without redaction"):
        export(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["corrections.txt"]
    assert (tmp_path / "corrections.txt").read_text(encoding="utf-8") == before


def test_a_folder_that_cannot_be_made_is_reported(server: ScriptedServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "file")
