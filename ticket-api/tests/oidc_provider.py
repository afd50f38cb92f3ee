"""A small OpenID Connect provider: real HTTP, real signatures, and the faults of a bad one.

It knows one person, who is signed in there already, and answers the code flow with PKCE as
OpenID Connect Core §3.1 has it. `token` may be changed before it is signed, and `key` with it.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "support-portal"
CLIENT_SECRET = "the provider knows it too"


class Provider:
    """`with Provider() as provider`: `provider.issuer` is its address."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {
            "sub": "248289761001",
            "preferred_username": "jane",
            "given_name": "Jane",
            "family_name": "Doe",
            "email": "jane@example.com",
            "groups": ["support"],
        }
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.published = [self.key]
        self.header: dict[str, Any] = {"alg": "RS256"}
        self.algorithms = ["RS256"]
        self.change: Callable[[dict[str, Any]], None] = lambda _claims: None
        self.denies = False
        self.claimed_issuer = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"

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
        if self.denies:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe()
            self._codes[code] = asked
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def _token(self, authorization: str, form: dict[str, str]) -> dict[str, Any]:
        """The tokens for a code; KeyError or AssertionError for whoever has no right to them."""
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
        self.change(claims)
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._sign(claims)}

    def _sign(self, claims: dict[str, Any]) -> str:
        if self.header["alg"] == "RS256":
            return jwt.encode({**self.header, "kid": self.key.kid}, claims, self.key)
        # What no library signs: nothing at all, or the key that everybody has as a shared secret.
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
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        return Handler


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
