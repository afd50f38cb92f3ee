"""The secrets of this installation: made once, kept in the data folder for its owner alone."""

import json
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from paths import SetupError


@dataclass(frozen=True)
class Keys:
    """Hexadecimal, so that none needs quoting anywhere."""

    django_secret_key: str
    classifier_token: str
    database_password: str


def load_or_make(file: Path) -> Keys:
    """The keys in `file`, which is made when it is not there. SetupError when it is damaged."""
    if not file.exists():
        made = Keys(*(secrets.token_hex(32) for _ in fields(Keys)))
        unfinished = file.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(asdict(made), indent=2))
        unfinished.rename(file)
    try:
        return Keys(**json.loads(file.read_text()))
    except (ValueError, TypeError) as error:
        raise SetupError(
            f"{file} cannot be read as the secrets of this installation. Put it back from a copy, "
            f"or start afresh by removing {file.parent}, with every ticket in it."
        ) from error
