"""Settings for access and sign-in; part of config.settings.base."""

import os
from typing import Any

from common.environment import read_choice, read_list, read_number, read_switch
from config.settings.environment import read_provider

# Who may list, search, read and change tickets: everybody, or only signed-in accounts with a role.
# Everybody may submit a ticket in both cases.
PORTAL_ACCESS = read_choice("PORTAL_ACCESS", choices=("open", "agents"))

# The number of days that a private link to a ticket is valid.
REQUESTER_LINK_DAYS = read_number(
    "REQUESTER_LINK_DAYS", default=90, least=0.01, most=36_500, unit="days"
)

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
]

AUTHENTICATION_BACKENDS = ["accounts.backend.AnySpellingBackend"]

SESSION_ENGINE = "accounts.sessions"
# A session ends SESSION_HOURS after sign-in, or SESSION_IDLE_HOURS after its last use.
_HOURS: dict[str, Any] = {"least": 0.01, "most": 87_600, "unit": "hours"}
SESSION_COOKIE_AGE = int(3600 * read_number("SESSION_HOURS", default=12, **_HOURS))
SESSION_IDLE_SECONDS = int(3600 * read_number("SESSION_IDLE_HOURS", default=8, **_HOURS))
SESSION_COOKIE_HTTPONLY = True
# Lax, because with Strict a browser that returns from the sign-in provider sends no session.
SESSION_COOKIE_SAMESITE = "Lax"
# The portal reads the token from its cookie and repeats it in a header.
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
_https = read_switch("DJANGO_HTTPS")
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
if _https:
    # Browsers accept cookies with the prefix `__Host-` only from this host and over TLS.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# The company's sign-in provider (OpenID Connect), off without OIDC_ISSUER. The groups claim of a
# person decides their role.
OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = read_provider()
OIDC_NAME = os.environ.get("OIDC_NAME", "").strip() or "Single sign-on"
OIDC_SCOPE = os.environ.get("OIDC_SCOPE", "").strip() or "openid profile email"
OIDC_GROUPS_CLAIM = os.environ.get("OIDC_GROUPS_CLAIM", "").strip() or "groups"
OIDC_VIEWERS = read_list("OIDC_VIEWERS")
OIDC_AGENTS = read_list("OIDC_AGENTS")
OIDC_ADMINS = read_list("OIDC_ADMINS")
