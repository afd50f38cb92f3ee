"""Which settings each part gets, and the secrets of this installation.

Of the caller's environment a part gets the settings that it reads (contracts/settings.toml) and the
few variables that every program needs. The Gemini key reaches the classifier alone.
"""

import json
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import settings

from paths import SetupError

Environment = dict[str, str]

# Names that begin so are the providers' and go to the classifier alone; proxies do too, because no
# other part talks to anyone outside this machine.
_CLASSIFIERS_OWN = ("GEMINI_", "GOOGLE_", "OPENAI_", "CLASSIFIER_CLIENTS")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
# What every program may read. The rest of the caller's environment may belong to another project.
_LIBRARIES = ("LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
_SYSTEM = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", *_LIBRARIES)


@dataclass(frozen=True)
class Keys:
    """The secrets, made once and kept for their owner alone; hexadecimal, to need no quotes."""

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


def choose_provider(variables: Mapping[str, str]) -> str:
    """The caller's choice, one or a chain of providers; else gemini with a key, local without."""
    set_ones = {name: value.strip() for name, value in variables.items() if value.strip()}
    with_key = set_ones.keys() & {"GEMINI_API_KEY", "GEMINI_API_KEY_FILE"}
    one = set_ones.get("CLASSIFIER_PROVIDER", "gemini" if with_key else "local")
    return set_ones.get("CLASSIFIER_PROVIDERS", one)


def take_classifiers_own(variables: MutableMapping[str, str]) -> Environment:
    """Remove the providers' names from `variables`, and with them the key from everything that is
    started with what remains; gives what was removed."""
    own = [name for name in variables if name.startswith(_CLASSIFIERS_OWN)]
    return {name: variables.pop(name) for name in own}


def system_environment(variables: Mapping[str, str]) -> Environment:
    """What every program needs, which is all that those of others get: supervisor and nginx."""
    return {name: variables[name] for name in _SYSTEM if name in variables}


def settings_for(part: str, variables: Mapping[str, str]) -> Environment:
    """What `variables` says of the settings that `part` reads; empty ones count as none."""
    declared = settings.by_name()
    names = {name for name in settings.read_by(part) if name in variables}
    fixed = {name for name in names if name in declared and declared[name].set_by != "operator"}
    return {name: variables[name] for name in sorted(names - fixed) if variables[name].strip()}
