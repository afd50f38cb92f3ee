"""Authentication and permission errors; each has its own `code` in the error envelope."""

from rest_framework import status

from common.errors import Refusal


class Unknown(Refusal):
    """401 with the scheme Bearer, for which browsers show no password dialog."""

    status_code = status.HTTP_401_UNAUTHORIZED
    auth_header = "Bearer"


class NotSignedIn(Unknown):
    """The portal is for agents and the caller has not signed in."""

    default_code = "not_signed_in"
    default_detail = "Sign in to see or change tickets."


class InvalidCredentials(Unknown):
    """The same error for an unknown name, a wrong password and an inactive account."""

    default_code = "invalid_credentials"
    default_detail = (
        "This name and password do not fit together. Check both, or ask an admin for a new "
        "password."
    )


class InvalidToken(Unknown):
    """The token is unknown, revoked or expired."""

    default_code = "invalid_token"
    default_detail = "This token is not valid, or not any more. Ask an admin for a new one."


class Forbidden(Refusal):
    """The account lacks the permission."""

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "forbidden"
    default_detail = "Your account may not do this. Ask an admin for the role that may."


class CSRFFailed(Refusal):
    """A change with a session but without a valid CSRF token."""

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "csrf_failed"


class TooManyFailures(Refusal):
    """Too many wrong passwords for one account or from one address."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "rate_limited"
    default_detail = "Too many failed attempts to sign in. Wait a few minutes, then try again."

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait
