"""Django's entry for the conversations app."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """The conversation between requesters and agents, and the notes among agents."""

    name = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
