"""Django's entry for the suggestions app."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    """Suggestions for new tickets, and what became of them."""

    name = "suggestions"

    def ready(self) -> None:
        """Connect the ledger to the signal of new tickets."""
        from suggestions import ledger  # noqa: F401
