"""Starts, asks and ends `make run` and its variants."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from paths import LOCAL


def environment(data: Path, port: int, **settings: str) -> dict[str, str]:
    """A caller's environment, without settings that would change the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # One worker is enough here and leaves the machine's cores to the other tests.
    fixed = {"GUNICORN_WORKERS": "1", "PORTAL_PORT": str(port), "LOCAL_DATA_DIR": str(data)}
    return {**kept, **fixed, **settings}


def launch(variables: dict[str, str], command: str = "run") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(LOCAL), command],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def to_its_end(variables: dict[str, str]) -> tuple[str, int]:
    """The output of a run that ends without a signal, and its exit code."""
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
def running(variables: dict[str, str], command: str = "run") -> Iterator[Run]:
    """A run that is ended when the block is left."""
    run = Run(launch(variables, command), Path(variables["LOCAL_DATA_DIR"]), [])
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
    """`pid` and all its descendants, as Linux lists them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in processes_below(int(child)))]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def remaining(processes: list[int], seconds: float) -> list[int]:
    """Those that still run after at most `seconds`."""

    def left() -> list[int]:
        return [pid for pid in processes if Path(f"/proc/{pid}").exists()]

    end = time.monotonic() + seconds
    while left() and time.monotonic() < end:
        time.sleep(0.1)
    return left()


def manage(
    variables: dict[str, str], *words: str, said: str = "", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """`python3 local manage WORDS`, with `said` as its input."""
    return subprocess.run(
        [sys.executable, str(LOCAL), "manage", *words],
        env=variables,
        input=said,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def sign_in(portal: str, username: str, password: str) -> Any:
    """The session that the portal gives a browser after signing in."""
    cookies = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.open(f"{portal}/api/session/")
    (token,) = (cookie.value for cookie in cookies if cookie.name == "csrftoken")
    body = json.dumps({"username": username, "password": password}).encode()
    headers = {"Content-Type": "application/json", "X-CSRFToken": token or "", "Origin": portal}
    return json.load(browser.open(urllib.request.Request(f"{portal}/api/session/", body, headers)))


needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads Linux's /proc")
