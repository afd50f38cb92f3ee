"""Database sessions with an idle timeout (SESSION_ENGINE).

`expire_date` is the end of a session without further use. Each use extends it, at most once in
REFRESH_SECONDS and never beyond the session's maximum age, so most requests write nothing.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

REFRESH_SECONDS = 300
_READ = "SELECT * FROM django_session WHERE session_key = %s AND expire_date > %s"
_ENDS_AT = "ends_at"  # Seconds since 1970, set at sign-in.


class SessionStore(db.SessionStore):
    """Ends SESSION_IDLE_HOURS after its last use, at the latest SESSION_HOURS after sign-in."""

    # Django derives the salt from the class; the two classes here read the same sessions.
    key_salt = "django.contrib.sessions.SessionStore"

    def load(self) -> dict[str, Any]:
        """The session's data; sets `modified` when `expire_date` has to be extended."""
        # An ORM query takes three times the processor time, a sixth of a whole request.
        row = next(iter(Session.objects.raw(_READ, [self.session_key, timezone.now()])), None)
        if row is None:
            return super().load()  # Django forgets the key, so that a new session gets a new one.
        held: dict[str, Any] = self.decode(row.session_data)
        ends_at = held.get(_ENDS_AT)
        remaining = (row.expire_date - timezone.now()).total_seconds()
        if ends_at is not None and _seconds_to_live(ends_at) - remaining > REFRESH_SECONDS:
            self.modified = True
        return held

    def get_session_cookie_age(self) -> int:
        """Seconds until the session ends; Django uses them for the row and the cookie."""
        return _seconds_to_live(self.get(_ENDS_AT))


class ReadOnlySession(SessionStore):
    """Read-only session check: neither extends the session nor rotates its key."""

    def save(self, must_create: bool = False) -> None:
        """Do nothing."""

    def cycle_key(self) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Clear the data in memory; keep the row."""
        self.clear()


def limit_session(request: HttpRequest, **_: Any) -> None:
    """Set the end of a session's maximum age; receiver of user_logged_in."""
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session[_ENDS_AT] = int((timezone.now() + longest).timestamp())


def end_sessions(account: AbstractBaseUser) -> None:
    """End all sessions of an account.

    The account of a session is in its signed data, so this reads every session. Call it only for
    rare actions of an admin.
    """
    live = Session.objects.filter(expire_date__gt=timezone.now())
    for session in live.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(account.pk):
            session.delete()


def _seconds_to_live(ends_at: float | None) -> int:
    if ends_at is None:
        return int(settings.SESSION_COOKIE_AGE)
    longest = ends_at - timezone.now().timestamp()
    return max(0, int(min(settings.SESSION_IDLE_SECONDS, longest)))
