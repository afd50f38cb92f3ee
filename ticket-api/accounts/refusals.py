"""Why somebody may not do what they ask for; each is told by the `code` of the envelope."""

from rest_framework import status

from common.errors import Refusal


class Unknown(Refusal):
    """Who is asking is not known; browsers open no window of their own for this scheme."""

    status_code = status.HTTP_401_UNAUTHORIZED
    auth_header = "Bearer"


class NotSignedIn(Unknown):
    """The portal shows tickets to agents alone, and nobody has signed in."""

    default_code = "not_signed_in"
    default_detail = "Sign in to see or change tickets."


class InvalidCredentials(Unknown):
    """The same for an unknown name, a wrong password and an account that is switched off."""

    default_code = "invalid_credentials"
    default_detail = (
        "This name and password do not fit together. Check both, or ask an admin for a new "
        "password."
    )


class InvalidToken(Unknown):
    """Unknown, revoked or expired."""

    default_code = "invalid_token"
    default_detail = "This token is not valid, or not any more. Ask an admin for a new one."


class Forbidden(Refusal):
    """Somebody is known, and may not do this."""

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "forbidden"
    default_detail = "Your account may not do this. Ask an admin for the role that may."


class CSRFFailed(Refusal):
    """A session came along without the token that shows that our own page sent the request."""

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
