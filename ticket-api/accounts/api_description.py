"""OpenAPI security schemes for sessions and tokens; loaded by accounts.apps."""

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class PortalSessionDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The portal's cookie."""

    target_class = "accounts.authentication.PortalSession"
    name = "session"

    def get_security_definition(self, _auto_schema: AutoSchema) -> dict[str, str]:
        """A cookie, and for changes the CSRF token beside it."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "With changes, X-CSRFToken repeats the cookie csrftoken.",
        }


class BearerTokenDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A tool's token."""

    target_class = "accounts.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, _auto_schema: AutoSchema) -> dict[str, str]:
        """Made by `manage.py api_token` or in the admin."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "tkt_<id>_<secret>"}
