"""Signing in through an OpenID Connect provider, which runs here and speaks real HTTP."""

import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from joserfc.jwk import RSAKey

from accounts.models import ExternalIdentity
from accounts.oidc import client as oidc
from accounts.roles import Role, role_of
from accounts.streams import ShownSession, ShownToken
from accounts.tokens import token_create
from common.errors import Refusal
from config.settings import environment
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.people import PASSWORD, Browser, browser_of, new_account

pytestmark = pytest.mark.django_db

BEGIN = "/api/session/oidc/begin/"
FAILED = "/sign-in?problem=provider"
NO_ROLE = "/sign-in?problem=no_role"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    oidc._client.cache_clear()
    with Provider() as running:
        settings.OIDC_ISSUER = running.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.OIDC_AGENTS, settings.OIDC_ADMINS = ["support", "helpers"], ["it"]
        settings.OIDC_VIEWERS = ["staff"]
        yield running
    oidc._client.cache_clear()


def go(browser: Browser, address: str = BEGIN) -> str:
    """To the provider; where that sends the browser back to."""
    answer = browser.get(address)
    assert answer.status_code == 302, answer.content
    there = requests.get(answer["Location"], allow_redirects=False, timeout=5)
    assert there.status_code == 302, there.text
    back = there.headers["Location"]
    assert back.startswith("http://testserver/api/session/oidc/finish/?")
    return back.removeprefix("http://testserver")


def sign_in(browser: Browser, address: str = BEGIN) -> str:
    """To the provider and back; where the browser is sent in the end."""
    answer = browser.get(go(browser, address))
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_a_person_of_the_provider_signs_in(provider: Provider) -> None:
    browser = Browser()
    providers = browser.open_portal()["sign_in"]["providers"]
    assert providers == [{"name": "Single sign-on", "url": BEGIN}]
    assert sign_in(browser, f"{BEGIN}?next=/?status=open") == "/?status=open"
    account = browser.open_portal()["account"]
    stored = User.objects.get()
    assert account == {
        "id": stored.pk,
        "username": "jane",
        "name": "Jane Doe",
        "role": "agent",
        "has_password": False,
    }
    assert not stored.has_usable_password()
    assert stored.email == "jane@example.com"
    assert browser.cookies["sessionid"]["max-age"] == 28_800
    assert browser.cookies["signin"].value == ""
    assert Session.objects.count() == 1


def test_the_next_time_it_is_the_same_account_with_todays_name_and_role(provider: Provider) -> None:
    sign_in(Browser())
    provider.person |= {"preferred_username": "jane.roe", "family_name": "Roe", "groups": ["it"]}
    browser = Browser()
    sign_in(browser)
    account = browser.open_portal()["account"]
    assert (account["username"], account["name"]) == ("jane", "Jane Roe")
    assert account["role"] == "admin"
    assert ExternalIdentity.objects.count() == User.objects.count() == 1


def test_a_name_that_is_taken_stays_its_owners(provider: Provider) -> None:
    """A username or e-mail address chosen at the provider gives no access to an account."""
    boss = new_account("jane", email="jane@example.com")
    browser = Browser()
    sign_in(browser)
    assert browser.open_portal()["account"]["username"] == "jane-2"
    boss.refresh_from_db()
    assert boss.check_password(PASSWORD)


@pytest.mark.parametrize(("trusted", "place"), [(True, "/"), (False, FAILED)])
def test_certificates_of_a_companys_own_authority_are_trusted_where_they_are_named(
    provider: Provider,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trusted: bool,
    place: str,
) -> None:
    certificate = tmp_path / "company.pem"
    provider.speak_tls(certificate)
    settings.OIDC_ISSUER = provider.issuer
    browser = Browser()
    if trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert sign_in(browser) == place
    else:
        monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
        assert browser.get(BEGIN)["Location"] == place


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["staff", "it", "support"], "admin"),
        (["other", "helpers"], "agent"),
        ("staff", "viewer"),
        (["stafff"], None),
        ([], None),
        (None, None),
        ([{"a": 1}, 7], None),
    ],
)
def test_groups_decide_over_the_role(provider: Provider, groups: Any, role: str | None) -> None:
    provider.person["groups"] = groups
    browser = Browser()
    assert sign_in(browser) == (NO_ROLE if role is None else "/")
    account = browser.open_portal()["account"]
    assert (account and account["role"]) == role
    assert User.objects.exists() is (role is not None)


