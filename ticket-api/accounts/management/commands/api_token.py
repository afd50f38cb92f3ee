"""`manage.py api_token create|list|revoke`: API tokens of accounts."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import ApiToken
from accounts.names import account_named
from accounts.tokens import SCOPES, token_create, token_revoke


class Command(BaseCommand):
    """A token has those of its account's permissions that its scopes allow."""

    help = "Make, list and revoke the tokens that tools show to the API."

    def add_arguments(self, parser: CommandParser) -> None:
        """One of three actions, each with its own arguments."""
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Make one; it is shown this once.")
        create.add_argument("name", help="what it is for")
        create.add_argument("--account", required=True, help="the username that it acts for")
        create.add_argument("--scope", choices=SCOPES, action="append", help="again for both")
        create.add_argument("--days", type=int, help="valid for so long; without: until revoked")
        actions.add_parser("list", help="List the tokens and when they were last used.")
        revoke = actions.add_parser("revoke", help="End one at once.")
        revoke.add_argument("id", help="the id that `list` shows, or the whole token")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do the action."""
        {"create": self._create, "list": self._list, "revoke": self._revoke}[options["action"]](
            options
        )

    def _create(self, options: dict[str, Any]) -> None:
        account = account_named(options["account"])
        if account is None:
            raise CommandError(f"There is no account {options['account']}. Make it: account NAME")
        try:
            _, word = token_create(
                name=options["name"],
                account=account,
                scopes=options["scope"] or ["read"],
                expires_at=_in_days(options["days"]),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stderr.write("The token, which is shown this once:")
        self.stdout.write(word)

    def _list(self, _options: dict[str, Any]) -> None:
        for token in ApiToken.objects.select_related("account"):
            words = [token.public_id, token.name, f"for {token.account.username}"]
            words += ["+".join(token.scopes), _state(token), f"used {_day(token.last_used_at)}"]
            self.stdout.write("  ".join(words))

    def _revoke(self, options: dict[str, Any]) -> None:
        public_id = options["id"].removeprefix("tkt_").partition("_")[0]
        token = ApiToken.objects.filter(public_id=public_id).first()
        if token is None:
            raise CommandError("There is no such token. See: api_token list")
        token_revoke(token)
        self.stdout.write(f"{token} is revoked.")


def _in_days(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= 3650:
        raise CommandError("--days must be a whole number from 1 to 3650.")
    return timezone.now() + timedelta(days=days)


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return f"revoked {_day(token.revoked_at)}"
    if token.expires_at is None:
        return "valid"
    over = token.expires_at <= timezone.now()
    return f"{'expired' if over else 'valid until'} {_day(token.expires_at)}"


def _day(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else "never"
