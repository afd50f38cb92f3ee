"""Which process is told what: the environment of each part.

What the caller's environment holds is passed on, so that every documented setting works, except
that secrets go only to the parts they are meant for. The Gemini key reaches the classifier alone.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass

from keys import Keys
from paths import CLASSIFIER, TICKET_API

Environment = dict[str, str]

# Names that begin so are the providers' and go to the classifier alone; proxies do too, because no
# other part talks to anyone outside this machine.
_CLASSIFIERS_OWN = ("GEMINI_", "GOOGLE_", "OPENAI_", "CLASSIFIER_CLIENTS")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
# These are given out below, or belong to whoever started this: a DJANGO_SETTINGS_MODULE or a
# PYTHONPATH is most likely another project's.
_NOT_PASSED_ON = (
    *("DJANGO_SETTINGS_MODULE", "DJANGO_SECRET_KEY", "DJANGO_DEBUG", "DATABASE_URL", "POSTGRES_"),
    *("CLASSIFIER_URL", "CLASSIFIER_TOKEN", "CLASSIFIER_PROVIDER", "BIND", "PORTAL_PORT", "PG"),
    *("OIDC_", "LOCAL_DATA_DIR", "MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV"),
)
_FORMER_KEYS = "DJANGO_SECRET_KEY_FALLBACKS"
_SYSTEM = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")


@dataclass(frozen=True)
class Provider:
    """Who classifies, and the sentence that tells the person why."""

    name: str
    reason: str


def choose_provider(variables: Mapping[str, str]) -> Provider:
    """What the caller chose, one or a chain; else gemini with a key and local without one."""
    for name in ("CLASSIFIER_PROVIDERS", "CLASSIFIER_PROVIDER"):
        chosen = variables.get(name, "").strip()
        if chosen:
            return Provider(chosen, f"because {name} says so")
    if variables.get("GEMINI_API_KEY", "").strip():
        return Provider("gemini", "because GEMINI_API_KEY is set")
    if variables.get("GEMINI_API_KEY_FILE", "").strip():
        return Provider("gemini", "because GEMINI_API_KEY_FILE is set")
    return Provider("local", "because GEMINI_API_KEY is not set")


def take_classifiers_own(variables: MutableMapping[str, str]) -> Environment:
    """Remove the providers' names from `variables`, and with them the key from everything that is
    started with what remains; gives what was removed."""
    own = [name for name in variables if name.startswith(_CLASSIFIERS_OWN)]
    return {name: variables.pop(name) for name in own}


def system_environment(variables: Mapping[str, str]) -> Environment:
    """What programs need that are none of ours: the process manager, PostgreSQL, nginx."""
    return {name: variables[name] for name in _SYSTEM if name in variables}


def classifier_environment(
    variables: Mapping[str, str], own: Mapping[str, str], keys: Keys, port: int
) -> Environment:
    """For classifier-svc; clients that the caller names are served beside ticket-api."""
    clients = [f"ticket-api:{keys.classifier_token}", own.get("CLASSIFIER_CLIENTS", "")]
    no_proxy = variables.get("NO_PROXY") or variables.get("no_proxy") or ""
    return {
        **_passed_on(variables),
        **{name: value for name, value in variables.items() if name.upper() in _PROXIES},
        **own,
        "NO_PROXY": ",".join(filter(None, [no_proxy, "127.0.0.1", "localhost"])),
        "PATH": _path_with(CLASSIFIER, variables),
        "PYTHONUNBUFFERED": "1",
        "BIND": f"127.0.0.1:{port}",
        "CLASSIFIER_CLIENTS": ",".join(filter(None, clients)),
        # A chain of one is that provider.
        "CLASSIFIER_PROVIDERS": choose_provider({**variables, **own}).name,
    }


def events_environment(
    variables: Mapping[str, str], keys: Keys, port: int, database_url: str
) -> Environment:
    """For ticket-events."""
    former = {name: variables[name] for name in (_FORMER_KEYS,) if name in variables}
    return {
        **_passed_on(variables, without=("GUNICORN_WORKERS",)),
        **former,
        "DJANGO_SECRET_KEY": variables.get("DJANGO_SECRET_KEY") or keys.django_secret_key,
        "PATH": _path_with(TICKET_API, variables),
        "PYTHONUNBUFFERED": "1",
        "BIND": f"127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": database_url,
    }


def api_environment(
    variables: Mapping[str, str], keys: Keys, port: int, database_url: str, classifier_port: int
) -> Environment:
    """For ticket-api: as ticket-events, the classifier with the token for it, and the sign-in
    provider with the secret that is shared with it."""
    workers = {name: variables[name] for name in ("GUNICORN_WORKERS",) if variables.get(name)}
    provider = {name: value for name, value in variables.items() if name.startswith("OIDC_")}
    return {
        **events_environment(variables, keys, port, database_url),
        **workers,
        **provider,
        "CLASSIFIER_URL": f"http://127.0.0.1:{classifier_port}",
        "CLASSIFIER_TOKEN": keys.classifier_token,
    }


def _passed_on(variables: Mapping[str, str], without: tuple[str, ...] = ()) -> Environment:
    kept_back = (*_NOT_PASSED_ON, *_CLASSIFIERS_OWN, *without)
    return {
        name: value
        for name, value in variables.items()
        if not name.startswith(kept_back) and name.upper() not in _PROXIES
    }


def _path_with(part: object, variables: Mapping[str, str]) -> str:
    """PATH with the part's own Python and commands first."""
    return f"{part}/.venv/bin:{variables.get('PATH', '/usr/bin:/bin')}"