def test_another_claim_may_hold_the_groups(provider: Provider, settings: Any) -> None:
    settings.OIDC_GROUPS_CLAIM = "roles"
    provider.person["roles"] = ["staff"]
    browser = Browser()
    sign_in(browser)
    assert browser.open_portal()["account"]["role"] == "viewer"


def test_an_account_that_is_switched_off_stays_out(provider: Provider) -> None:
    sign_in(Browser())
    User.objects.update(is_active=False)
    browser = Browser()
    assert sign_in(browser) == NO_ROLE
    assert browser.open_portal()["account"] is None


@pytest.mark.parametrize("access", ["open", "agents"])
def test_a_refused_sign_in_takes_role_sessions_and_password_and_suspends_tokens(
    provider: Provider, settings: Any, access: str
) -> None:
    settings.PORTAL_ACCESS = access
    provider.person["groups"] = ["it"]
    browsers = [Browser(), Browser()]
    for browser in browsers:
        sign_in(browser)
    jane, other = User.objects.get(), browser_of(new_account("anna"))
    jane.groups.add(Group.objects.create(name="night shift"))
    jane.user_permissions.add(*Permission.objects.filter(content_type__app_label="tickets"))
    jane.is_superuser = True
    jane.set_password(PASSWORD)
    jane.save()
    for browser in browsers:
        sign_in(browser)
    _, word = token_create(name="export", account=jane, scopes=["read", "write"])
    tool, headers = Client(), {"Authorization": f"Bearer {word}"}
    session = ShownSession(browsers[0].cookies["sessionid"].value)
    streams = [session, ShownToken(word)]
    for credential in streams:
        credential.check()
    provider.person["groups"] = ["canteen"]
    assert sign_in(browsers[1]) == NO_ROLE
    for browser in browsers:
        assert browser.open_portal()["account"] is None
        assert browser.get("/admin/").status_code == 302
    assert tool.get("/api/tickets/", headers=headers).status_code == 403
    for credential in streams:
        with pytest.raises(Refusal):
            credential.check()
    assert Browser().sign_in("jane").status_code == 401
    jane.refresh_from_db()
    assert (role_of(jane), jane.is_superuser, jane.is_active) == (None, False, True)
    assert other.open_portal()["account"]["role"] == "agent", "another person's stays"
    provider.person["groups"] = ["staff"]
    assert sign_in(browsers[0]) == "/"
    assert browsers[0].open_portal()["account"]["role"] == "viewer"
    assert tool.get("/api/tickets/", headers=headers).status_code == 200
    assert streams[1].check() == str(jane.pk), "with the role the token works again"
    with pytest.raises(Refusal):
        session.check()
    assert User.objects.count() == 2


def test_a_refused_sign_in_of_a_stranger_leaves_accounts_alone(provider: Provider) -> None:
    """Same username, other subject."""
    boss = browser_of(new_account("jane", Role.ADMIN))
    provider.person["groups"] = []
    assert sign_in(boss) == NO_ROLE
    assert boss.open_portal()["account"]["role"] == "admin"


@pytest.mark.parametrize("username", ["", " ", "\u200b\u2060", None, 7])
def test_a_username_that_shows_nothing_is_not_taken(provider: Provider, username: Any) -> None:
    provider.person["preferred_username"] = username
    assert sign_in(Browser()) == "/"
    assert User.objects.get().username == "jane@example.com"


