"""Sign-in through an OpenID Connect provider (code flow with PKCE, state and nonce).

Authlib implements the protocol; this module adds stricter checks. accounts/oidc/people.py creates,
updates or withdraws a person's account according to the provider's claims.
"""

import secrets
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import QueryDict
from joserfc.errors import JoseError

from accounts.names import name_key
from accounts.roles import Role

NAME = "oidc"
TIMEOUT_SECONDS = 5.0
# Seconds that a person may spend at the provider.
STARTED_SECONDS = 600
# Asymmetric signatures only; `none` and shared secrets do not prove who signed.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)


class ProviderError(Exception):
    """The provider refuses, is unreachable or sent invalid data; `args` has the reason."""


class NoRoleError(Exception):
    """The provider knows this person, but none of the person's groups has a role."""

    def __init__(self, subject: str) -> None:
        super().__init__("no_group")
        self.subject = subject


Started = dict[str, dict[str, Any]]
"""Started sign-ins of a browser in Authlib's form: PKCE verifier, nonce and expiry by state.

They are in a signed cookie, so that anonymous requests store no rows.
"""


@dataclass(frozen=True)
class Person:
    """The claims of a valid ID token."""

    subject: str
    username: str
    email: str
    first_name: str
    last_name: str
    role: Role


def is_configured() -> bool:
    """Whether a provider is configured."""
    return bool(settings.OIDC_ISSUER)


def begin(started: Started, *, callback: str, following: str) -> str:
    """The address of the provider's sign-in page; adds the sign-in to `started`.

    `following` is the path to go to afterwards. ProviderError when the provider does not answer.
    """
    state = secrets.token_urlsafe(24)
    request = SimpleNamespace(session=started)
    try:
        response = _client().authorize_redirect(request, callback, state=state)
    except _FAILURES as error:
        raise ProviderError(type(error).__name__) from error
    data = _client().framework.get_state_data(started, state)
    del data["url"]  # Authlib keeps the long address of the sign-in page, which nothing reads.
    data["following"] = following
    return str(response["Location"])


def following(started: Started, query: QueryDict) -> str:
    """The path to go to after the sign-in in `query`; empty when it was not started."""
    data = _client().framework.get_state_data(started, query.get("state", ""))
    return str((data or {}).get("following", ""))


def finish(started: Started, query: QueryDict) -> Person:
    """The person who returns from the provider; raises ProviderError or NoRoleError.

    Removes the sign-in from `started`, so that it cannot be used twice.
    """
    request = SimpleNamespace(session=started, method="GET", GET=query)
    options = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }
    try:
        token = _client().authorize_access_token(request, claims_options=options)
        claims = token["userinfo"]
    except _FAILURES as error:
        raise ProviderError(type(error).__name__) from error
    return _person(claims)


class _Integration(DjangoIntegration):
    """Ends started sign-ins after STARTED_SECONDS.

    Authlib has no setting for it. Without this class
    tests/accounts/oidc/test_oidc.py::test_a_started_sign_in_is_not_kept_alive_by_another fails.
    """

    expires_in = STARTED_SECONDS


class _OAuth(OAuth):
    framework_integration_cls = _Integration


@cache
def _client() -> "_Client":
    oauth = _OAuth()
    client: _Client = oauth.register(
        NAME,
        client_cls=_Client,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.OIDC_SCOPE,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
    return client


class _Client(DjangoOAuth2App):
    """Authlib's client with checks of the provider's metadata.

    Authlib has no setting for them. Without them
    tests/accounts/oidc/test_oidc.py::test_a_description_that_names_another_issuer_is_not_believed
    fails.
    """

    def load_server_metadata(self) -> dict[str, Any]:
        """The provider's metadata, loaded once for each process.

        ProviderError when the metadata is that of another issuer.
        """
        metadata: dict[str, Any] = super().load_server_metadata()
        if metadata.get("issuer") != settings.OIDC_ISSUER:
            self.server_metadata.clear()  # Load it again at the next sign-in.
            raise ProviderError("another_issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        allowed = [name for name in offered if name in ALGORITHMS]
        metadata["id_token_signing_alg_values_supported"] = allowed
        return metadata


# Exceptions that Authlib raises, also for malformed responses of a provider.
_FAILURES = (
    *(AuthlibBaseError, JoseError, requests.RequestException, ProviderError),
    *(KeyError, TypeError, ValueError, RuntimeError),
)


def _person(claims: dict[str, Any]) -> Person:
    role = _role(claims.get(settings.OIDC_GROUPS_CLAIM))
    subject = str(claims["sub"])[:255]
    if role is None:
        raise NoRoleError(subject)
    names = (_text(claims, "preferred_username"), _text(claims, "email"))
    return Person(
        subject=subject,
        username=next((name for name in names if name_key(name)), subject),
        email=_text(claims, "email")[:254],
        first_name=_text(claims, "given_name")[:150],
        last_name=_text(claims, "family_name")[:150],
        role=role,
    )


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def _role(groups: Any) -> Role | None:
    """The highest role of all groups; `groups` is a list or a single name."""
    has = {groups} if isinstance(groups, str) else {str(one) for one in groups or ()}
    by_role = {
        Role.ADMIN: settings.OIDC_ADMINS,
        Role.AGENT: settings.OIDC_AGENTS,
        Role.VIEWER: settings.OIDC_VIEWERS,
    }
    return next((role for role, names in by_role.items() if has & set(names)), None)
