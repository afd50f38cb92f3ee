"""What a caller may do (PORTAL_ACCESS, requirements of open portals and of those for agents).

`ByRole` stands before every view unless the view says otherwise: reading needs the permission to
view tickets, everything else the one to change them.
"""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken
from accounts.refusals import Forbidden, NotSignedIn
from accounts.roles import CHANGE, VIEW

OPEN = "open"
AGENTS = "agents"


class ByRole(BasePermission):
    """Everybody where the portal is open, otherwise accounts by their role.

    A token is held to its scopes in either case.
    """

    def has_permission(self, request: Request, _view: object) -> bool:
        """True; NotSignedIn or Forbidden says why not."""
        if request.auth is None and settings.PORTAL_ACCESS == OPEN:
            return True
        reads = request.method in SAFE_METHODS
        if isinstance(request.auth, ApiToken):
            require_scope(request.auth, reads=reads)
        if settings.PORTAL_ACCESS != OPEN and not self.is_everybodys(request):
            require_role(request.user, reads=reads)
        return True

    def is_everybodys(self, _request: Request) -> bool:
        """Whether this takes no role in any portal."""
        return False


class AnyoneMayAdd(ByRole):
    """As ByRole, and POST is for everybody: people without an account send tickets."""

    def is_everybodys(self, request: Request) -> bool:
        """Whether somebody adds something."""
        return request.method == "POST"


def require_role(account: AbstractBaseUser | AnonymousUser, *, reads: bool) -> None:
    """NotSignedIn for nobody, Forbidden for an account without the permission."""
    if not isinstance(account, User):
        raise NotSignedIn
    if not account.has_perm(VIEW if reads else CHANGE):
        raise Forbidden


def require_scope(token: ApiToken, *, reads: bool) -> None:
    """Forbidden for a token that was not made for this."""
    if not (token.may_read if reads else token.may_write):
        scope = "read" if reads else "write"
        raise Forbidden(f"This token lacks the scope `{scope}`. Use one that has it.")
