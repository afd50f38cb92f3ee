"""Django's entry for the tickets app."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Support tickets: their table, the rules about them and the API over them."""

    name = "tickets"
