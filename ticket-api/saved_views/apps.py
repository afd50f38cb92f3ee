"""Django's entry for the saved_views app."""

from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    """Lists of tickets that accounts keep under a name."""

    name = "saved_views"
    default_auto_field = "django.db.models.BigAutoField"
