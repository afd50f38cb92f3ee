"""Django's entry for the similar app."""

from django.apps import AppConfig


class SimilarConfig(AppConfig):
    """Tickets that may report the same problem."""

    name = "similar"
    default_auto_field = "django.db.models.BigAutoField"
