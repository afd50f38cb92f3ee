"""`manage.py load_demo`: fill an empty database with what a demonstration shows (`make demo`)."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.tickets import load_demo
from tickets.models import Ticket


class Command(BaseCommand):
    """Refuses a database that is in use: the accounts' passwords are printed."""

    help = "Fill an empty database with tickets in several languages, suggestions and accounts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load everything; print each account with its role and password."""
        if Ticket.objects.exists() or User.objects.exists():
            raise CommandError("The database has tickets or accounts. Use an empty one: make demo")
        for account in load_demo(timezone.now()):
            self.stdout.write(
                f"  {account.role.value:<7} {account.username}, password {account.password}"
            )
