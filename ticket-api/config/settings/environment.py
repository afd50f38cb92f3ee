"""Readers for the variables that are more than one word or number.

Each raises ImproperlyConfigured for an invalid value. The message names the variable and a valid
value, so that a wrong configuration stops the start and does not fail the first request.
"""

import itertools
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from common.environment import read_list

SECRET_KEY_MIN_CHARACTERS = 50

_MAKE_A_KEY = (
    'Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))" '
    "and set DJANGO_SECRET_KEY to it."
)


def require_order(*waits: tuple[str, float]) -> None:
    """Check that each time limit is shorter than the next; order them from inner to outer."""
    for (inner, shorter), (outer, longer) in itertools.pairwise(waits):
        if not shorter < longer:
            raise ImproperlyConfigured(
                f"{inner} must be less than {outer}; they are {shorter:g} and {longer:g} seconds."
            )


def require_readable(name: str) -> None:
    """Check that the file in variable `name` can be read and contains a certificate."""
    path = os.environ.get(name, "").strip()
    try:
        if path and "BEGIN CERTIFICATE" not in Path(path).read_text(errors="replace"):
            raise ImproperlyConfigured(
                f"{name} names {path}, which has no certificate in it. Give a file in PEM form."
            )
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} names {path}, which cannot be read ({error.strerror}). Give a file in "
            "PEM form."
        ) from None


def read_secret_key() -> str:
    """DJANGO_SECRET_KEY; refused when it is missing, too short or a published default."""
    key = os.environ.get("DJANGO_SECRET_KEY", "")
    if not key:
        raise ImproperlyConfigured(f"DJANGO_SECRET_KEY is not set. {_MAKE_A_KEY}")
    return _good_key(key, "DJANGO_SECRET_KEY")


def read_former_keys() -> list[str]:
    """DJANGO_SECRET_KEY_FALLBACKS: former keys, comma-separated.

    Django accepts signatures of these keys and does not sign with them.
    """
    keys = read_list("DJANGO_SECRET_KEY_FALLBACKS")
    return [_good_key(key, "DJANGO_SECRET_KEY_FALLBACKS") for key in keys]


def _good_key(key: str, name: str) -> str:
    if key.startswith("django-insecure-") or "change" in key.lower():
        raise ImproperlyConfigured(f"{name} is a default that others know too. {_MAKE_A_KEY}")
    if len(key) < SECRET_KEY_MIN_CHARACTERS or len(set(key)) < 10:
        raise ImproperlyConfigured(
            f"{name} is too short or too regular: it needs at least "
            f"{SECRET_KEY_MIN_CHARACTERS} random characters. {_MAKE_A_KEY}"
        )
    return key


def read_provider() -> tuple[str, str, str]:
    """Issuer, client id and client secret of the sign-in provider; empty without OIDC_ISSUER."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    issuer, client, secret = (os.environ.get(name, "").strip() for name in names)
    if not issuer:
        return "", "", ""
    if not client or not secret:
        raise ImproperlyConfigured("OIDC_ISSUER also needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    address = urlsplit(issuer)
    is_here = address.hostname in ("localhost", "127.0.0.1")
    if address.scheme != "https" and not (address.scheme == "http" and is_here):
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://.")
    return issuer, client, secret


def read_database() -> dict[str, Any]:
    """Django's DATABASES entry from DATABASE_URL, or from the POSTGRES_* variables.

    The keys of the result are NAME, USER, PASSWORD, HOST, PORT and OPTIONS. OPTIONS has the other
    parameters of the URL, such as sslmode.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    parts = _parts_of_url(url) if url else _parts_of_postgres_variables()
    return {
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }


def _parts_of_url(url: str) -> dict[str, Any]:
    try:
        parts = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:
        # The original exception contains the URL with its password; keep it out of the log.
        parts = {}
    if not url.startswith(("postgres://", "postgresql://")) or not parts.get("dbname"):
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/database."
        ) from None
    return parts


def _parts_of_postgres_variables() -> dict[str, Any]:
    names = ("POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD")
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise ImproperlyConfigured(
            f"No database is named: set DATABASE_URL, or {' and '.join(missing)}."
        )
    return {
        "dbname": os.environ["POSTGRES_DB"],
        "user": os.environ["POSTGRES_USER"],
        "password": os.environ["POSTGRES_PASSWORD"],
        "host": os.environ.get("POSTGRES_HOST") or "db",
        "port": os.environ.get("POSTGRES_PORT") or "5432",
    }
