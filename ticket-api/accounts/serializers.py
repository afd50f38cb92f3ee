"""Serializers of the session."""

from typing import Any

from rest_framework import serializers

from accounts.roles import Role
from appearance.serializers import AppearanceOutput
from common.fields import JSONObject, PlainText

USERNAME_CHARACTERS = 150
PASSWORD_CHARACTERS = 1_000


class SignInInput(JSONObject):
    """A name and a password."""

    username = PlainText(label="username", article="your", max_length=USERNAME_CHARACTERS)
    password = PlainText(
        label="password", article="your", max_length=PASSWORD_CHARACTERS, trim_whitespace=False
    )


class PasswordInput(JSONObject):
    """The current password and the new one."""

    current = PlainText(
        label="current password",
        article="your",
        max_length=PASSWORD_CHARACTERS,
        trim_whitespace=False,
    )
    new = PlainText(label="new password", max_length=PASSWORD_CHARACTERS, trim_whitespace=False)


class AccountOutput(serializers.Serializer[Any]):
    """Who has signed in."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField(help_text="The full name, or the username where there is none.")
    role = serializers.ChoiceField(
        list(Role), allow_null=True, help_text="Null for an account that may do nothing yet."
    )
    has_password = serializers.BooleanField(
        help_text="False for somebody whose password a sign-in provider keeps."
    )


class RightsOutput(serializers.Serializer[Any]):
    """What the caller may do here; where the portal is open everybody may view and change."""

    view = serializers.BooleanField()
    change = serializers.BooleanField()
    administer = serializers.BooleanField()


class ProviderOutput(serializers.Serializer[Any]):
    """A sign-in provider (OpenID Connect)."""

    name = serializers.CharField()
    url = serializers.CharField(
        help_text="Where the browser goes; `?next=` may name a path of this portal to come back to."
    )


class WaysToSignInOutput(serializers.Serializer[Any]):
    """The ways to sign in."""

    password = serializers.BooleanField()
    providers = ProviderOutput(many=True)


class SessionOutput(serializers.Serializer[Any]):
    """The portal's rules, who the caller is, and what they may do."""

    access = serializers.ChoiceField(["open", "agents"])
    account = AccountOutput(allow_null=True)
    may = RightsOutput()
    sign_in = WaysToSignInOutput()
    appearance = AppearanceOutput()
