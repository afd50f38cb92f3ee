"""A portal for agents in containers: its first admin, who is let in, and a sign-in provider."""

import html
import re
import secrets
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import outside
import pytest
import requests
from running import ROOT, Stack

OVERLAYS = (ROOT / "containers" / "oidc.yaml", ROOT / "stack-tests" / "compose.provider.yaml")
SETTINGS = {
    "PORTAL_ACCESS": "agents",
    "OIDC_CLIENT_ID": "support-portal",
    "OIDC_CLIENT_SECRET": "the provider knows it too",
    "OIDC_NAME": "Example Corp",
    "OIDC_AGENTS": "support",
}
SECONDS = 20
TICKET = {
    "title": "Cannot sign in",
    "description": "The page stays white.",
    "category": "account",
    "priority": "high",
}

pytestmark = pytest.mark.skipif(
    not outside.can_be_made(), reason="a machine outside takes root and ip"
)


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[outside.Provider]:
    """A sign-in provider that this machine reaches, and a container only by a way out."""
    with outside.provider(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture(scope="module")
def agents(
    images: None,
    provider: outside.Provider,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """An installation for agents whose settings name the provider."""
    settings = {
        **SETTINGS,
        "OIDC_ISSUER": provider.issuer,
        "PROVIDER_CERTIFICATE": str(provider.certificate),
    }
    own = Stack(tmp_path_factory.mktemp("agents"), overlays=OVERLAYS, settings=settings)
    own.make_env_file()
    try:
        own.start()
        yield own
    except AssertionError:
        print(own.logs())
        raise
    finally:
        own.down()


class Browser(requests.Session):
    """Keeps cookies, and shows the CSRF token as the portal does."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self.at = stack.url
        self.session()

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        token = {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        options = {"timeout": SECONDS, "headers": token, **options, "allow_redirects": False}
        return super().request(method, urljoin(self.at, url), **options)

    def session(self) -> dict[str, Any]:
        """Who is signed in, and what they may do."""
        return self.get("/api/session/").json()

    def sign_in(self, username: str, password: str) -> int:
        """The status of the answer."""
        body = {"username": username, "password": password}
        return self.post("/api/session/", json=body).status_code


def make_admin(stack: Stack, username: str, password: str) -> subprocess.CompletedProcess[str]:
    """`make admin`, with the password through a pipe."""
    environment = {**stack.environment, "LOCAL_DATA_DIR": str(stack.directory / "no-make-run")}
    return subprocess.run(
        ["make", "admin", f"USERNAME={username}"],
        cwd=ROOT,
        env=environment,
        input=f"{password}\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def boss(agents: Stack) -> Iterator[str]:
    """The password of an admin of that name."""
    password = secrets.token_urlsafe(16)
    made = make_admin(agents, "boss", password)
    assert made.returncode == 0, made.stderr
    assert password not in made.stdout + made.stderr
    yield password
    assert password not in agents.logs()


def test_the_first_admin_signs_in_through_the_gateway(agents: Stack, boss: str) -> None:
    browser = Browser(agents)
    assert browser.sign_in("boss", boss) == 200
    assert browser.session()["may"] == {"view": True, "change": True, "administer": True}
    assert browser.get("/api/tickets/").status_code == 200
    page = browser.get("/admin/")
    assert (page.status_code, "Administration" in page.text) == (200, True)
    (style,) = re.findall(r'href="(/api/static/admin/css/base[^"]*)"', page.text)
    assert browser.get(style).headers["Content-Type"].startswith("text/css")
    with browser.get("/api/tickets/events/", stream=True) as stream:
        assert stream.status_code == 200
        assert next(stream.iter_lines(chunk_size=1))


def test_a_weak_password_is_refused_and_says_why(agents: Stack) -> None:
    refused = make_admin(agents, "anna", "short")
    assert refused.returncode != 0
    assert "at least 12 characters" in refused.stderr


def test_strangers_send_tickets_and_see_their_own_alone(agents: Stack) -> None:
    stranger = Browser(agents)
    sent = stranger.post("/api/tickets/", json=TICKET)
    assert sent.status_code == 201
    ticket = sent.json()
    for path in ("", f"{ticket['id']}/", f"{ticket['id']}/history/", "stats/", "events/"):
        answer = stranger.get(f"/api/tickets/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), path
    link = {"X-Ticket-Link": ticket["private_link"].partition("#")[2]}
    assert stranger.get("/api/request/", headers=link).json()["title"] == TICKET["title"]
    with stranger.get("/api/request/events/", headers=link, stream=True) as stream:
        lines = stream.iter_lines(chunk_size=1)
        assert next(line for line in lines if line.startswith(b"event:")) == b"event: ticket"


# A sign-in provider ------------------------------------------------------------------------------


def reaches(stack: Stack, provider: outside.Provider) -> bool:
    """Whether ticket-api gets a connection to it."""
    ask = (
        "import socket, sys\n"
        "try: socket.create_connection(sys.argv[1:], 3)\n"
        "except OSError: sys.exit('no')\n"
        "print('yes')"
    )
    try:
        answer = stack.inside("ticket-api", "python", "-c", ask, *provider.host_and_port)
    except AssertionError:
        return False
    return "yes" in answer


def test_only_the_overlay_leads_to_the_provider(
    stack: Stack, agents: Stack, provider: outside.Provider
) -> None:
    assert reaches(agents, provider)
    assert not reaches(stack, provider)


def go_and_come_back(browser: Browser, provider: outside.Provider, choice: str) -> str:
    """From the sign-in page to the provider, where somebody presses `choice`, and back."""
    (way,) = browser.session()["sign_in"]["providers"]
    assert way["name"] == "Example Corp"
    there = browser.get(way["url"], params={"next": "/?status=open"}).headers["Location"]
    assert there.startswith(f"{provider.issuer}/")
    trusted = str(provider.certificate)
    page = requests.get(there, verify=trusted, timeout=SECONDS).text
    (link,) = re.findall(rf'href="([^"]+)">{choice}<', page)
    address = urljoin(there, html.unescape(link))
    chosen = requests.get(address, verify=trusted, timeout=SECONDS, allow_redirects=False)
    back = chosen.headers["Location"]
    assert back.startswith(f"{browser.at}/api/session/oidc/finish/?")
    return browser.get(back).headers["Location"]


def test_a_person_of_the_provider_signs_in(agents: Stack, provider: outside.Provider) -> None:
    browser = Browser(agents)
    assert go_and_come_back(browser, provider, "Continue as Jane") == "/?status=open"
    session = browser.session()
    assert (session["account"]["name"], session["account"]["role"]) == ("Jane Doe", "agent")
    assert browser.get("/api/tickets/").status_code == 200


@pytest.mark.parametrize(
    ("choice", "problem"), [("Refuse", "provider"), ("Continue as Max", "no_role")]
)
def test_a_refused_person_comes_back_with_the_reason(
    agents: Stack, provider: outside.Provider, choice: str, problem: str
) -> None:
    browser = Browser(agents)
    assert go_and_come_back(browser, provider, choice) == f"/sign-in?problem={problem}"
    assert browser.session()["account"] is None
