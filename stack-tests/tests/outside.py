"""A machine outside, in a separate network without a route to the containers' networks.

So it answers them only when what they send is translated on the way out, like anything beyond this
machine. Takes root and `ip`.
"""

import contextlib
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from running import ROOT

PROVIDER = ROOT / "ticket-api" / "tests" / "oidc_provider.py"
# Set aside for tests between networks (RFC 2544).
NETWORK = "198.18.{}"


@dataclass(frozen=True)
class Provider:
    """A sign-in provider outside: its address, and the certificate that it shows."""

    issuer: str
    certificate: Path

    @property
    def host_and_port(self) -> tuple[str, str]:
        host, _, port = self.issuer.removeprefix("https://").partition(":")
        return host, port


def can_be_made() -> bool:
    """Whether this account may make networks."""
    return os.geteuid() == 0 and shutil.which("ip") is not None


@contextlib.contextmanager
def provider(directory: Path) -> Iterator[Provider]:
    """The provider of ticket-api's tests, outside, while the block runs."""
    certificate = directory / "provider.pem"
    with _machine() as (name, address):
        script = [sys.executable, str(PROVIDER), "--host", address, "--certificate"]
        command = ["ip", "netns", "exec", name, *script, str(certificate)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                issuer = process.stdout.readline().strip()
                assert issuer, "the provider did not start"
                yield Provider(issuer, certificate)
            finally:
                process.terminate()


@contextlib.contextmanager
def _machine() -> Iterator[tuple[str, str]]:
    """Its name and its address, which this machine reaches."""
    name, near, far = (f"{kind}{secrets.token_hex(4)}" for kind in ("out-", "near-", "far-"))
    network = NETWORK.format(random.randrange(256))
    _ip("netns", "add", name)
    try:
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
        _ip("address", "add", f"{network}.1/30", "dev", near)
        _ip("link", "set", near, "up")
        _ip("-n", name, "address", "add", f"{network}.2/30", "dev", far)
        _ip("-n", name, "link", "set", far, "up")
        yield name, f"{network}.2"
    finally:
        _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, timeout=30)
