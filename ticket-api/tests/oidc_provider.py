"""A small OpenID Connect provider: real HTTP, real signatures, and the faults of a bad one.

It knows one person, who is signed in there already, and answers the code flow with PKCE as
OpenID Connect Core §3.1 has it. `token` may be changed before it is signed, and `key` with it.

As a process it shows a page on which a person chooses an identity or refuses:

    python oidc_provider.py [--host ADDRESS] [--port PORT] [--certificate FILE]

prints its issuer when it answers. With a certificate, which it makes and writes there, it speaks
TLS.
"""

import argparse
import base64
import hashlib
import hmac
import json
import secrets
import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "support-portal"
CLIENT_SECRET = "the provider knows it too"


class Provider:
    """`with Provider() as provider`: `provider.issuer` is its address."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.person: dict[str, Any] = {
            "sub": "248289761001",
            "preferred_username": "jane",
            "given_name": "Jane",
            "family_name": "Doe",
            "email": "jane@example.com",
            "groups": ["support"],
        }
        self.asks = False
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.published = [self.key]
        self.header: dict[str, Any] = {"alg": "RS256"}
        self.algorithms = ["RS256"]
        self.change: Callable[[dict[str, Any]], None] = lambda _claims: None
        self.denies = False
        self.claimed_issuer = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer((host, port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.issuer = f"http://{host}:{self._server.server_address[1]}"

    def speak_tls(self, certificate: Path) -> None:
        """Serve TLS with a new certificate, which is written to that file."""
        context = _tls(self._server.server_address[0], certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.issuer = self.issuer.replace("http:", "https:")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.claimed_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": self.algorithms,
        }

    def _authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes next."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        if self.denies or asked.get("answer") == "no":
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe()
            self._codes[code] = asked
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def _page(self, query: str) -> bytes:
        """The page on which a person chooses an identity."""
        choices = {"jane": "Continue as Jane", "max": "Continue as Max", "no": "Refuse"}
        links = (
            f'<p><a href="/authorize?{escape(query)}&amp;answer={answer}">{words}</a></p>'
            for answer, words in choices.items()
        )
        return f"<!doctype html><title>Example Corp</title>{''.join(links)}".encode()

    def _token(self, authorization: str, form: dict[str, str]) -> dict[str, Any]:
        """The tokens for a code; KeyError or AssertionError for a wrong caller."""
        given = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        assert authorization == f"Basic {given}"
        asked = self._codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert _base64(digest) == asked["code_challenge"]
        assert form["redirect_uri"] == asked["redirect_uri"]
        assert form["grant_type"] == "authorization_code"
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        if asked.get("answer") == "max":
            claims |= {"sub": "2", "preferred_username": "max", "groups": ["canteen"]}
        self.change(claims)
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._sign(claims)}

    def _sign(self, claims: dict[str, Any]) -> str:
        if self.header["alg"] == "RS256":
            return jwt.encode({**self.header, "kid": self.key.kid}, claims, self.key)
        # Libraries refuse to sign these: no signature, or the public key as a shared secret.
        parts = (json.dumps(part).encode() for part in (self.header, claims))
        signed = ".".join(_base64(part) for part in parts)
        secret = self.key.as_pem(private=False)
        by_secret = hmac.new(secret, signed.encode(), "sha256").digest()
        return f"{signed}.{_base64(by_secret) if self.header['alg'] == 'HS256' else ''}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                if address.path == "/.well-known/openid-configuration":
                    self._json(200, provider._description())
                elif address.path == "/keys":
                    keys = [key.as_dict(private=False) for key in provider.published]
                    self._json(200, {"keys": keys})
                elif provider.asks and "answer" not in _single(address.query):
                    self._send(200, "text/html", provider._page(address.query))
                elif address.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider._authorize(_single(address.query)))
                    self.end_headers()
                else:
                    self._json(404, {})

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                try:
                    tokens = provider._token(self.headers["Authorization"], _single(form))
                except (KeyError, AssertionError):
                    self._json(400, {"error": "invalid_grant"})
                else:
                    self._json(200, tokens)

            def _json(self, status: int, body: Any) -> None:
                self._send(status, "application/json", json.dumps(body).encode())

            def _send(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        return Handler


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


_MAY_SIGN = x509.KeyUsage(
    digital_signature=True,
    key_cert_sign=True,
    **dict.fromkeys(
        (
            *("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    ),
)


def _tls(host: str, certificate: Path) -> ssl.SSLContext:
    """A server's context with a certificate for `host` that trusts itself; the file gets it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_MAY_SIGN, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate.write_bytes(made.public_bytes(pem))
    form, open_key = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as held:
        held.write(made.public_bytes(pem) + key.private_bytes(pem, form, open_key))
        held.flush()
        context.load_cert_chain(held.name)
    return context


def main() -> None:
    """Serve until a signal ends the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate", type=Path)
    arguments = parser.parse_args()
    provider = Provider(arguments.host, arguments.port)
    provider.asks = True
    if arguments.certificate:
        provider.speak_tls(arguments.certificate)
    with provider:
        print(provider.issuer, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
