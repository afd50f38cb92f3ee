"""Name, colour and mark of the installation: who changes them, and where callers get them."""

import base64
import logging
import struct
import zlib
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from accounts.tokens import token_create
from appearance.marks import MARK_BYTES
from appearance.models import DEFAULT_NAME, Appearance
from tests.people import SESSION, Browser, browser_of, new_account
from tests.samples import NEW_TICKET

APPEARANCE = "/api/appearance/"
SHIPPED = {"name": DEFAULT_NAME, "accent": None, "mark": None}

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Browser:
    return browser_of(new_account("anna", Role.ADMIN))


def change(browser: Browser, **changes: Any) -> Any:
    return browser.change("PATCH", APPEARANCE, changes)


def details(answer: Any) -> Any:
    assert answer.status_code == 400, answer.content
    return answer.json()["details"]


@pytest.mark.parametrize("access", ["open", "agents"])
def test_everybody_reads_the_appearance_with_the_session(
    settings: Any, api: Client, admin: Browser, access: str
) -> None:
    settings.PORTAL_ACCESS = access
    assert api.get(SESSION).json()["appearance"] == SHIPPED
    answer = change(admin, name="Ekberg help desk", accent="#1A73E8")
    assert answer.status_code == 200
    chosen = {"name": "Ekberg help desk", "accent": "#1a73e8", "mark": None}
    assert answer.json() == chosen
    stranger = browser_of(new_account("stray", None))
    for reader in (api, stranger, browser_of(new_account("vera", Role.VIEWER)), admin):
        assert reader.get(SESSION).json()["appearance"] == chosen


def test_a_requester_reads_the_appearance_with_the_ticket(api: Client, admin: Browser) -> None:
    sent = api.post("/api/tickets/", NEW_TICKET, "application/json").json()
    link = {"X-Ticket-Link": sent["private_link"].partition("#")[2]}
    assert api.get("/api/request/", headers=link).json()["appearance"] == SHIPPED
    change(admin, name="Ekberg", accent="#00aa55")
    followed = api.get("/api/request/", headers=link).json()
    assert followed["appearance"] == {"name": "Ekberg", "accent": "#00aa55", "mark": None}


def test_the_appearance_costs_one_statement(api: Client, admin: Browser) -> None:
    change(admin, name="Ekberg")
    with CaptureQueriesContext(connection) as asked:
        api.get(SESSION)
    assert len(asked.captured_queries) == 1


def test_fields_change_one_at_a_time_and_can_be_taken_back(admin: Browser) -> None:
    named = {**SHIPPED, "name": "Ekberg"}
    change(admin, name="Ekberg")
    assert change(admin, accent="#1a73e8").json() == {**named, "accent": "#1a73e8"}
    assert change(admin, accent=None).json() == named
    assert change(admin).json() == named
    assert Appearance.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("  Ekberg   AB ", "Ekberg AB"),
        ("Ekberg\nAB", "Ekberg AB"),
        ("Ekberg\u2028AB", "Ekberg AB"),
        ("مكتب المساعدة", "مكتب المساعدة"),
        ("🎫 <b>Ekberg</b>", "🎫 <b>Ekberg</b>"),
        ("x" * 40, "x" * 40),
    ],
)
def test_a_name_is_one_line_of_text(admin: Browser, given: str, stored: str) -> None:
    assert change(admin, name=given).json()["name"] == stored


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "Enter a name"),
        (" \u200b ", "Enter a name"),
        (None, "Enter a name"),
        (17, "Enter a name as text"),
        (["Ekberg"], "Enter a name as text"),
        ("x" * 41, "Name must be 40 characters or fewer"),
        ("a\x00b", None),
        ("a\ud800b", None),
    ],
)
def test_other_names_are_refused(admin: Browser, given: Any, sentence: str | None) -> None:
    found = details(change(admin, name=given, accent="#1a73e8"))
    assert list(found) == ["name"]
    assert sentence is None or found["name"] == [sentence]
    assert admin.get(SESSION).json()["appearance"] == SHIPPED


@pytest.mark.parametrize(
    "given",
    [
        "",
        "red",
        "#fff",
        "1a73e8",
        "#1a73e8ff",
        "#1a73g8",
        "#1a73e8;}",
        "#١a73e8",
        "url(//x)",
        17,
        True,
        {},
    ],
)
def test_other_colours_are_refused(admin: Browser, given: Any) -> None:
    sentence = "Send a colour such as #1a73e8, or null for the portal's own colour"
    assert details(change(admin, accent=given)) == {"accent": [sentence]}
    assert admin.get(SESSION).json()["appearance"] == SHIPPED


