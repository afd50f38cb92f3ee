"""Persons as they are sent."""

from typing import Any

from rest_framework import serializers


class RequesterOutput(serializers.Serializer[Any]):
    """The person with the problem."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Empty where it is not known.")
    email = serializers.CharField(allow_null=True)


class AssigneeOutput(serializers.Serializer[Any]):
    """The agent who owns the ticket, by the display name."""

    id = serializers.IntegerField()
    name = serializers.CharField()
