"""What a caller may do (PORTAL_ACCESS, requirements of open portals and of those for agents).

`ByRole` stands before every view unless the view says otherwise: reading needs the permission to
view tickets, everything else the one to change them.
"""

from typing import Any

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.refusals import Forbidden, NotSignedIn
from accounts.roles import CHANGE, VIEW

OPEN = "open"
AGENTS = "agents"


class ByRole(BasePermission):
    """Everybody where the portal is open, otherwise accounts by their role."""

    def has_permission(self, request: Request, _view: object) -> bool:
        """True; NotSignedIn or Forbidden says why not."""
        if settings.PORTAL_ACCESS == OPEN:
            return True
        if not request.user.is_authenticated:
            raise NotSignedIn
        if not request.user.has_perm(VIEW if request.method in SAFE_METHODS else CHANGE):
            raise Forbidden
        return True


class AnyoneMayAdd(ByRole):
    """As ByRole, and POST is for everybody: people without an account send tickets."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """True; NotSignedIn or Forbidden says why not."""
        return request.method == "POST" or super().has_permission(request, view)
