"""Deploys docker-compose.yml to a Docker Swarm, with stack.yaml laid over it.

    python3 deploy/swarm/deploy.py [OPTIONS OF docker stack deploy…] NAME

Migrates the database first, with the new version's image while the old version serves; when that
fails, the stack stays as it is. Settings come from .env, as for `docker compose up`. Run it on a
manager. Standard library only.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import migration

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "docker-compose.yml", Path(__file__).with_name("stack.yaml"))
# The variables that no description of a service may show, by the secret that holds them.
SECRETS = {
    "django": (
        *("DJANGO_SECRET_KEY", "DJANGO_SECRET_KEY_FALLBACKS"),
        *("POSTGRES_PASSWORD", "DATABASE_URL"),
    ),
    "ticket-api": ("CLASSIFIER_TOKEN", "OIDC_CLIENT_SECRET", "MIGRATION_DATABASE_URL"),
    "classifier-svc": ("CLASSIFIER_CLIENTS", "GEMINI_API_KEY", "OPENAI_API_KEY"),
    "db": ("POSTGRES_PASSWORD",),
}
HELD_BY = {
    "ticket-api": ("django", "ticket-api"),
    "ticket-events": ("django",),
    "classifier-svc": ("classifier-svc",),
    "db": ("db",),
}
# What starts in each of these containers, by the script with-secrets.
PROGRAMS = {
    "ticket-api": ["./entrypoint.sh"],
    "ticket-events": ["./entrypoint.sh"],
    "classifier-svc": ["python", "-m", "classifier"],
    "db": ["docker-entrypoint.sh"],
}
# Not below /run/secrets, where with-secrets takes every file for variables.
CERTIFICATES = "/ca-bundle.pem"
WITH_SECRETS = Path(__file__).with_name("with-secrets")
# stack.yaml says the first four in Swarm's words; Swarm has no way to say the rest.
NOT_FOR_SWARM = (
    *("restart", "mem_limit", "pids_limit", "dns_opt"),
    *("depends_on", "build", "pull_policy", "security_opt"),
)
# Of a stack; Compose prints more.
PARTS = ("services", "networks", "volumes", "secrets", "configs")
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - the place that POSIX has for it
UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}

Project = dict[str, Any]


def size(text: str | int) -> int:
    """Bytes of a size as Compose writes it: 16m, 2g, 1048576."""
    number, unit = re.fullmatch(r"(\d+)([bkmg]?)b?", str(text).lower()).groups()
    return int(number) * UNITS[unit]


def tmpfs(target: str, options: str) -> Project:
    """A tmpfs as a mount, which Swarm knows and every account in the container may write to."""
    (limit,) = re.findall(r"size=([^,]+)", options)
    return {"type": "tmpfs", "target": target, "tmpfs": {"size": size(limit)}}


def adapt_service(service: Project) -> None:
    """Say in Swarm's words what Compose says in its own; leave out what Swarm cannot do."""
    for name in [*NOT_FOR_SWARM, *(key for key in service if service[key] is None)]:
        service.pop(name, None)
    mounts = [tmpfs(*entry.split(":")) for entry in service.pop("tmpfs", [])]
    if "shm_size" in service:
        mounts.append(tmpfs(SHARED_MEMORY, f"size={service.pop('shm_size')}"))
    if mounts:
        service["volumes"] = [*service.get("volumes", []), *mounts]
    # Compose and `docker stack deploy` disagree about which of these are text.
    for bounds in service["deploy"]["resources"].values():
        bounds["cpus"] = str(bounds["cpus"])
    for port in service.get("ports", []):
        port["published"] = int(port["published"])


def digest(content: str) -> str:
    """A name suffix from the contents, because Swarm cannot change a secret or a config."""
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def hand_out_certificates(project: Project, file: str) -> None:
    """Make a config of the file that REQUESTS_CA_BUNDLE names, which Compose mounts as a secret."""
    for service in project["services"].values():
        if service.get("environment", {}).get("REQUESTS_CA_BUNDLE"):
            service["environment"]["REQUESTS_CA_BUNDLE"] = CERTIFICATES
            mount = {"source": "ca-bundle", "target": CERTIFICATES, "mode": 0o444}
            service["configs"].append(mount)
            name = f"{project['name']}-ca-bundle-{digest(Path(file).read_text())}"
            project["configs"]["ca-bundle"] = {"file": file, "name": name}


