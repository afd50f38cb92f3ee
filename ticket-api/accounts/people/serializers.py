"""What callers may send for accounts, invitations and tokens, and how they are sent."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.models import ApiToken
from accounts.names import account_named
from accounts.people.services import TAKEN, granted_role, may_change
from accounts.roles import Role
from accounts.serializers import PASSWORD_CHARACTERS, USERNAME_CHARACTERS
from accounts.tokens import PUBLIC_ID, SCOPES
from common.fields import JSONObject, PlainText

# As the stubs of REST framework declare it.
_Messages = dict[str, Any]

NAME_CHARACTERS = 150
ADDRESS_CHARACTERS = 254
INVITATION_CHARACTERS = 200
MOST_DAYS = 3_650
_ROLE = "Choose a role: viewer, agent or admin"
_CHARACTERS = "Use letters, digits and @ . + - _ in a username, without blanks"
CODE_CHARACTERS = 40
_YES_OR_NO: _Messages = {"invalid": "Send true or false", "null": "Send true or false"}


class _RoleField(serializers.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        messages: _Messages = {"invalid_choice": _ROLE, "null": _ROLE}
        super().__init__([role.value for role in Role], error_messages=messages, **kwargs)


class _Address(serializers.EmailField):
    def __init__(self) -> None:
        super().__init__(
            required=False,
            allow_blank=True,
            max_length=ADDRESS_CHARACTERS,
            error_messages={
                "invalid": "Enter an e-mail address such as anna@example.com",
                "null": "Enter an e-mail address, or leave it empty",
                "max_length": f"An e-mail address has at most {ADDRESS_CHARACTERS} characters",
            },
        )


class Username(PlainText):
    """A username of Django's characters that no account has in any spelling."""

    def __init__(self) -> None:
        super().__init__(label="username", max_length=USERNAME_CHARACTERS)

    def to_internal_value(self, data: Any) -> str:
        """The username, or a sentence about which to choose."""
        username = super().to_internal_value(data)
        UnicodeUsernameValidator(message=_CHARACTERS)(username)
        if account_named(username) is not None:
            raise serializers.ValidationError(TAKEN)
        return username


class NewPersonInput(JSONObject):
    """A person to invite."""

    username = Username()
    name = PlainText(label="name", max_length=NAME_CHARACTERS)
    email = _Address()
    role = _RoleField(required=False, default=Role.AGENT)


class PersonInput(JSONObject):
    """Changes of an account."""

    name = PlainText(label="name", max_length=NAME_CHARACTERS, required=False)
    email = _Address()
    role = _RoleField(required=False)
    active = serializers.BooleanField(required=False, error_messages=_YES_OR_NO)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """At least one change."""
        if not attrs:
            raise serializers.ValidationError(
                {"detail": ["Send at least one of: name, email, role, active"]}
            )
        return attrs


class PersonOutput(serializers.Serializer[Any]):
    """An account as admins see it."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField(help_text="The full name; empty where there is none.")
    email = serializers.CharField(help_text="Empty where there is none.")
    role = serializers.ChoiceField(list(Role), allow_null=True)
    active = serializers.BooleanField()
    state = serializers.ChoiceField(
        ["invited", "password", "provider", "off"],
        help_text="How the person signs in; `invited`: not yet; `off`: not at all.",
    )
    changeable = serializers.BooleanField(
        help_text="False for a superuser, and for the caller's own role and state."
    )
    last_login = serializers.DateTimeField(allow_null=True)


# The action is named `list`, for which drf-spectacular would describe an array.
@extend_schema_serializer(many=False)
class PeopleOutput(serializers.Serializer[Any]):
    """The accounts that a search finds."""

    results = PersonOutput(many=True)
    more = serializers.BooleanField(help_text="Whether more accounts match. Narrow the search.")


class InvitationOutput(serializers.Serializer[Any]):
    """A link to hand to the person; it is shown in this answer alone."""

    person = PersonOutput()
    invitation = serializers.CharField(help_text="The fragment of `/join#…`.")
    expires_at = serializers.DateTimeField()


class SetUpInput(JSONObject):
    """The first admin of an installation."""

    code = PlainText(label="set-up code", max_length=CODE_CHARACTERS)
    username = Username()
    name = PlainText(label="name", max_length=NAME_CHARACTERS)
    password = PlainText(label="password", max_length=PASSWORD_CHARACTERS, trim_whitespace=False)


class SetUpOutput(serializers.Serializer[Any]):
    """Whether the portal has to be set up."""

    needed = serializers.BooleanField(help_text="True while there is no account.")


class JoinInput(JSONObject):
    """An invitation and the password that its person chooses."""

    invitation = PlainText(label="invitation", max_length=INVITATION_CHARACTERS)
    password = PlainText(label="password", max_length=PASSWORD_CHARACTERS, trim_whitespace=False)


class NewTokenInput(JSONObject):
    """A token to create."""

    name = PlainText(label="name", max_length=ApiToken.NAME_CHARACTERS)
    account = serializers.IntegerField(
        error_messages={"invalid": "Send the id of an account", "null": "Send the id of an account"}
    )
    scopes = serializers.MultipleChoiceField(
        choices=SCOPES,
        allow_empty=False,
        error_messages=dict.fromkeys(
            ("invalid_choice", "not_a_list", "empty", "null"),
            "Send a list with read, write, or both",
        ),
    )
    id = serializers.RegexField(
        PUBLIC_ID,
        required=False,
        default="",
        help_text="The token's public id, 12 hexadecimal digits, if the caller chooses it. A "
        "repeated request with it creates no second token.",
        error_messages={"invalid": "Send 12 hexadecimal digits, or leave the id out"},
    )
    days = serializers.IntegerField(
        min_value=1,
        max_value=MOST_DAYS,
        allow_null=True,
        required=False,
        default=None,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_string_length"),
            f"Send a whole number of days from 1 to {MOST_DAYS:,}, or null for no end",
        ),
    )


class TokenAccountOutput(serializers.Serializer[Any]):
    """The account that a token acts for."""

    id = serializers.IntegerField()
    username = serializers.CharField()


class TokenOutput(serializers.Serializer[Any]):
    """A token without its secret."""

    id = serializers.CharField(source="public_id", help_text="The public part of the token.")
    name = serializers.CharField()
    account = TokenAccountOutput()
    scopes = serializers.ListField(child=serializers.ChoiceField(list(SCOPES)))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")


class NewTokenOutput(serializers.Serializer[Any]):
    """A token and its text, which is shown in this answer alone."""

    token = TokenOutput()
    secret = serializers.CharField(help_text="`tkt_<id>_<secret>`, for `Authorization: Bearer`.")


def person_body(account: User, *, asked_by: User) -> dict[str, Any]:
    """A PersonOutput of an account from `services.people`."""
    return {
        "id": account.pk,
        "username": account.username,
        "name": account.get_full_name(),
        "email": account.email,
        "role": granted_role(account),
        "active": account.is_active,
        "state": _state(account),
        "changeable": account.pk != asked_by.pk and may_change(asked_by, account),
        "last_login": account.last_login,
    }


def _state(account: User) -> str:
    if not account.is_active:
        return "off"
    if account.has_usable_password():
        return "password"
    return "provider" if account.external_identities.all() else "invited"
