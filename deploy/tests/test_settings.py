"""Every setting is declared once (contracts/settings.toml), and reaches the parts that read it.

Kubernetes: test_kubernetes.py holds the manifests to the same declaration.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from reading import CODE, ROOT, names_in_python, names_in_shell, names_read_by

sys.path.insert(0, str(ROOT / "local"))
sys.path.insert(0, str(ROOT / "contracts"))

import settings
from run import environments, nginx
from run.stack import Installation
from settings import Setting

sys.path.insert(0, str(ROOT / "deploy" / "swarm"))

from test_swarm import load, needs_docker

import deploy

DECLARED = settings.by_name()
CONTAINERS = ("gateway", "frontend", "ticket-api", "ticket-events", "classifier-svc", "db")
# What a container has under another name or in another form than .env does.
BUILT = {
    *("CLASSIFIER_CLIENTS", "CLASSIFIER_CLIENTS_FILE", "WEIGHTS_DIR"),
    *("GEMINI_API_KEY_FILE", "REQUESTS_CA_BUNDLE"),
}


def for_container(part: str, setup: str) -> set[str]:
    """The names that an operator may set and this container has to get."""
    return {
        one.name
        for one in DECLARED.values()
        if part in one.read_by and setup in one.setups and one.set_by == "operator"
    }


def allowed_in(part: str) -> set[str]:
    return {one.name for one in DECLARED.values() if part in one.read_by}


# The declaration ---------------------------------------------------------------------------------


def test_no_setting_is_declared_twice() -> None:
    names = [one.name for group in settings.groups() for one in group.settings]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("setting", DECLARED.values(), ids=DECLARED)
def test_a_declaration_is_complete(setting: Setting) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", setting.name)
    assert setting.meaning
    assert setting.read_by
    assert set(setting.read_by) <= {*CONTAINERS, "compose", "swarm", "run", "build"}
    assert set(setting.setups) <= set(settings.SETUPS)
    assert setting.set_by in {"operator", "set-up", "shell"}
    assert (setting.type == "choice") == bool(setting.choices)
    assert not setting.choices or setting.default in {"", *setting.choices}
    assert not (setting.secret and setting.default)


def test_what_is_written_from_the_declaration_is_up_to_date() -> None:
    """`make settings` writes both anew."""
    assert settings.REFERENCE.read_text(encoding="utf-8") == settings.reference()
    assert settings.EXAMPLE.read_text(encoding="utf-8") == settings.example()


@pytest.mark.parametrize(
    "page", ["README.md", "classifier-svc/README.md", "docs/architecture.md", "docs/operations.md"]
)
def test_a_documented_setting_is_declared(page: str) -> None:
    rows = re.findall(r"(?m)^\| (`[A-Z][A-Z0-9_]+`[^|]*) \|", (ROOT / page).read_text())
    names = {name for row in rows for name in re.findall(r"`([A-Z0-9]+_[A-Z0-9_]+)`", row)}
    assert names <= set(DECLARED)


# The code ----------------------------------------------------------------------------------------


# They hand other parts their settings as well.
SET_UPS = {"run", "compose", "swarm"}


@pytest.mark.parametrize("code", CODE)
def test_the_code_reads_only_what_is_declared(code: str) -> None:
    declared = settings.read_by(code)
    if code == "ticket-api":
        declared |= settings.read_by("ticket-events")
    if code in SET_UPS:
        declared = frozenset(DECLARED)
    assert names_read_by(code) <= declared


@pytest.mark.parametrize("code", CODE)
def test_what_is_declared_is_read(code: str) -> None:
    expected = {
        name
        for one in DECLARED.values()
        if code in one.read_by and not one.library
        for name in (one.name, *one.old_names)
    }
    assert expected <= names_read_by(code)


def test_the_search_for_names_finds_them() -> None:
    text = """
import os
A = os.environ["FIRST"]
B = os.environ.get("SECOND", "x")
C = os.getenv("THIRD")
D = read_switch("FOURTH")
def _seconds(given, name): return float(given.get(name) or given.get(f"{name}_FILE"))
E = _seconds(given, "FIFTH")
def pair(): return [os.environ.get(name) for name in ("THE_SIXTH", "THE_SEVENTH")]
F = wsgi.get("HTTP_HOST")
class Settings(BaseSettings):
    model_config = {}
    the_eighth: int = 1
    other: int = Field(2, validation_alias=AliasChoices("NINTH", "OLD_NINTH"))
