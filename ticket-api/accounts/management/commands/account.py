"""`manage.py account NAME`: create an account, or set the role and password of one."""

import getpass
import sys
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.names import account_named
from accounts.roles import Role, give_role


class Command(BaseCommand):
    """Asks twice for the password at a terminal, otherwise reads it from standard input.

    A command line argument would show the password in process lists and shell histories.
    """

    help = "Make an account, or give an account another role and a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        """The username and the role."""
        parser.add_argument("username")
        parser.add_argument("--role", choices=list(Role), default=Role.AGENT)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Store the account; CommandError for an invalid name or password."""
        username, role = options["username"], Role(options["role"])
        account = account_named(username) or User(username=username)
        is_new = account.pk is None
        password = self._read_password()
        try:
            account.full_clean(exclude=["password"])
            validate_password(password, account)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        account.set_password(password)
        account.is_active = True
        with transaction.atomic():
            account.save()
            give_role(account, role)
        done = "made" if is_new else "changed"
        self.stdout.write(f"The account {account.username} is {done}; its role is {role}.")

    def _read_password(self) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same again: ") != password:
            raise CommandError("The two passwords differ. Run this again.")
        return password