@pytest.mark.parametrize("username", ["ﷺ" * 20, "x" * 400, "Jane\u200b"])
def test_odd_usernames_get_an_account(provider: Provider, username: str) -> None:
    new_account("jane")
    provider.person["preferred_username"] = username
    assert sign_in(Browser()) == "/"
    assert User.objects.count() == 2


# What a browser keeps on the way -----------------------------------------------------------------


def test_going_to_the_provider_stores_nothing(provider: Provider) -> None:
    for address in (BEGIN, f"{BEGIN}?next=/{'x' * 5_000}", "/api/session/oidc/finish/?code=x"):
        browser = Browser()
        for _ in range(3):
            assert browser.get(address).status_code == 302
        assert "sessionid" not in browser.cookies
    assert not Session.objects.exists()


def test_a_failed_way_back_stores_nothing(provider: Provider) -> None:
    provider.denies = True
    assert sign_in(Browser()) == FAILED
    provider.denies, provider.person["groups"] = False, []
    assert sign_in(Browser()) == NO_ROLE
    assert not Session.objects.exists()


def test_tabs_sign_in_beside_each_other(provider: Provider) -> None:
    browser = Browser()
    ways = [go(browser, f"{BEGIN}?next=/?tab={number}") for number in range(4)]
    for number in (2, 0, 3, 1):
        assert browser.get(ways[number])["Location"] == f"/?tab={number}"
        assert browser.get(ways[number])["Location"] == FAILED


def test_the_cookie_of_many_started_sign_ins_stays_small(provider: Provider) -> None:
    browser = Browser()
    for number in range(30):
        last = go(browser, f"{BEGIN}?next=/?search={token_hex(900)}-{number}")
        assert len(browser.cookies["signin"].value) < 4_000
    assert browser.get(last)["Location"].endswith("-29")


def test_a_started_sign_in_ends_after_ten_minutes(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    back = go(browser)
    later = time.time() + oidc.STARTED_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert browser.get(back)["Location"] == FAILED


def test_a_started_sign_in_is_not_kept_alive_by_another(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, now = Browser(), time.time()
    back = go(browser)
    monkeypatch.setattr(time, "time", lambda: now + oidc.STARTED_SECONDS - 60)
    go(browser)
    monkeypatch.setattr(time, "time", lambda: now + oidc.STARTED_SECONDS + 60)
    assert browser.get(back)["Location"] == FAILED


def test_a_changed_cookie_is_none(provider: Provider) -> None:
    browser = Browser()
    back = go(browser)
    whole = browser.cookies["signin"].value
    for value in ("", "x", whole[:-1], whole.swapcase(), f"{whole}x", signing.dumps({"a": 1})):
        browser.cookies["signin"] = value
        assert browser.get(back)["Location"] == FAILED


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie_is_for_the_browser_alone(
    provider: Provider, settings: Any, https: bool
) -> None:
    settings.SESSION_COOKIE_SECURE = https
    browser = Browser()
    back = go(browser)
    cookie = browser.cookies["__Host-signin" if https else "signin"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert bool(cookie["secure"]) is https
    assert cookie["max-age"] == oidc.STARTED_SECONDS
    assert browser.get(back)["Location"] == "/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil", "javascript:alert(1)", ""]
)
def test_redirects_stay_on_this_site(provider: Provider, target: str) -> None:
    assert sign_in(Browser(), f"{BEGIN}?next={target}") == "/"


def _other_key(provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "first"})


def _unsigned(provider: Provider) -> None:
    provider.header, provider.algorithms = {"alg": "none"}, ["RS256", "none"]


def _public_key_as_secret(provider: Provider) -> None:
    provider.header, provider.algorithms = {"alg": "HS256"}, ["RS256", "HS256"]


def _says(**claims: Any) -> Any:
    def arrange(provider: Provider) -> None:
        provider.change = lambda token: token.update(claims)

    return arrange


def _lacks(name: str) -> Any:
    def arrange(provider: Provider) -> None:
        provider.change = lambda token: token.pop(name)

    return arrange


