"""The environment of each part.

Of the caller's environment a part gets the settings that it reads (contracts/settings.toml) and the
few variables that every program needs. The Gemini key reaches the classifier alone.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path

import settings
from paths import CLASSIFIER, TICKET_API
from run.keys import Keys

Environment = dict[str, str]

# Names that begin so are the providers' and go to the classifier alone; proxies do too, because no
# other part talks to anyone outside this machine.
_CLASSIFIERS_OWN = ("GEMINI_", "GOOGLE_", "OPENAI_", "CLASSIFIER_CLIENTS")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
# What every program may read. The rest of the caller's environment may belong to another project.
_SYSTEM = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
_LIBRARIES = ("LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True)
class Provider:
    """The provider that classifies, and the reason for it as a sentence."""

    name: str
    reason: str


def choose_provider(variables: Mapping[str, str]) -> Provider:
    """What the caller chose, one or a chain; else gemini with a key and local without one."""
    for name in ("CLASSIFIER_PROVIDERS", "CLASSIFIER_PROVIDER"):
        chosen = variables.get(name, "").strip()
        if chosen:
            return Provider(chosen, f"because {name} says so")
    for name in ("GEMINI_API_KEY", "GEMINI_API_KEY_FILE"):
        if variables.get(name, "").strip():
            return Provider("gemini", f"because {name} is set")
    return Provider("local", "because GEMINI_API_KEY is not set")


def take_classifiers_own(variables: MutableMapping[str, str]) -> Environment:
    """Remove the providers' names from `variables`, and with them the key from everything that is
    started with what remains; gives what was removed."""
    own = [name for name in variables if name.startswith(_CLASSIFIERS_OWN)]
    return {name: variables.pop(name) for name in own}


def system_environment(variables: Mapping[str, str]) -> Environment:
    """What programs need that are none of ours: the process manager, PostgreSQL, nginx."""
    return {name: variables[name] for name in _SYSTEM if name in variables}


def settings_for(part: str, variables: Mapping[str, str]) -> Environment:
    """What `variables` says of the settings that `part` reads; empty ones count as none."""
    declared = settings.by_name()
    names = {name for name in settings.read_by(part) if name in variables}
    fixed = {name for name in names if name in declared and declared[name].set_by != "operator"}
    return {name: variables[name] for name in sorted(names - fixed) if variables[name].strip()}


def classifier_environment(
    variables: Mapping[str, str], own: Mapping[str, str], keys: Keys, port: int
) -> Environment:
    """For classifier-svc; clients that the caller names are served beside ticket-api."""
    clients = [f"ticket-api:{keys.classifier_token}", own.get("CLASSIFIER_CLIENTS", "")]
    no_proxy = variables.get("NO_PROXY") or variables.get("no_proxy") or ""
    return {
        **_of_every_program(CLASSIFIER, variables),
        **{name: value for name, value in variables.items() if name.upper() in _PROXIES},
        **settings_for("classifier-svc", variables),
        **own,
        "NO_PROXY": ",".join(filter(None, [no_proxy, "127.0.0.1", "localhost"])),
        "BIND": f"127.0.0.1:{port}",
        "CLASSIFIER_CLIENTS": ",".join(filter(None, clients)),
        # A chain of one is that provider.
        "CLASSIFIER_PROVIDERS": choose_provider({**variables, **own}).name,
    }


def events_environment(
    variables: Mapping[str, str], keys: Keys, port: int, database_url: str
) -> Environment:
    """For ticket-events."""
    return {
        **settings_for("ticket-events", variables),
        **_for_django(variables, keys, port, database_url),
    }


def api_environment(
    variables: Mapping[str, str], keys: Keys, port: int, database_url: str, classifier_port: int
) -> Environment:
    """For ticket-api, which also gets the classifier's address and its own token there."""
    return {
        **settings_for("ticket-api", variables),
        **_for_django(variables, keys, port, database_url),
        "CLASSIFIER_URL": f"http://127.0.0.1:{classifier_port}",
        "CLASSIFIER_TOKEN": keys.classifier_token,
    }


def _for_django(
    variables: Mapping[str, str], keys: Keys, port: int, database_url: str
) -> Environment:
    """What ticket-api and ticket-events have in common, besides their settings."""
    return {
        **_of_every_program(TICKET_API, variables),
        "DJANGO_SECRET_KEY": variables.get("DJANGO_SECRET_KEY") or keys.django_secret_key,
        "BIND": f"127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": database_url,
    }


def _of_every_program(part: Path, variables: Mapping[str, str]) -> Environment:
    """The system's variables, with the part's own Python and commands first in PATH."""
    names = (*_SYSTEM, *_LIBRARIES)
    return {
        **{name: variables[name] for name in names if name in variables},
        "PATH": f"{part}/.venv/bin:{variables.get('PATH', '/usr/bin:/bin')}",
        "PYTHONUNBUFFERED": "1",
    }
