"""Signing in through a company's OpenID Connect provider (code flow with PKCE, state and nonce).

Authlib speaks the protocol. Here stand what it is held to, and what becomes of what the provider
says.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from joserfc.errors import JoseError

from accounts.models import ExternalIdentity
from accounts.roles import Role, give_role

NAME = "oidc"
TIMEOUT_SECONDS = 5.0
# Signatures that a provider makes with a key of its own; `none` and shared secrets prove nothing.
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
_USERNAME_CHARACTERS = 150


class ProviderError(Exception):
    """The provider said no, cannot be reached, or what it sent does not hold; `args` say which."""


class NoRoleError(Exception):
    """The provider knows this person, and no group of theirs has a role here."""


@dataclass(frozen=True)
class Person:
    """What an ID token that holds says of somebody."""

    issuer: str
    subject: str
    username: str
    email: str
    first_name: str
    last_name: str
    role: Role


def is_configured() -> bool:
    """Whether there is a provider."""
    return bool(settings.OIDC_ISSUER)


def begin(request: HttpRequest, *, callback: str) -> HttpResponseBase:
    """The way to the provider; ProviderError when it cannot be asked where that is."""
    try:
        return _client().authorize_redirect(request, callback)  # type: ignore[no-any-return]
    except _FAILURES as error:
        raise ProviderError(type(error).__name__) from error


def finish(request: HttpRequest) -> Person:
    """Who has come back from the provider; ProviderError or NoRoleError."""
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


def account_of(person: Person) -> User:
    """The person's account, made when this is the first time, with names and role of today.

    An account of the same name that was here before is somebody else's: whoever may choose a name
    at the provider must not get it.
    """
    with transaction.atomic():
        key = {"issuer": person.issuer, "subject": person.subject}
        known = ExternalIdentity.objects.select_related("account").filter(**key).first()
        account = known.account if known else _new_account(person)
        account.email, account.first_name = person.email, person.first_name
        account.last_name = person.last_name
        account.save(update_fields=["email", "first_name", "last_name"])
        give_role(account, person.role)
        return account


@cache
def _client() -> "_Client":
    oauth = OAuth()
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
    """Authlib's client, which takes of the provider's description only what it may decide."""

    def load_server_metadata(self) -> dict[str, Any]:
        """The provider's description, once for each process; ProviderError when it is another's."""
        metadata: dict[str, Any] = super().load_server_metadata()
        if metadata.get("issuer") != settings.OIDC_ISSUER:
            self.server_metadata.pop("_loaded_at", None)
            raise ProviderError("another_issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        allowed = [name for name in offered if name in ALGORITHMS]
        metadata["id_token_signing_alg_values_supported"] = allowed
        return metadata


# What Authlib raises for its own reasons, and for what a provider may send instead of an answer.
_FAILURES = (
    *(AuthlibBaseError, JoseError, requests.RequestException, ProviderError),
    *(KeyError, TypeError, ValueError, RuntimeError),
)


def _person(claims: dict[str, Any]) -> Person:
    role = _role(claims.get(settings.OIDC_GROUPS_CLAIM))
    if role is None:
        raise NoRoleError
    subject = str(claims["sub"])
    return Person(
        issuer=settings.OIDC_ISSUER,
        subject=subject[:255],
        username=_text(claims, "preferred_username") or _text(claims, "email") or subject,
        email=_text(claims, "email")[:254],
        first_name=_text(claims, "given_name")[:150],
        last_name=_text(claims, "family_name")[:150],
        role=role,
    )


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def _role(groups: Any) -> Role | None:
    """The highest role of any group; a provider sends a list, or one name."""
    has = {groups} if isinstance(groups, str) else {str(one) for one in groups or ()}
    by_role = {
        Role.ADMIN: settings.OIDC_ADMINS,
        Role.AGENT: settings.OIDC_AGENTS,
        Role.VIEWER: settings.OIDC_VIEWERS,
    }
    return next((role for role, names in by_role.items() if has & set(names)), None)


def _new_account(person: Person) -> User:
    wanted = person.username[: _USERNAME_CHARACTERS - 4]
    for name in (wanted, *(f"{wanted}-{number}" for number in range(2, 100))):
        try:
            with transaction.atomic():
                account = User.objects.create_user(name)
        except IntegrityError:
            continue
        ExternalIdentity.objects.create(
            issuer=person.issuer, subject=person.subject, account=account
        )
        return account
    raise ProviderError("no_free_name")
