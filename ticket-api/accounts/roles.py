"""The three roles: groups of Django's, and the permissions that they hold.

An account has the role of the most that it may do, whatever groups that comes from, so companies
may make groups of their own. What a group holds is only set when it is made.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission, User
from django.db.models import Q

VIEW = "tickets.view_ticket"
CHANGE = "tickets.change_ticket"
ADMINISTER = "auth.change_user"


class Role(StrEnum):
    """What an account is there for; the name of a group."""

    VIEWER = "viewer"  # Reads tickets.
    AGENT = "agent"  # Changes them too.
    ADMIN = "admin"  # Looks after accounts and tokens as well.


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
    """What somebody may do with all tickets, and with accounts."""

    view: bool
    change: bool
    administer: bool


def rights_of(account: AbstractBaseUser | AnonymousUser) -> Rights:
    """What the account's groups let it do; nothing at all for nobody."""
    if not isinstance(account, User):
        return Rights(view=False, change=False, administer=False)
    return Rights(
        view=account.has_perm(VIEW),
        change=account.has_perm(CHANGE),
        administer=account.has_perm(ADMINISTER),
    )


def role_of(account: AbstractBaseUser | AnonymousUser) -> Role | None:
    """The account's role; None when it may do nothing."""
    rights = rights_of(account)
    if rights.administer:
        return Role.ADMIN
    if rights.change:
        return Role.AGENT
    return Role.VIEWER if rights.view else None


def give_role(account: User, role: Role) -> None:
    """Put the account into the role's group and out of the other two."""
    account.groups.remove(*Group.objects.filter(name__in=list(Role)).exclude(name=role))
    account.groups.add(Group.objects.get(name=role))


def make_roles(*, using: str) -> None:
    """Make the groups that are missing; runs after each migration, when permissions are there."""
    for role, by_app in _PERMISSIONS.items():
        group, made = Group.objects.using(using).get_or_create(name=role)
        if made:
            named = (Q(content_type__app_label=app, codename__in=by_app[app]) for app in by_app)
            wanted = Permission.objects.using(using).filter(Q(*named, _connector="OR"))
            group.permissions.set(wanted)