"""
    assert names_in_python(text, {"given"}) == {
        *("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "FIFTH_FILE", "THE_SIXTH", "THE_SEVENTH"),
        *("THE_EIGHTH", "NINTH", "OLD_NINTH"),
    }
    script = 'OURS=1\necho "$OURS ${GIVEN:-x} $OTHER"\nLATER=${LATER:-2}\n: "${SET:=3}"'
    assert names_in_shell(script) == {"GIVEN", "OTHER", "LATER", "SET"}


# Compose and Swarm -------------------------------------------------------------------------------


def compose_environment(part: str) -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text()
    return yaml.safe_load(text)["services"][part].get("environment") or {}


@pytest.mark.parametrize("part", CONTAINERS)
def test_a_container_of_compose_gets_what_it_reads_and_no_more(part: str) -> None:
    given = set(compose_environment(part))
    assert for_container(part, "compose") <= given
    assert given <= allowed_in(part)


@pytest.mark.parametrize("part", CONTAINERS)
def test_compose_hands_on_what_env_says_and_invents_no_default(part: str) -> None:
    for name, value in compose_environment(part).items():
        if DECLARED[name].set_by == "operator" and name not in BUILT:
            default = DECLARED[name].default
            forms = {f"${{{name}}}", f"${{{name}:-}}", f"${{{name}:-{default}}}"}
            assert value in forms or value.startswith(f"${{{name}:?"), name


def test_what_compose_builds_comes_from_the_setting_of_that_name() -> None:
    environment = compose_environment("classifier-svc")
    text = (ROOT / "docker-compose.yml").read_text()
    assert "${CLASSIFIER_CLIENTS:-}" in environment["CLASSIFIER_CLIENTS"]
    for name in ("GEMINI_API_KEY_FILE", "REQUESTS_CA_BUNDLE"):
        assert environment[name].rstrip("}").endswith(f"/run/secrets/{secret_of(name)}")
        assert f"file: ${{{name}:-/dev/null}}" in text


def test_the_folder_of_the_clients_file_is_mounted_where_the_variable_says() -> None:
    """The folder exists in a new checkout, or Docker would make one that belongs to root."""
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][
        "classifier-svc"
    ]
    source, target, mode = service["volumes"][0].split(":")
    file = Path(service["environment"]["CLASSIFIER_CLIENTS_FILE"])
    assert (target, mode) == (str(file.parent), "ro")
    assert (ROOT / source / ".gitignore").exists()


def test_what_was_learned_is_on_a_volume_that_the_classifier_may_only_read() -> None:
    """And `make learn` writes it, without a network."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    folder = services["classifier-svc"]["environment"]["WEIGHTS_DIR"]
    learn = services["learn"]
    assert f"weights:{folder}:ro" in services["classifier-svc"]["volumes"]
    assert learn["volumes"] == [f"weights:{learn['environment']['WEIGHTS_DIR']}"]
    assert learn["environment"]["WEIGHTS_DIR"] == folder
    assert (learn["network_mode"], learn["profiles"]) == ("none", ["learn"])
    assert f"{folder}" in (ROOT / "classifier-svc" / "Dockerfile").read_text()


def secret_of(name: str) -> str:
    return {"GEMINI_API_KEY_FILE": "gemini_api_key", "REQUESTS_CA_BUNDLE": "ca_bundle"}[name]


@pytest.mark.parametrize("part", CONTAINERS)
def test_a_container_of_swarm_gets_the_same_and_its_secrets_as_secrets(part: str) -> None:
    compose, stack = (load(file) for file in deploy.FILES)
    shown = set(compose["services"][part].get("environment") or {})
    shown |= set(stack["services"][part].get("environment") or {})
    hidden = {one for secret in deploy.HELD_BY.get(part, ()) for one in deploy.SECRETS[secret]}
    assert for_container(part, "swarm") <= shown
    assert shown <= allowed_in(part)
    assert hidden == {name for name in shown if DECLARED[name].secret}


# The one-machine run -----------------------------------------------------------------------------

# A relative folder would become a full path.
SET = {one.name: f"/value/of/{one.name}" for one in DECLARED.values()}
FIXED_BY_RUN = {"CLASSIFIER_PROVIDER", "CLASSIFIER_PROVIDERS", "CLASSIFIER_CLIENTS", "NO_PROXY"}


