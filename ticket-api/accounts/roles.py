"""The three roles, which are Django groups, and their permissions.

The role of an account follows from its permissions and not from the names of its groups, so that
companies can add groups. The permissions of a group are set only when the group is created.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission, User
from django.db.models import Q

VIEW = "tickets.view_ticket"
CHANGE = "tickets.change_ticket"
ADMINISTER = "auth.change_user"


class Role(StrEnum):
    """The role of an account; also the name of its group."""

    VIEWER = "viewer"  # Reads tickets.
    AGENT = "agent"  # Changes them too.
    ADMIN = "admin"  # Manages accounts and tokens too.


_Permissions = dict[str, tuple[str, ...]]  # Codenames by app.

_READING: _Permissions = {"tickets": ("view_ticket", "view_ticketchange", "view_ticketsuggestion")}
_CHANGING: _Permissions = {"tickets": (*_READING["tickets"], "change_ticket")}
_ADMINISTERING: _Permissions = {
    **_CHANGING,
    "auth": ("view_user", "add_user", "change_user", "view_group", "add_group", "change_group"),
    "accounts": ("view_apitoken", "add_apitoken", "change_apitoken"),
}
_PERMISSIONS = {Role.VIEWER: _READING, Role.AGENT: _CHANGING, Role.ADMIN: _ADMINISTERING}


@dataclass(frozen=True)
class Rights:
    """The permissions of an account for tickets and for accounts."""

    view: bool
    change: bool
    administer: bool


def rights_of(account: AbstractBaseUser | AnonymousUser) -> Rights:
    """The account's permissions; none for an anonymous caller."""
    if not isinstance(account, User):
        return Rights(view=False, change=False, administer=False)
    return Rights(
        view=account.has_perm(VIEW),
        change=account.has_perm(CHANGE),
        administer=account.has_perm(ADMINISTER),
    )


def role_of(account: AbstractBaseUser | AnonymousUser) -> Role | None:
    """The account's role; None without any permission."""
    rights = rights_of(account)
    held = {VIEW: rights.view, CHANGE: rights.change, ADMINISTER: rights.administer}
    return role_with({name for name, granted in held.items() if granted})


def role_with(permissions: Collection[str]) -> Role | None:
    """The role that follows from the names (`app.codename`) of permissions."""
    if ADMINISTER in permissions:
        return Role.ADMIN
    if CHANGE in permissions:
        return Role.AGENT
    return Role.VIEWER if VIEW in permissions else None


def give_role(account: User, role: Role) -> None:
    """Add the account to the role's group and remove it from the other roles' groups."""
    account.groups.remove(*Group.objects.filter(name__in=list(Role)).exclude(name=role))
    account.groups.add(Group.objects.get(name=role))


def make_roles(*, using: str) -> None:
    """Create missing groups; runs after migrations, which create the permissions."""
    for role, by_app in _PERMISSIONS.items():
        group, made = Group.objects.using(using).get_or_create(name=role)
        if made:
            named = (Q(content_type__app_label=app, codename__in=by_app[app]) for app in by_app)
            wanted = Permission.objects.using(using).filter(Q(*named, _connector="OR"))
            group.permissions.set(wanted)
