"""A password validator for words that are easy to guess in this portal."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

_WORDS = ("support", "ticket", "help", "desk", "portal", "password", "admin", "agent")
_OTHER_CHARACTERS = 8


class OwnWordsValidator:
    """Refuses passwords made of help desk words and parts of the host names.

    Without these words, digits and punctuation a password needs eight more letters. So a longer
    passphrase can contain such words.
    """

    def validate(self, password: str, _account: Any = None) -> None:
        """Raise ValidationError for a password that consists mostly of such words."""
        rest = password.casefold()
        for word in sorted({*_WORDS, *_host_words()}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", rest)) < _OTHER_CHARACTERS and rest != password.casefold():
            raise ValidationError(
                "This password is made of words that anybody would try here. Use others.",
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        """The help text in Django's forms."""
        return "Your password can’t be made of this portal’s own words, such as “ticket”."


def _host_words() -> set[str]:
    words = (word for host in settings.ALLOWED_HOSTS for word in re.split(r"[^a-z]+", host.lower()))
    return {word for word in words if len(word) > 3}
