"""Django's entry for the appearance app."""

from django.apps import AppConfig


class AppearanceConfig(AppConfig):
    """The name, the colour and the mark of the installation."""

    name = "appearance"
    default_auto_field = "django.db.models.BigAutoField"
