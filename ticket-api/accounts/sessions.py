"""Django's sessions in the database, which also end when they are not used (SESSION_ENGINE).

A row's `expire_date` is where the session ends if nothing happens any more. Using it moves that on,
at most once in REFRESH_SECONDS and never past its longest life, so most requests write nothing.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

REFRESH_SECONDS = 300
# As Django's own, without what it takes to put it together for each request.
_SESSION = """
SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s
"""
_ENDS_AT = "ends_at"  # Seconds since 1970, set by signing in.


class SessionStore(db.SessionStore):
    """Ends SESSION_IDLE_HOURS after its last use, and SESSION_HOURS after signing in anyway."""

    # Of whatever class: they read what the others have written.
    key_salt = "django.contrib.sessions.SessionStore"

    def load(self) -> dict[str, Any]:
        """What the session holds; marked to be saved when it is time to move its end on."""
        with connection.cursor() as cursor:
            cursor.execute(_SESSION, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None  # What it is saved as gets a key of its own.
            return {}
        held: dict[str, Any] = self.decode(row[0])
        ends_at = held.get(_ENDS_AT)
        remaining = (row[1] - timezone.now()).total_seconds()
        if ends_at is not None and _seconds_to_live(ends_at) - remaining > REFRESH_SECONDS:
            self.modified = True
        return held

    def get_session_cookie_age(self) -> int:
        """Seconds from now; Django asks for the row's end and for the cookie's."""
        return _seconds_to_live(self.get(_ENDS_AT))


class LookedAtSession(SessionStore):
    """Read-only session check: neither extends the session nor rotates its key."""

    def save(self, must_create: bool = False) -> None:
        """Do nothing."""

    def cycle_key(self) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Forget the data in memory, and keep the row."""
        self._session_cache: dict[str, Any] = {}


def limit_session(request: HttpRequest, **_: Any) -> None:
    """Set the end of a session's longest life; a receiver of every way to sign in."""
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session[_ENDS_AT] = int((timezone.now() + longest).timestamp())


def end_sessions(account: AbstractBaseUser) -> None:
    """End all sessions of an account.

    A session names its account inside of its signed data, so this reads every session: it is for
    what an admin does now and then.
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