@pytest.mark.parametrize("access", ["open", "agents"])
def test_admins_alone_change_it(settings: Any, api: Client, access: str) -> None:
    settings.PORTAL_ACCESS = access
    answer = api.patch(APPEARANCE, {"name": "x"}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    for role in (None, Role.VIEWER, Role.AGENT):
        answer = change(browser_of(new_account(f"{role}", role)), name="x")
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    token = token_create(
        name="x", account=new_account("ada", Role.ADMIN), scopes=("read", "write")
    )[1]
    bearer = {"Authorization": f"Bearer {token}"}
    answer = api.patch(APPEARANCE, {"name": "x"}, "application/json", headers=bearer)
    assert answer.status_code == 403
    assert not Appearance.objects.exists()


def test_the_log_has_who_changed_which_fields(
    admin: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="appearance")
    change(admin, name="very-private", accent="#1a73e8")
    change(admin)
    (record,) = [one for one in caplog.records if one.getMessage() == "appearance.changed"]
    assert record.fields == "accent,name"  # type: ignore[attr-defined]
    assert "private" not in caplog.text


@pytest.mark.parametrize(
    "fields", [{"id": 2}, {"name": ""}, {"accent": "red"}, {"accent": "#FFFFFF"}]
)
def test_the_database_holds_one_usable_appearance(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Appearance.objects.create(**fields)


# The mark -----------------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    checked = name + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int = 3, height: int = 2, extra: int = 0) -> bytes:
    """A PNG image of one colour, larger by a comment of `extra` bytes."""
    rows = zlib.compress((b"\0" + b"\x1a\x73\xe8" * width) * height)
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    parts += [chunk(b"tEXt", b"x" * extra)] if extra else []
    parts += [chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def data_url(image: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(image).decode()}"


@pytest.mark.parametrize("accept", ["*/*", "image/*", "image/avif,image/webp,image/png"])
def test_everybody_sees_the_mark_at_an_address_of_its_own(
    settings: Any, api: Client, admin: Browser, accept: str
) -> None:
    settings.PORTAL_ACCESS = "agents"
    first = change(admin, mark=data_url(png())).json()["mark"]
    assert api.get(SESSION).json()["appearance"]["mark"] == first
    shown = api.get(first, headers={"Accept": accept})
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert shown.content == png()
    assert shown["Cache-Control"] == "public, max-age=31536000, immutable"
    second = change(admin, mark=data_url(png(4)), name="Ekberg").json()["mark"]
    assert second != first
    gone = api.get(first)
    assert (gone.status_code, gone["Content-Type"]) == (404, "application/json")
    assert change(admin, mark=None).json() == {**SHIPPED, "name": "Ekberg"}
    for address in (first, second, "/api/appearance/mark/ /", "/api/appearance/mark/%00/"):
        assert api.get(address).status_code == 404


def test_the_session_does_not_read_the_image(api: Client, admin: Browser) -> None:
    change(admin, mark=data_url(png()))
    with CaptureQueriesContext(connection) as asked:
        api.get(SESSION)
    (query,) = asked.captured_queries
    assert '"mark_digest"' in query["sql"]
    assert '"mark",' not in query["sql"]


def test_the_largest_mark_is_taken(admin: Browser) -> None:
    largest = png(256, 256)
    largest = png(256, 256, extra=MARK_BYTES - len(largest) - 12)
    assert len(largest) == MARK_BYTES
    assert change(admin, mark=data_url(largest)).status_code == 200


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        17,
        ["x"],
        "https://example.com/mark.png",
        "data:image/png,x",
        "data:image/png;base64,",
        "data:image/png;base64,####",
        data_url(_SVG, "image/svg+xml"),
        data_url(_SVG),
        data_url(b"GIF89a" + png()),
        data_url(png()[:-1]),
        data_url(png()[:20]),
        data_url(png() + _SVG),
        data_url(png(257, 1)),
        data_url(png(1, 257)),
        data_url(png(0, 1)),
        data_url(png(extra=MARK_BYTES)),
        data_url(png()) + "\x00",
    ],
)
def test_other_marks_are_refused(admin: Browser, given: Any) -> None:
    found = details(change(admin, mark=given, name="Ekberg"))
    assert list(found) == ["mark"]
    assert admin.get(SESSION).json()["appearance"] == SHIPPED
