"""The portal's files, served by the real frontend behind the real gateway."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from conftest import StartStack
from render import fill
from running import Nginx, free_port

TEMPLATE = Path(__file__).resolve().parents[2] / "frontend" / "nginx.conf"
PAGE = '<!doctype html><div id="root"></div>'
SCRIPT = "console.log('portal');" * 100


@pytest.fixture
def portal(tmp_path: Path, start: StartStack) -> Iterator[str]:
    """The address of a gateway in front of a frontend with a small built portal."""
    root = tmp_path / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text(PAGE)
    (root / "assets" / "index-4f3a.js").write_text(SCRIPT)
    port = free_port()
    values = {
        "FRONTEND_LISTEN": f"127.0.0.1:{port}",
        "FRONTEND_ROOT": str(root),
        "FRONTEND_TEMP_DIR": str(tmp_path),
    }
    directory = tmp_path / "frontend"
    directory.mkdir()
    frontend = Nginx(fill(TEMPLATE.read_text(), values), port, directory)
    try:
        frontend.wait_until_up()
        yield start(FRONTEND_UPSTREAM=f"127.0.0.1:{port}").url
    finally:
        frontend.stop()


@pytest.mark.parametrize("path", ["/", "/index.html", "/tickets/7", "/healthz"])
def test_the_page_is_asked_for_anew_every_time(portal: str, path: str) -> None:
    reply = requests.get(portal + path, timeout=5)
    assert (reply.status_code, reply.text) == (200, PAGE)
    assert reply.headers["Content-Type"] == "text/html"
    assert reply.headers["Cache-Control"] == "no-cache"


def test_an_unchanged_page_is_not_sent_again(portal: str) -> None:
    tag = requests.get(f"{portal}/", timeout=5).headers["ETag"]
    again = requests.get(f"{portal}/", headers={"If-None-Match": tag}, timeout=5)
    assert (again.status_code, again.content) == (304, b"")


def test_a_hashed_file_is_kept_for_a_year_and_compressed(portal: str) -> None:
    reply = requests.get(f"{portal}/assets/index-4f3a.js", timeout=5)
    assert reply.text == SCRIPT
    assert reply.headers["Content-Type"] == "text/javascript"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/assets/index-0000.js", "/assets/", "/favicon.png"])
def test_a_missing_file_is_missing_and_not_remembered(portal: str, path: str) -> None:
    reply = requests.get(portal + path, timeout=5)
    assert reply.status_code in {403, 404}
    assert "Cache-Control" not in reply.headers


@pytest.mark.parametrize("path", ["/../nginx.conf", "/assets/../../nginx.conf", "/..%2fnginx.conf"])
def test_nothing_outside_the_portal_is_served(portal: str, path: str) -> None:
    request = requests.Request("GET", portal).prepare()
    request.url = portal + path
    with requests.Session() as session:
        reply = session.send(request, timeout=5)
    assert "worker_processes" not in reply.text
