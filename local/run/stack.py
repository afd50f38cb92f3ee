"""One installation: its ports, secrets, database, environments, and its files on disk."""

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from paths import CLASSIFIER, CLONE, TICKET_API, SetupError
from run import nginx
from run.cluster import Cluster, server_account
from run.environments import (
    PROXIES,
    Environment,
    Keys,
    choose_provider,
    load_or_make,
    settings_for,
    system_environment,
)

INNER = ("frontend", "ticket-api", "ticket-events", "classifier-svc", "postgresql")
MAX_CONNECTIONS = 300  # Each of gunicorn's workers may keep four (ticket-api/server/workers.py).


@dataclass(frozen=True)
class Installation:
    """What the parts of one run have in common."""

    variables: Mapping[str, str]  # The caller's, without the classifier's own.
    classifiers_own: Environment
    ports: Mapping[str, int]  # Of INNER and of the gateway.
    data: Path  # The folder.

    @cached_property
    def keys(self) -> Keys:
        """The secrets, made at first."""
        return load_or_make(self.data / "keys.json")

    @property
    def cluster(self) -> Cluster:
        """The embedded cluster, which may not exist yet and is not used beside a DATABASE_URL."""
        return Cluster(self.data / "postgresql", self.ports["postgresql"])

    def environments(self) -> dict[str, Environment]:
        """The environment of each service.

        Clients of the classifier that the caller names are served beside ticket-api. Unless the
        caller has a WEIGHTS_DIR it is in the data folder, where `make learn` puts what it learned.
        The parts run in other folders, so its path is a full one.
        """
        given, keys = self.variables.get("WEIGHTS_DIR", "").strip(), self.keys
        weights = Path(given).absolute() if given else self.data / "weights"
        variables, own = {**self.variables, "WEIGHTS_DIR": str(weights)}, self.classifiers_own
        clients = [f"ticket-api:{keys.classifier_token}", own.get("CLASSIFIER_CLIENTS", "")]
        no_proxy = variables.get("NO_PROXY") or variables.get("no_proxy") or ""
        classifier = {
            **{name: value for name, value in variables.items() if name.upper() in PROXIES},
            **own,
            "NO_PROXY": ",".join(filter(None, [no_proxy, "127.0.0.1", "localhost"])),
            "CLASSIFIER_CLIENTS": ",".join(filter(None, clients)),
            # A chain of one is that provider.
            "CLASSIFIER_PROVIDERS": choose_provider({**variables, **own}),
        }
        url = self.cluster.url(keys.database_password)
        events = {
            "DJANGO_SECRET_KEY": variables.get("DJANGO_SECRET_KEY") or keys.django_secret_key,
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "DATABASE_URL": variables.get("DATABASE_URL") or url,
        }
        api = {
            **events,
            "CLASSIFIER_URL": f"http://127.0.0.1:{self.ports['classifier-svc']}",
            "CLASSIFIER_TOKEN": keys.classifier_token,
        }
        services = (
            ("classifier-svc", CLASSIFIER, classifier),
            ("ticket-api", TICKET_API, api),
            ("ticket-events", TICKET_API, events),
        )
        return {
            name: {
                **system_environment(variables),
                **settings_for(name, variables),
                # The part's own Python and commands come first.
                "PATH": f"{folder}/.venv/bin:{variables.get('PATH', '/usr/bin:/bin')}",
                "PYTHONUNBUFFERED": "1",
                "BIND": f"127.0.0.1:{self.ports[name]}",
                **fixed,
            }
            for name, folder, fixed in services
        }

    def make_database(self, *, anew: bool) -> None:
        """The database on disk, unless DATABASE_URL names one. `anew` begins with an empty one.

        SetupError when DATABASE_URL names the one that would be emptied.
        """
        if not self.variables.get("DATABASE_URL"):
            self.cluster.create(self.keys.database_password, anew=anew)
        elif anew:
            raise SetupError("make demo makes its own database. Run it without DATABASE_URL.")

    def arrange(self, *, built: bool) -> Environment:
        """Everything else on disk that the parts need; gives the values in supervisor's files.

        `built` has nginx and the built portal, else Vite has their place.
        """
        for name in ("logs", "run"):
            (self.data / name).mkdir(mode=0o700, exist_ok=True)
        (self.data / "run" / "ports.json").write_text(json.dumps(self.ports))  # For `make manage`.
        folder = self.data / "nginx"
        if built:
            nginx.arrange(self.variables, self.ports, folder)
        server = self.cluster.server_command(f"max_connections={MAX_CONNECTIONS}")
        account = server_account()
        return {
            **system_environment(self.variables),
            **{f"PORT_{name.upper().replace('-', '_')}": f"{p}" for name, p in self.ports.items()},
            "CLONE": str(CLONE),
            "DATA": str(self.data),
            "NGINX_COMMAND": shlex.join(nginx.command(folder)) if built else "",
            "POSTGRESQL": shlex.join(server),
            "POSTGRESQL_USER": account.pw_name if account else f"{os.geteuid()}",
            "RUN_USER": f"{os.geteuid()}",
        }
