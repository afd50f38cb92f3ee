"""Django's entry for the tickets app."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Support tickets: their table, the rules about them and the API over them."""

    name = "tickets"

    def ready(self) -> None:
        """Let drf-spectacular know what it cannot read from the code."""
        from tickets import api_description  # noqa: F401
