"""One account for every spelling of a username.

Case, width, compatibility forms, invisible characters and blanks around a username tell no two
accounts apart. A unique index on `account_name_key(username)` enforces this in the database
(migration 0004); `name_key` computes the same key in Python.
"""

import re
import unicodedata

from django.contrib.auth.models import User
from django.db.models import CharField, Func

# What remains of Unicode's blanks after NFKD.
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u1680\u2028\u2029"
# Unicode's Default_Ignorable_Code_Point: characters that show nothing.
IGNORABLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_IGNORABLE = re.compile(IGNORABLE)
_DOTLESS = str.maketrans({"ı": "i"})


class NameKey(Func):
    """`account_name_key(username)` in a query; served by the unique index."""

    function = "account_name_key"
    output_field = CharField()


def name_key(username: str) -> str:
    """What all spellings of a username have in common; empty for a name that shows nothing.

    NFKD and Unicode's full case folding, without invisible characters. The four letters i of
    Turkish count as one, because changing the case of a name can change one into another.
    """
    name = _IGNORABLE.sub("", unicodedata.normalize("NFKD", username))
    folded = name.casefold().translate(_DOTLESS).replace("i\u0307", "i")
    return unicodedata.normalize("NFKD", folded).strip(BLANKS)


def account_named(username: str) -> User | None:
    """The account with this username in any spelling; None when there is none."""
    return User.objects.alias(key=NameKey("username")).filter(key=name_key(username)).first()