def take_secrets(project: Project) -> dict[str, str]:
    """Move every secret variable into a Swarm secret; return the contents by name.

    A name ends with a hash of the content, so a changed value is a new secret, and Swarm replaces
    the tasks that use it.
    """
    contents: dict[str, str] = {}
    compose_secrets, project["secrets"] = project["secrets"], {}
    for name, held in HELD_BY.items():
        if name not in project["services"]:
            continue  # containers/database.yaml leaves the bundled database out.
        service = project["services"][name]
        service["secrets"] = []
        for secret in held:
            lines = [f"{one}={service['environment'][one] or ''}\n" for one in SECRETS[secret]]
            # Compose doubles each dollar sign, for programs that read its output as a file.
            content = "".join(lines).replace("$$", "$")
            full = f"{project['name']}-{secret}-{digest(content)}"
            contents[full] = content
            project["secrets"][secret] = {"external": True, "name": full}
            service["secrets"].append({"source": secret, "target": secret, "mode": 0o444})
        for one in {one for secret in held for one in SECRETS[secret]}:
            del service["environment"][one]
        service["command"] = [*PROGRAMS[name], *(service.get("command") or [])]
        service["entrypoint"] = ["/bin/sh", "/with-secrets"]
        service["configs"] = [{"source": "with-secrets", "target": "/with-secrets", "mode": 0o444}]
    script = f"{project['name']}-with-secrets-{digest(WITH_SECRETS.read_text())}"
    project["configs"] = {"with-secrets": {"file": str(WITH_SECRETS), "name": script}}
    hand_out_certificates(project, compose_secrets["ca_bundle"]["file"])
    return contents


def adapt(project: Project) -> dict[str, str]:
    """Make a stack of what `docker compose config` prints, in place; gives the secrets."""
    services = project["services"]
    # A service of a profile is for a command of an operator's.
    project["services"] = {name: one for name, one in services.items() if "profiles" not in one}
    contents = take_secrets(project)
    for service in project["services"].values():
        adapt_service(service)
    for network in project["networks"].values():
        if not network.get("external"):
            network.pop("name", None)
    for volume in project.get("volumes", {}).values():
        volume.pop("name", None)
    # The fragments (x-…) hold secrets as well.
    for key in [key for key in project if key not in PARTS]:
        del project[key]
    return contents


def read(name: str, files: list[Path]) -> Project:
    """What Compose makes of the files and the settings."""
    options = ["--project-directory", str(ROOT), "--project-name", name]
    for file in files:
        options += ["--file", str(file)]
    return json.loads(docker("compose", *options, "config", "--format", "json"))


def make_secrets(contents: dict[str, str]) -> None:
    """Make those that the Swarm does not have yet."""
    listed = docker("secret", "ls", "--format", "{{.Name}}").split()
    for name in contents.keys() - listed:
        docker("secret", "create", name, "-", given=contents[name])


def docker(*arguments: str, given: str = "") -> str:
    """The output of a docker command whose errors go to the terminal."""
    done = subprocess.run(  # noqa: S603 - no shell
        ["docker", *arguments],  # noqa: S607 - wherever it is installed
        check=True,
        input=given,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def main(arguments: list[str]) -> int:
    """The command line; gives the exit code."""
    if not arguments or arguments[-1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    *options, name = arguments
    further = [Path(file) for file in os.environ.get("STACK_FILES", "").split(os.pathsep) if file]
    try:
        roll_out(name, options, [*FILES, *further])
    except migration.MigrationError as error:
        print(f"{error} The stack was not updated.", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError:
        return 1  # Docker has said why.
    return 0


def roll_out(name: str, options: list[str], files: list[Path]) -> None:
    """Migrate, then update the stack."""
    project = read(name, files)
    seconds = migration.deadline(project)
    make_secrets(adapt(project))

    def deploy(stack: Project, *options: str) -> str:
        command = ("stack", "deploy", *options, "--compose-file", "-", name)
        return docker(*command, given=json.dumps(stack))

    # A part of the stack must not prune the rest.
    kept = [option for option in options if not option.startswith("--prune")]
    migration.run(docker, project, name, seconds, lambda stack: deploy(stack, *kept))
    print(deploy(project, *options), end="")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