BAD = {
    "denied": lambda provider: setattr(provider, "denies", True),
    "signed by another": _other_key,
    "not signed": _unsigned,
    "signed with the public key": _public_key_as_secret,
    "another nonce": _says(nonce="x"),
    "for another client": _says(aud="other"),
    "for many, by another": _says(aud=[CLIENT_ID, "other"], azp="other"),
    "from another issuer": _says(iss="https://evil.example"),
    "expired": _says(exp=int(time.time()) - 3_600),
    "of the future": _says(iat=int(time.time()) + 3_600, nbf=int(time.time()) + 3_600),
    "no nonce": _lacks("nonce"),
    "no subject": _lacks("sub"),
    "no end": _lacks("exp"),
    "no issuer": _lacks("iss"),
    "no audience": _lacks("aud"),
}


@pytest.mark.parametrize("fault", BAD)
def test_what_does_not_hold_is_refused(provider: Provider, fault: str) -> None:
    BAD[fault](provider)
    browser = Browser()
    assert sign_in(browser) == FAILED
    assert browser.open_portal()["account"] is None
    assert not User.objects.exists()


def test_a_new_key_of_the_provider_is_looked_up(provider: Provider) -> None:
    sign_in(Browser())
    provider.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    provider.published = [provider.key]
    assert sign_in(Browser()) == "/"


def test_a_description_that_names_another_issuer_is_not_believed(provider: Provider) -> None:
    provider.claimed_issuer = "https://evil.example"
    assert Browser().get(BEGIN)["Location"] == FAILED
    provider.claimed_issuer = ""
    assert sign_in(Browser()) == "/"


def test_a_way_back_is_good_once_and_in_its_own_browser(provider: Provider) -> None:
    """State, code and PKCE: neither a stolen nor a planted address signs anybody in."""
    browser, other = Browser(), Browser()
    back = go(browser)
    go(other)
    for stranger in (Browser(), other):
        assert stranger.get(back)["Location"] == FAILED
        assert stranger.open_portal()["account"] is None
    assert browser.get(back)["Location"] == "/"
    assert browser.get(back)["Location"] == FAILED


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=x"])
def test_made_up_ways_back_lead_nowhere(provider: Provider, query: str) -> None:
    browser = Browser()
    browser.get(BEGIN)
    assert browser.get(f"/api/session/oidc/finish/{query}")["Location"] == FAILED


def test_another_code_is_refused_by_the_provider(provider: Provider) -> None:
    browser, other = Browser(), Browser()
    ours, theirs = (parse_qs(urlsplit(go(one)).query) for one in (browser, other))
    mixed = f"?code={theirs['code'][0]}&state={ours['state'][0]}"
    assert browser.get(f"/api/session/oidc/finish/{mixed}")["Location"] == FAILED


def test_a_session_that_was_there_ends(provider: Provider) -> None:
    browser = Browser()
    browser.sign_in(new_account("anna").username)
    key = browser.cookies["sessionid"].value
    sign_in(browser)
    assert browser.open_portal()["account"]["username"] == "jane"
    assert not Session.objects.filter(pk=key).exists()


def test_an_unreachable_provider_is_reported(provider: Provider, settings: Any) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    oidc._client.cache_clear()
    assert Browser().get(BEGIN)["Location"] == FAILED


def test_without_a_provider_there_is_nothing() -> None:
    for path in (BEGIN, "/api/session/oidc/finish/"):
        answer = Browser().get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "Not Found")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (("https://id.example", "", "s"), "needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        (("https://id.example", "c", ""), "needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        (("http://id.example", "c", "s"), "must begin with https"),
        (("id.example", "c", "s"), "must begin with https"),
    ],
)
def test_half_a_provider_is_refused_at_start(
    monkeypatch: pytest.MonkeyPatch, variables: tuple[str, str, str], sentence: str
) -> None:
    for name, value in zip(("ISSUER", "CLIENT_ID", "CLIENT_SECRET"), variables, strict=True):
        monkeypatch.setenv(f"OIDC_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        environment.read_provider()
