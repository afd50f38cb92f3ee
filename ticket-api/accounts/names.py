"""One account for every spelling of a username.

Usernames that differ only in case, width, compatibility forms, invisible characters or surrounding
blanks belong to the same account. A unique index on `account_name_key(username)` enforces this in
the database (migration 0004); `name_key` computes the same key in Python.
"""

import re
import unicodedata

from django.contrib.auth.models import User
from django.db.models import CharField, Func

from common.invisible import IGNORABLE

# Unicode's blanks that NFKD does not replace.
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u1680\u2028\u2029"
_IGNORABLE = re.compile(f"[{IGNORABLE}]")
_DOTLESS = str.maketrans({"ı": "i"})


class NameKey(Func):
    """`account_name_key(username)` in a query, which uses the unique index."""

    function = "account_name_key"
    output_field = CharField()


def name_key(username: str) -> str:
    """The same key for all spellings of a username; empty for an invisible name.

    Applies NFKD and Unicode's full case folding, and removes invisible characters. The four
    Turkish letters i are equal, because changing the case can turn one into another.
    """
    name = _IGNORABLE.sub("", unicodedata.normalize("NFKD", username))
    folded = name.casefold().translate(_DOTLESS).replace("i\u0307", "i")
    return unicodedata.normalize("NFKD", folded).strip(_BLANKS)


def account_named(username: str) -> User | None:
    """The account with this username in any spelling; None when there is none."""
    return User.objects.alias(key=NameKey("username")).filter(key=name_key(username)).first()


def display_name(account: User) -> str:
    """What others see of an account: the full name, and never the username that signs it in."""
    return shown_name(account.pk, account.get_full_name())


def shown_name(account_id: int, full_name: str) -> str:
    """The full name, or `Agent 7` for an account without one."""
    return full_name.strip() or f"Agent {account_id}"