def run_environment(part: str, data: Path) -> dict[str, str]:
    caller = {**SET, "PATH": "/usr/bin", "SOMETHING_ELSE": "of another project"}
    own = environments.take_classifiers_own(caller)
    ports = dict.fromkeys(("ticket-events", "ticket-api", "classifier-svc", "postgresql"), 1)
    return Installation(caller, own, ports, data).environments()[part]


@pytest.mark.parametrize("part", ["ticket-api", "ticket-events", "classifier-svc"])
def test_make_run_hands_on_every_setting_that_a_part_reads_and_no_other(
    part: str, tmp_path: Path
) -> None:
    given = run_environment(part, tmp_path)
    ours = {name: value for name, value in given.items() if name in DECLARED}
    assert for_container(part, "run") <= set(ours)
    old = {name for one in DECLARED.values() for name in one.old_names}
    # OpenSSL reads that one in every program.
    assert set(ours) - old - {"SSL_CERT_FILE"} <= allowed_in(part)
    assert "SOMETHING_ELSE" not in given
    for name in for_container(part, "run") - FIXED_BY_RUN:
        assert ours[name] == SET[name], name


def test_make_run_hands_the_gateway_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}
    monkeypatch.setattr(nginx.render, "render", lambda values: seen.update(values) or "")
    ports = dict.fromkeys(("gateway", "ticket-api", "ticket-events", "frontend"), 1)
    nginx.gateway_configuration(SET, ports)
    for name in for_container("gateway", "run"):
        assert seen[name] == SET[name], name
    assert seen["GATEWAY_LISTEN"] == "127.0.0.1:1"


def test_an_empty_setting_is_none() -> None:
    given = environments.settings_for("ticket-api", {"PORTAL_ACCESS": " ", "SESSION_HOURS": "1"})
    assert given == {"SESSION_HOURS": "1"}


# How the reference is found ----------------------------------------------------------------------


def test_the_readme_leads_to_the_reference() -> None:
    assert "](docs/settings.md)" in Path(ROOT / "README.md").read_text()


# A database outside ------------------------------------------------------------------------------

SECRET = {"DJANGO_SECRET_KEY": "x", "POSTGRES_PASSWORD": "y", "CLASSIFIER_TOKEN": "z"}


@needs_docker
def test_compose_leaves_the_bundled_database_out_for_one_outside() -> None:
    project = compose(
        "docker-compose.yml", "containers/database.yaml", DATABASE_URL="postgresql://a"
    )
    assert "db" not in project["services"]
    for name in ("ticket-api", "ticket-events"):
        service = project["services"][name]
        assert service["environment"]["DATABASE_URL"] == "postgresql://a"
        assert "db" not in (service.get("depends_on") or {})
    options = project["networks"]["edge"]["driver_opts"]
    assert options["com.docker.network.bridge.enable_ip_masquerade"] == "true"


@needs_docker
def test_compose_says_that_the_address_of_the_database_outside_is_missing() -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        compose("docker-compose.yml", "containers/database.yaml", DATABASE_URL="")
    assert "DATABASE_URL" in refused.value.stderr


@needs_docker
def test_a_file_of_certificates_is_mounted_where_the_variable_says() -> None:
    project = compose("docker-compose.yml", REQUESTS_CA_BUNDLE="/etc/company.pem")
    assert project["secrets"]["ca_bundle"]["file"] == "/etc/company.pem"
    for name in ("ticket-api", "classifier-svc"):
        service = project["services"][name]
        path = service["environment"]["REQUESTS_CA_BUNDLE"]
        assert path in {f"/run/secrets/{one['source']}" for one in service["secrets"]}
    project = compose("docker-compose.yml")
    assert project["services"]["ticket-api"]["environment"]["REQUESTS_CA_BUNDLE"] == ""


def compose(*files: str, **variables: str) -> dict[str, Any]:
    """What Compose makes of the files, with these variables and without a .env."""
    options = [word for file in files for word in ("--file", str(ROOT / file))]
    done = subprocess.run(
        ["docker", "compose", *options, "config", "--format", "json"],
        env={"PATH": os.environ["PATH"], "COMPOSE_ENV_FILES": os.devnull, **SECRET, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))
