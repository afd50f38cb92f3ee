"""What a password here must not be made of, beside what Django refuses."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

_WORDS = ("support", "ticket", "help", "desk", "portal", "password", "admin", "agent")
_OTHER_CHARACTERS = 8


class OwnWordsValidator:
    """Refuses what is guessed first here: the words of a help desk and the names of its host.

    What stays of a password without them, digits and signs has to have eight characters, so that a
    longer sentence may well speak of tickets.
    """

    def validate(self, password: str, _account: Any = None) -> None:
        """ValidationError for a password that is little else than such words."""
        rest = password.casefold()
        for word in sorted({*_WORDS, *_host_words()}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", rest)) < _OTHER_CHARACTERS and rest != password.casefold():
            raise ValidationError(
                "This password is made of words that anybody would try here. Use others.",
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        """One sentence for Django's forms."""
        return "Your password can’t be made of this portal’s own words, such as “ticket”."


def _host_words() -> set[str]:
    words = (word for host in settings.ALLOWED_HOSTS for word in re.split(r"[^a-z]+", host.lower()))
    return {word for word in words if len(word) > 3}
