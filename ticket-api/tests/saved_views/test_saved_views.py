"""/api/views/: lists under a name, of one account or shared."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from accounts.tokens import token_create
from saved_views.models import NAME_CHARACTERS, QUERY_CHARACTERS, SavedView, SavedViewKey
from saved_views.services import VIEWS_PER_ACCOUNT
from tests.people import Browser, browser_of, new_account
from tests.samples import contract

VIEWS = "/api/views/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Browser:
    return browser_of(new_account("ada", first_name="Ada"))


@pytest.fixture
def bo() -> Browser:
    return browser_of(new_account("bo", first_name="Bo"))


@pytest.fixture
def admin() -> Browser:
    return browser_of(new_account("root", Role.ADMIN))


def save(browser: Browser, name: str = "Invoices", **fields: Any) -> Any:
    answer = browser.change("POST", VIEWS, {"name": name, **fields})
    assert answer.status_code == 201, answer.content
    return answer.json()


def names(browser: Browser) -> list[str]:
    return [view["name"] for view in browser.get(VIEWS).json()]


def change(browser: Browser, view: Any, changes: Any, **headers: str) -> HttpResponse:
    return browser.change("PATCH", f"{VIEWS}{view['id']}/", changes, **headers)


def delete(browser: Browser, view: Any, **headers: str) -> HttpResponse:
    return browser.change("DELETE", f"{VIEWS}{view['id']}/", **headers)


def status_of(browser: Browser, view: Any) -> int:
    return browser.get(f"{VIEWS}{view['id']}/").status_code


# Fields -------------------------------------------------------------------------------------------


def test_a_view_looks_as_the_contract_says(ada: Browser) -> None:
    sample = contract("public-api/saved-view.json")
    answer = ada.change("POST", VIEWS, {name: sample[name] for name in ("name", "query", "shared")})
    view = answer.json()
    assert view.keys() == sample.keys()
    for name in ("name", "query", "shared"):
        assert view[name] == sample[name]
    assert view["owner"] == {**sample["owner"], "id": ada.open_portal()["account"]["id"]}
    assert view["created_at"] == view["updated_at"]
    assert answer["Location"] == f"{VIEWS}{view['id']}/"
    assert answer["ETag"] == view["etag"]
    read = ada.get(answer["Location"])
    assert (read.json(), read["ETag"]) == (view, view["etag"])
    assert ada.get(VIEWS).json() == [view]


def test_a_view_is_private_and_shows_all_tickets_unless_it_says_otherwise(ada: Browser) -> None:
    view = save(ada, "Everything")
    assert (view["query"], view["shared"]) == ("", False)


def test_views_are_sorted_by_name_without_case(ada: Browser, bo: Browser) -> None:
    for name in ("beta", "Alpha", "gamma"):
        save(ada, name)
    save(bo, "Beta 2", shared=True)
    assert names(ada) == ["Alpha", "beta", "Beta 2", "gamma"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("?", ""),
        ("status=&search=&sort=newest&tz=", ""),
        ("sort=waiting&status=closed,open&category=billing", None),
        ("status=closed&status=open", "status=open,closed"),
        ("priority=critical%2Clow", "priority=low,critical"),
        ("assignee=me", "assignee=me"),
        ("assignee=007", "assignee=7"),
        ("search=%20caf%C3%A9+au%20lait ", "search=caf%C3%A9+au+lait"),
        ("search=a,b", "search=a,b"),
        ("tz=Europe/Berlin", ""),
        ("created_after=today-6&tz=Europe/Berlin", "created_after=today-6&tz=Europe%2FBerlin"),
        ("created_after=today-0&tz=UTC", "created_after=today"),
        ("created_before=2026-03-01&created_after=2026-02-01", None),
        ("resolved_after=2026-03-01T10:00%2B00:00", "resolved_after=2026-03-01T10%3A00%3A00Z"),
        ("created_after=2026-03-01T10:00:00.5", "created_after=2026-03-01T10%3A00%3A00.500000"),
    ],
)
def test_a_query_is_kept_in_one_spelling(ada: Browser, given: str, kept: str | None) -> None:
    expected = {
        "sort=waiting&status=closed,open&category=billing": (
            "category=billing&status=open,closed&sort=waiting"
        ),
        "created_before=2026-03-01&created_after=2026-02-01": (
            "created_after=2026-02-01&created_before=2026-03-01"
        ),
    }
    view = save(ada, query=given)
    assert view["query"] == (expected[given] if kept is None else kept)
    assert change(ada, view, {"query": view["query"]}).json() == view
    assert ada.get(f"/api/tickets/?{view['query']}").status_code == 200


def test_the_longest_query_of_a_list_can_be_kept_again(ada: Browser) -> None:
    search = "\U0001f642" * 190 + " resolved"
    view = save(ada, query=f"search={search}&status=open,in_progress,resolved,closed")
    assert len(view["query"]) > 2_000
    assert change(ada, view, {"query": view["query"]}).json() == view


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("status=done", "status: Choose a status: open, in_progress, resolved or closed"),
        ("limit=20", "limit: The list has no such parameter"),
        ("cursor=newest.0.0.next", "cursor: The list has no such parameter"),
        ("stauts=open", "stauts: The list has no such parameter"),
        ("sort=waiting&sort=newest", "sort: Give sort once"),
        ("tz=Mars", "tz: Name a time zone, such as Europe/Berlin"),
        ("search=%E2%80%8B", "search: Enter a word or a number that can be seen"),
        (
            "search=a%00",
            (
                "search: Search has a character that cannot be stored. "
                "Remove NUL characters and broken emoji"
            ),
        ),
        (
            "created_after=2026-03-02&created_before=2026-03-01",
            "created_after: Enter a day or a time before `created_before`",
        ),
        ("&" * 1_001, "query: Name each parameter once"),
        ("x" * (QUERY_CHARACTERS + 1), f"Query must be {QUERY_CHARACTERS:,} characters or fewer"),
        (17, "Enter a query as text"),
        (None, "Enter a query"),
    ],
)
def test_what_the_list_would_refuse_is_refused_with_its_words(
    ada: Browser, query: Any, sentence: str
) -> None:
    answer = ada.change("POST", VIEWS, {"name": "Odd", "query": query})
    assert answer.status_code == 400
    assert answer.json() == {"error": "Validation Error", "details": {"query": [sentence]}}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({}, "name", "This field is required."),
        ({"name": " \u200b "}, "name", "Enter a name"),
        ({"name": "x" * (NAME_CHARACTERS + 1)}, "name", "Name must be 60 characters or fewer"),
        ({"name": "a\x00"}, "name", None),
        ({"name": "a", "shared": "yes"}, "shared", "Send true or false"),
        ({"name": "a", "shared": None}, "shared", "This field may not be null."),
        ([], "detail", "Send a JSON object with: name, query, shared"),
    ],
)
def test_other_fields_are_refused(
    ada: Browser, fields: Any, field: str, sentence: str | None
) -> None:
    answer = ada.change("POST", VIEWS, fields)
    assert answer.status_code == 400
    (found,) = answer.json()["details"][field]
    assert sentence in (None, found)
    assert not SavedView.objects.exists()


def test_an_accounts_views_have_different_names(ada: Browser, bo: Browser) -> None:
    first, second = save(ada, "Invoices"), save(ada, "Other")
    for answer in (
        ada.change("POST", VIEWS, {"name": "iNVOICES"}),
        change(ada, second, {"name": "INVOICES "}),
    ):
        assert answer.status_code == 400
        sentence = "You have a view with this name. Choose another name"
        assert answer.json()["details"] == {"name": [sentence]}
    assert change(ada, first, {"name": "INVOICES"}).json()["name"] == "INVOICES"
    save(bo, "Invoices", shared=True)


def test_an_account_has_so_many_views(ada: Browser, bo: Browser) -> None:
    owner_id = ada.open_portal()["account"]["id"]
    SavedView.objects.bulk_create(
        SavedView(name=f"{n}", owner_id=owner_id) for n in range(VIEWS_PER_ACCOUNT - 1)
    )
    last = save(ada, "The last")
    answer = ada.change("POST", VIEWS, {"name": "One more"})
    assert answer.status_code == 400
    assert "50 views" in answer.json()["details"]["name"][0]
    save(bo)
    assert delete(ada, last).status_code == 204
    save(ada, "One more")


# Who sees and changes what ------------------------------------------------------------------------


@pytest.mark.parametrize("access", ["open", "agents"])
def test_views_are_for_accounts_with_a_role(settings: Any, ada: Browser, access: str) -> None:
    settings.PORTAL_ACCESS = access
    view = save(ada, shared=True)
    viewer = browser_of(new_account("vic", Role.VIEWER))
    stranger = browser_of(new_account("stray", None))
    anonymous = Browser()
    anonymous.open_portal()
    for browser, status in ((anonymous, 401), (stranger, 403)):
        for answer in (
            browser.get(VIEWS),
            browser.get(f"{VIEWS}{view['id']}/"),
            browser.change("POST", VIEWS, {"name": "Mine"}),
            change(browser, view, {"name": "Mine"}),
            delete(browser, view),
        ):
            assert answer.status_code == status
            assert b"Invoices" not in answer.content
    sentence = anonymous.get(VIEWS).json()["details"]["detail"]
    assert sentence == ["Sign in to use saved views."]
    assert names(viewer) == ["Invoices"]
    assert viewer.change("POST", VIEWS, {"name": "Mine"}).status_code == 403
    assert change(viewer, view, {"name": "Mine"}).status_code == 403
    assert delete(viewer, view).status_code == 403


def test_a_private_view_is_its_owners_alone(ada: Browser, bo: Browser, admin: Browser) -> None:
    view = save(ada)
    for other in (bo, admin):
        assert names(other) == []
        assert status_of(other, view) == 404
        assert change(other, view, {"name": "Mine"}).status_code == 404
        assert change(other, view, {"shared": True}, **{"If-Match": '"x"'}).status_code == 404
        assert delete(other, view).status_code == 404
    missing = bo.get(f"{VIEWS}999999/").json()
    assert bo.get(f"{VIEWS}{view['id']}/").json() == missing


def test_a_shared_view_is_changed_by_its_owner_and_by_admins(
    ada: Browser, bo: Browser, admin: Browser
) -> None:
    view = save(ada, shared=True)
    assert names(bo) == names(admin) == ["Invoices"]
    for answer in (change(bo, view, {"name": "Bills"}), delete(bo, view)):
        assert answer.status_code == 403
        assert "Only its owner and admins" in answer.json()["details"]["detail"][0]
    assert change(admin, view, {"name": "Bills"}).status_code == 200
    assert change(admin, view, {"shared": False}).status_code == 403
    assert change(ada, view, {"query": "status=open"}).json()["name"] == "Bills"
    assert change(ada, view, {"shared": False}).status_code == 200
    assert names(bo) == names(admin) == []
    assert change(ada, view, {"shared": True}).status_code == 200
    assert delete(admin, view).status_code == 204
    assert names(ada) == []


def test_me_is_the_reader_of_a_shared_view(ada: Browser, bo: Browser) -> None:
    save(ada, "Mine", query="assignee=me&status=open,in_progress", shared=True)
    assert bo.get(VIEWS).json()[0]["query"] == "status=open,in_progress&assignee=me"


def test_an_account_that_is_switched_off_keeps_its_shared_views_alone(
    ada: Browser, bo: Browser, admin: Browser
) -> None:
    private, shared = save(ada, "Mine"), save(ada, "Ours", shared=True)
    account = SavedView.objects.get(pk=private["id"]).owner
    assert account is not None
    account.is_active = False
    account.save()
    assert ada.get(VIEWS).status_code == 401
    assert names(bo) == names(admin) == ["Ours"]
    assert change(bo, shared, {"name": "Mine"}).status_code == 403
    assert change(admin, shared, {"name": "Team"}).json()["owner"]["name"] == "Ada"
    account.is_active = True
    account.save()
    account.refresh_from_db()
    assert names(browser_of(account)) == ["Mine", "Team"]


def test_a_deleted_account_leaves_its_shared_views(
    ada: Browser, bo: Browser, admin: Browser
) -> None:
    private, shared = save(ada, "Mine"), save(ada, "Ours", shared=True)
    account = SavedView.objects.get(pk=private["id"]).owner
    assert account is not None
    account.delete()
    assert [view["owner"] for view in bo.get(VIEWS).json()] == [None]
    assert list(SavedView.objects.values_list("pk", flat=True)) == [shared["id"]]
    assert change(bo, shared, {"name": "Mine"}).status_code == 403
    assert change(admin, shared, {"name": "Team"}).status_code == 200
    assert change(admin, shared, {"shared": False}).status_code == 403
    assert delete(admin, shared).status_code == 204


def test_tokens_read_and_write_views_by_their_scopes(ada: Browser) -> None:
    save(ada)
    account = SavedView.objects.get().owner
    assert account is not None
    for scopes, read, written in ((("read",), 200, 403), (("write",), 403, 201)):
        word = token_create(name="x", account=account, scopes=scopes)[1]
        headers = {"Authorization": f"Bearer {word}"}
        client = Client(headers=headers)
        assert client.get(VIEWS).status_code == read
        body = {"name": "By a token"}
        assert client.post(VIEWS, body, "application/json").status_code == written


# Conditions and keys ------------------------------------------------------------------------------


def test_a_change_of_an_older_state_is_refused(ada: Browser, bo: Browser) -> None:
    view = save(ada)
    changed = change(ada, view, {"name": "Bills"}, **{"If-Match": view["etag"]})
    assert changed.status_code == 200
    assert changed.json()["etag"] == changed["ETag"] != view["etag"]
    assert changed.json()["updated_at"] > view["updated_at"]
    for answer in (
        change(ada, view, {"name": "Late"}, **{"If-Match": view["etag"]}),
        change(ada, view, {}, **{"If-Match": f"W/{changed['ETag']}"}),
        delete(ada, view, **{"If-Match": view["etag"]}),
    ):
        assert answer.status_code == 412
        assert answer.json()["error"] == "Precondition Failed"
    assert names(ada) == ["Bills"]
    address = f"{VIEWS}{view['id']}/"
    unchanged = ada.get(address, headers={"If-None-Match": changed["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert ada.get(address, headers={"If-None-Match": view["etag"]}).status_code == 200
    assert delete(ada, view, **{"If-Match": "*"}).status_code == 204
    assert status_of(ada, view) == 404
    assert delete(ada, view).status_code == 404


def test_a_change_to_the_same_changes_nothing(ada: Browser) -> None:
    view = save(ada, query="status=open")
    same = {"name": "Invoices", "query": "?status=open&sort=newest", "shared": False}
    for changes in (same, {}):
        assert change(ada, view, changes).json() == view


def test_a_key_saves_a_view_once(ada: Browser, bo: Browser) -> None:
    key = {"Idempotency-Key": "one"}
    body = {"name": "Invoices", "query": "status=open"}
    first = ada.change("POST", VIEWS, body, **key)
    assert "Idempotent-Replayed" not in first
    change(ada, first.json(), {"name": "Changed"})
    again = ada.change("POST", VIEWS, dict(reversed(body.items())), **key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    other = ada.change("POST", VIEWS, {"name": "Other"}, **key)
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert bo.change("POST", VIEWS, {"name": "Other"}, **key).status_code == 201
    assert names(ada) == ["Changed"]
    assert ada.change("POST", VIEWS, body, **{"Idempotency-Key": "a b"}).status_code == 400
    SavedViewKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert ada.change("POST", VIEWS, {"name": "Other"}, **key).status_code == 201
    assert SavedViewKey.objects.filter(account__username="ada").count() == 1


def test_the_list_costs_the_same_queries_with_many_views(ada: Browser, bo: Browser) -> None:
    def statements() -> int:
        with connection.execute_wrapper(lambda run, *sent: (seen.append(1), run(*sent))[1]):
            seen: list[int] = []
            assert ada.get(VIEWS).status_code == 200
        return len(seen)

    save(ada)
    few = statements()
    for number in range(20):
        save(bo, f"{number}", shared=True)
    assert statements() == few


def test_the_log_has_who_and_which_but_no_words(
    ada: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="saved_views")
    view = save(ada, "Very private", query="search=very-private")
    change(ada, view, {"name": "Even more private"})
    delete(ada, view)
    records = [one for one in caplog.records if one.name.startswith("saved_views")]
    assert [one.getMessage() for one in records] == [
        f"saved_view.{event}" for event in ("created", "changed", "deleted")
    ]
    assert {one.view_id for one in records} == {view["id"]}  # type: ignore[attr-defined]
    assert "private" not in str([one.__dict__ for one in records])
