"""REST framework permissions for open portals and portals for agents (PORTAL_ACCESS).

`ByRole` is the default of every view. Safe methods require the permission to view tickets, other
methods the permission to change tickets.
"""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken
from accounts.refusals import Forbidden, NotSignedIn
from accounts.roles import ADMINISTER, CHANGE, VIEW

OPEN = "open"


class ByRole(BasePermission):
    """Allows everybody in an open portal, otherwise accounts by their role.

    A token needs its scope and an account with a role in both cases.
    """

    def has_permission(self, request: Request, _view: object) -> bool:
        """True, or raises NotSignedIn or Forbidden."""
        is_open = settings.PORTAL_ACCESS == OPEN
        if request.auth is None and is_open:
            return True
        reads = request.method in SAFE_METHODS
        if isinstance(request.auth, ApiToken):
            require_scope(request.auth, reads=reads)
        if not self.is_everybodys(request):
            # In an open portal every role may change tickets.
            require_role(request.user, reads=reads or is_open)
        return True

    def is_everybodys(self, _request: Request) -> bool:
        """Whether the request needs no role in any portal."""
        return False


class AnyoneMayAdd(ByRole):
    """As ByRole, but everybody may POST: people without an account submit tickets."""

    def is_everybodys(self, request: Request) -> bool:
        """Whether the method is POST."""
        return request.method == "POST"


class RoleRequired(BasePermission):
    """Requires a role in every portal, also in an open one.

    The view's `sign_in_to` completes the sentence "Sign in to …".
    """

    def has_permission(self, request: Request, view: object) -> bool:
        """True, or raises NotSignedIn or Forbidden."""
        reads = request.method in SAFE_METHODS
        if isinstance(request.auth, ApiToken):
            require_scope(request.auth, reads=reads)
        sign_in_to: str = view.sign_in_to  # type: ignore[attr-defined]
        require_role(request.user, reads=reads, sign_in_to=sign_in_to)
        return True


class AdminRequired(BasePermission):
    """Requires an admin's session; a token never manages accounts, so a leaked one makes none."""

    def has_permission(self, request: Request, _view: object) -> bool:
        """True, or raises NotSignedIn or Forbidden."""
        if not isinstance(request.user, User):
            raise NotSignedIn("Sign in as an admin to see or change these settings.")
        if request.auth is not None:
            raise Forbidden("A token cannot manage accounts. Sign in to the portal as an admin.")
        if not request.user.has_perm(ADMINISTER):
            raise Forbidden("Only admins see and change these settings. Ask one of them.")
        return True


def require_role(
    account: AbstractBaseUser | AnonymousUser,
    *,
    reads: bool,
    sign_in_to: str = "see or change tickets",
) -> None:
    """Raise NotSignedIn for an anonymous caller, Forbidden for an account without permission.

    `sign_in_to` completes the sentence "Sign in to …".
    """
    if not isinstance(account, User):
        raise NotSignedIn(f"Sign in to {sign_in_to}.")
    if not account.has_perm(VIEW if reads else CHANGE):
        raise Forbidden


def require_scope(token: ApiToken, *, reads: bool) -> None:
    """Raise Forbidden when the token lacks the scope to read or to write."""
    if not (token.may_read if reads else token.may_write):
        scope = "read" if reads else "write"
        raise Forbidden(f"This token lacks the scope `{scope}`. Use one that has it.")
