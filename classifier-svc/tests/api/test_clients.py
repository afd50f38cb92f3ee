"""Clients: two tokens, a file that is read again, and taxonomies that only some may use."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from classifier import followed_files
from classifier.api.clients import Clients, parse_clients
from classifier.config import Settings
from tests.api.test_http import assert_problem
from tests.conftest import TOKEN, load, serving

FORMER = "former-token-0123456789"
DESK = "token-of-the-desk-0123456789"
BODY = {"description": "No Wi-Fi", "taxonomy": "it-desk"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def names(found: Clients) -> dict[str, str | None]:
    """Whose token each is."""
    offered = (TOKEN, FORMER, DESK)
    by_token = {token: found.find(f"Bearer {token}") for token in offered}
    return {token: client.name if client else None for token, client in by_token.items()}


def test_a_client_has_two_tokens_while_one_replaces_the_other() -> None:
    (client,) = parse_clients(f"tool:{TOKEN}:60:it-desk, tool:{FORMER}")
    found = Clients([client])

    assert names(found) == {TOKEN: "tool", FORMER: "tool", DESK: None}
    assert (client.per_minute, client.taxonomies) == (60, {"it-desk"})


def test_limits_may_be_in_either_entry_of_a_client() -> None:
    (client,) = parse_clients(f"tool:{TOKEN}, tool:{FORMER}:60:it-desk")

    assert (client.per_minute, client.taxonomies) == (60, {"it-desk"})


def test_the_file_may_add_a_second_token_to_a_client_of_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "clients.txt"
    file.write_text(f"# Former token, until Friday\ntool:{FORMER}\n\n  desk:{DESK}:5:it-desk\n")

    found = Clients(parse_clients(f"tool:{TOKEN}:60"), file)

    assert names(found) == {TOKEN: "tool", FORMER: "tool", DESK: "desk"}
    assert found.find(f"Bearer {FORMER}") is found.find(f"Bearer {TOKEN}")


def test_the_file_alone_is_enough(tmp_path: Path) -> None:
    (tmp_path / "clients.txt").write_text(f"desk:{DESK}")

    settings = load(CLASSIFIER_CLIENTS="", CLASSIFIER_CLIENTS_FILE=str(tmp_path / "clients.txt"))

    assert Clients(settings.clients, settings.clients_file).find(f"Bearer {DESK}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clients.txt"
    path.write_text(f"desk:{DESK}")
    return path


@pytest.fixture
def found(file: Path) -> Clients:
    return Clients(parse_clients(f"tool:{TOKEN}"), file)


def test_a_change_of_the_file_is_used_when_it_is_complete(found: Clients, file: Path) -> None:
    found.look()
    file.write_text(f"other:{FORMER}")
    found.look()
    before = names(found)
    found.look()

    assert before == {TOKEN: "tool", FORMER: None, DESK: "desk"}
    assert names(found) == {TOKEN: "tool", FORMER: "other", DESK: None}


def test_a_file_that_appears_later_is_used(file: Path) -> None:
    text = file.read_text()
    file.unlink()
    found = Clients(parse_clients(f"tool:{TOKEN}"), file)
    assert names(found)[DESK] is None

    file.write_text(text)
    found.look()
    found.look()

    assert names(found)[DESK] == "desk"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("desk", "clients.txt, client 1: write it as name:token"),
        (f"desk:{DESK}\nother:hidden", "client 2 (other): the token is too short"),
        (f"desk:{DESK}\nother:{TOKEN}", "have the same token"),
        (f"tool:{DESK}\ntool:{FORMER}", "The client tool has more than 2 tokens"),
        ("", "names no client"),
        ("# nothing\n", "names no client"),
        (None, "names no client"),
        (b"\xff\xfe", "clients.txt cannot be read"),
    ],
)
def test_the_former_clients_stay_when_the_file_is_bad(
    found: Clients,
    file: Path,
    content: str | bytes | None,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = names(found)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with caplog.at_level(logging.INFO, "classifier"):
        found.look()
        found.look()
    (line, *_) = [record for record in caplog.records if record.levelno == logging.ERROR]
    logged = str(vars(line)["fields"])

    assert names(found) == before
    assert said in logged
    assert "hidden" not in logged

    file.write_text(f"desk:{FORMER}")
    found.look()
    found.look()
    assert names(found) == {TOKEN: "tool", FORMER: "desk", DESK: None}


@pytest.mark.parametrize("content", [b"desk", b"", b"\xff\xfe"])
def test_a_bad_file_is_logged_once(
    found: Clients, file: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    file.write_bytes(content)
    with caplog.at_level(logging.INFO, "classifier"):
        for _ in range(5):
            found.look()

    assert [record.getMessage() for record in caplog.records] == ["clients_file_refused"]


async def test_a_running_service_takes_a_new_token_without_a_restart(
    settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_files, "LOOK_AGAIN_SECONDS", 0.01)
    async with serving(settings, clients_file=file) as client:
        assert (await client.get("/v1/taxonomies", headers=bearer(FORMER))).status_code == 401
        (file.parent / "new").write_text(f"desk:{DESK}\ndesk:{FORMER}")
        (file.parent / "new").rename(file)
        async with asyncio.timeout(20):
            while (await client.get("/v1/taxonomies", headers=bearer(FORMER))).status_code == 401:
                await asyncio.sleep(0.01)
        still = await client.get("/v1/taxonomies", headers=bearer(DESK))

    assert still.status_code == 200


@pytest.fixture
def bound(settings: Settings) -> dict[str, Any]:
    text = f"tests:{TOKEN}, desk:{DESK}:100:it-desk+hr-desk"
    return {"settings": settings, "clients": parse_clients(text)}


async def test_a_client_uses_only_its_taxonomies(bound: dict[str, Any]) -> None:
    async with serving(**bound) as client:
        client.headers.update(bearer(DESK))
        own = await client.post("/v1/classify", json=BODY)
        others = await client.post("/v1/classify", json={**BODY, "taxonomy": "support-tickets"})
        unknown = await client.post("/v1/classify", json={**BODY, "taxonomy": "nowhere"})
        missing = await client.post("/v1/classify", json={**BODY, "taxonomy": "hr-desk"})
        read = await client.get("/v1/taxonomies/support-tickets")
        listed = (await client.get("/v1/taxonomies")).json()["taxonomies"]
        items = [BODY, {**BODY, "taxonomy": "support-tickets"}]
        batch = (await client.post("/v1/classify/batch", json={"items": items})).json()["results"]

    assert own.status_code == 200
    for refused in (others, unknown, read):
        assert_problem(refused, 403, "taxonomy_not_allowed")
        assert refused.json()["detail"] == "desk may use these taxonomies only: hr-desk, it-desk."
    assert_problem(missing, 404, "unknown_taxonomy")
    assert missing.json()["detail"] == "Choose one of these taxonomies: it-desk."
    assert [one["name"] for one in listed] == ["it-desk"]
    assert batch[0]["error"] is None
    assert batch[1]["error"]["reason"] == "taxonomy_not_allowed"


async def test_a_client_without_a_list_uses_every_taxonomy(bound: dict[str, Any]) -> None:
    async with serving(**bound) as client:
        answers = [
            await client.post("/v1/classify", json={**BODY, "taxonomy": name})
            for name in ("support-tickets", "it-desk")
        ]

    assert [answer.status_code for answer in answers] == [200, 200]
