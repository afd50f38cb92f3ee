"""Rules that the stack for Docker Swarm keeps, as deploy.py makes it of docker-compose.yml.

Where Docker's command is not installed the two files are laid over each other here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

SWARM = Path(__file__).resolve().parents[1] / "swarm"
sys.path.insert(0, str(SWARM))

import deploy  # noqa: E402

Project = dict[str, Any]
LOOKS_SECRET = re.compile("KEY|TOKEN|PASSWORD|SECRET|CLIENTS")
# Names of files, and a number.
LOOKS_ALIKE = {"GEMINI_API_KEY_FILE", "CLASSIFIER_CLIENTS_FILE", "OPENAI_MAX_TOKENS"}
STATELESS = {"gateway", "frontend", "ticket-api", "ticket-events", "classifier-svc"}
REGISTRY = "registry.example.com/portal"
MADE_UP = {
    "DJANGO_SECRET_KEY": "made-up-signing-key",
    "DJANGO_SECRET_KEY_FALLBACKS": "made-up-former-key",
    "POSTGRES_PASSWORD": "made-up-pass$word",
    "CLASSIFIER_TOKEN": "made-up-token",
    "OIDC_CLIENT_SECRET": "made-up-client-secret",
    "GEMINI_API_KEY": "made-up-gemini-key",
    "OPENAI_API_KEY": "made-up-openai-key",
    "DATABASE_URL": "made-up-database-url",
    "MIGRATION_DATABASE_URL": "made-up-migration-url",
}
HAS_DOCKER = (
    shutil.which("docker") is not None
    and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0
)
needs_docker = pytest.mark.skipif(not HAS_DOCKER, reason="Docker's command is not installed")


class Tag:
    """A value that Compose's !reset or !override precedes."""

    def __init__(self, loader: yaml.SafeLoader, node: yaml.Node) -> None:
        self.resets = node.tag == "!reset"
        if not self.resets:
            self.value = loader.construct_sequence(node, deep=True)


class Loader(yaml.SafeLoader):
    """YAML with the two tags of Compose."""


Loader.add_constructor("!reset", Tag)
Loader.add_constructor("!override", Tag)


def load(file: Path) -> Project:
    """The file with the defaults of its settings; what has none stays as it is written."""
    text = re.sub(r"\$\{\w+:-([^}]*)}", r"\1", file.read_text())
    text = re.sub(r"\$\{\w+:\+[^}]*}", "", text)
    return yaml.load(text, Loader)


def lay_over(base: Any, over: Any) -> Any:
    """What Compose does with two files, as far as these two need it."""
    if isinstance(over, Tag):
        return None if over.resets else over.value
    if isinstance(base, dict) and isinstance(over, dict):
        both = {key: lay_over(base.get(key), value) for key, value in over.items()}
        return {**base, **both}
    if isinstance(base, list) and isinstance(over, list):
        return base + over
    return over


def composed(*further: Path) -> Project:
    """The project by Compose itself, with secrets that can be looked for."""
    before = dict(os.environ)
    os.environ.update(MADE_UP, COMPOSE_ENV_FILES=os.devnull, IMAGES=REGISTRY)
    try:
        return deploy.read("portal", [*deploy.FILES, *further])
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(params=["files", pytest.param("compose", marks=needs_docker)])
def project(request: pytest.FixtureRequest) -> Project:
    """What deploy.py reads."""
    if request.param == "compose":
        return composed()
    return lay_over(*(load(file) for file in deploy.FILES))


@pytest.fixture
def secrets(project: Project) -> dict[str, str]:
    """The contents of the secrets; from now on the project is a stack."""
    return deploy.adapt(project)


@pytest.fixture
def services(project: Project, secrets: dict[str, str]) -> Project:
    """The services of the stack."""
    return project["services"]


def test_every_part_is_there(services: Project) -> None:
    assert set(services) == STATELESS | {"db"}


def test_a_new_task_works_before_an_old_one_ends_and_a_broken_image_is_taken_back(
    services: Project,
) -> None:
    for name, service in services.items():
        # Two servers must never have one directory of data.
        order = "stop-first" if name == "db" else "start-first"
        update, rollback = (service["deploy"][f"{one}_config"] for one in ("update", "rollback"))
        assert (update["order"], rollback["order"]) == (order, order), name
        assert update["failure_action"] == "rollback", name
        assert (update["parallelism"], rollback["parallelism"]) == (1, 1), name
        assert update["monitor"] == "20s", name
        assert service["deploy"]["restart_policy"]["condition"] == "any", name


def test_every_part_has_replicas_and_limits(services: Project) -> None:
    for name, service in services.items():
        resources = service["deploy"]["resources"]
        assert {"cpus", "memory", "pids"} <= resources["limits"].keys(), name
        assert {"cpus", "memory"} <= resources["reservations"].keys(), name
        assert name == "db" or str(service["deploy"]["replicas"]) not in {"0", "1"}


def test_memory_and_processes_are_those_of_compose() -> None:
    compose, stack = (load(file)["services"] for file in deploy.FILES)
    for name, service in compose.items():
        if "profiles" in service:  # An operator's command runs it, and no machine of the Swarm.
            continue
        limits = stack[name]["deploy"]["resources"]["limits"]
        assert (limits["memory"], limits["pids"]) == (service["mem_limit"], service["pids_limit"])


def test_every_part_may_hold_thousands_of_connections(services: Project) -> None:
    """The default of some engines, 1,024 descriptors, is too few for a stream a page."""
    template = (deploy.ROOT / "gateway" / "nginx.conf.template").read_text()
    (asked,) = re.findall(r"worker_rlimit_nofile (\d+);", template)
    for name, service in services.items():
        limit = service["ulimits"]["nofile"]
        assert limit["soft"] == limit["hard"] >= int(asked) >= 10_000, name


def test_the_database_alone_is_bound_to_a_machine(services: Project) -> None:
    bound = {name for name, one in services.items() if "constraints" in one["deploy"]["placement"]}
    assert bound == {"db"}
    assert services["db"]["deploy"]["placement"]["constraints"] == ["node.labels.database == true"]
    assert services["db"]["deploy"]["replicas"] == 1


def test_containers_may_do_no_more_than_in_compose(services: Project) -> None:
    compose = load(deploy.FILES[0])["services"]
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        mounts = [one for one in service["volumes"] if isinstance(one, dict)]
        writable = {one["target"] for one in mounts if one["type"] == "tmpfs"} - {"/dev/shm"}
        assert writable == {entry.split(":")[0] for entry in compose[name]["tmpfs"]}, name


def test_names_lead_to_tasks_and_only_the_gateway_has_a_port(services: Project) -> None:
    assert {one["deploy"]["endpoint_mode"] for one in services.values()} == {"dnsrr"}
    assert {name for name, one in services.items() if one.get("ports")} == {"gateway"}
    assert [port["mode"] for port in services["gateway"]["ports"]] == ["host"]


def test_parts_share_the_networks_of_compose(project: Project, services: Project) -> None:
    compose = load(deploy.FILES[0])["services"]
    for name, service in services.items():
        front = {"front"} if name == "gateway" else set()
        assert set(service["networks"]) == {*compose[name]["networks"], *front}, name
    inside = {name for name, one in project["networks"].items() if (one or {}).get("internal")}
    assert inside == {"edge", "data", "llm"}


def test_no_secret_is_in_the_stack(project: Project, secrets: dict[str, str]) -> None:
    output = json.dumps(project)
    for variable in {one for names in deploy.SECRETS.values() for one in names}:
        assert f"${{{variable}" not in output, variable
        assert f'"{variable}"' not in output, variable
        assert any(f"{variable}=" in content for content in secrets.values()), variable
    assert all(one["external"] for one in project["secrets"].values())
    assert {one["name"] for one in project["secrets"].values()} == set(secrets)


def test_what_looks_like_a_secret_is_one(services: Project) -> None:
    for name, service in services.items():
        shown = {one for one in service.get("environment", {}) if LOOKS_SECRET.search(one)}
        assert shown <= LOOKS_ALIKE, name


def test_the_script_hands_every_line_on_as_it_is(tmp_path: Path) -> None:
    script = deploy.WITH_SECRETS.read_text().replace("/run/secrets", str(tmp_path))
    (tmp_path / "one").write_text("A=two words $HOME 'x' = \\n\nEMPTY=\n")
    (tmp_path / "two").write_text("B=b\n")
    command = ["sh", "-c", script, "with-secrets", "env"]
    output = subprocess.run(command, env={}, check=True, capture_output=True, text=True).stdout
    assert {"A=two words $HOME 'x' = \\n", "EMPTY=", "B=b"} <= set(output.splitlines())


@needs_docker
def test_secrets_arrive_as_they_are_and_nowhere_else() -> None:
    project = composed()
    secrets = deploy.adapt(project)
    output = json.dumps(project)
    for variable, value in MADE_UP.items():
        assert value not in output
        assert any(value in content for content in secrets.values()), variable


def test_another_content_is_another_secret(project: Project) -> None:
    before = json.dumps(project)
    names = [set(deploy.adapt(json.loads(before))) for _ in range(2)]
    assert names[0] == names[1]
    project["services"]["ticket-api"]["environment"]["CLASSIFIER_TOKEN"] = "another"
    changed = set(deploy.adapt(project)) - names[0]
    (name,) = changed
    assert name.startswith(f"{json.loads(before)['name']}-ticket-api-")


@needs_docker
def test_the_operator_names_the_registry() -> None:
    """No image is pulled from an account that is not the operator's."""
    services = composed()["services"]
    own = {name: one["image"] for name, one in services.items() if name != "db"}
    assert all(image.startswith(f"{REGISTRY}/") for image in own.values()), own
    options = [word for file in deploy.FILES for word in ("--file", str(file))]
    unset = {**os.environ, **MADE_UP, "COMPOSE_ENV_FILES": os.devnull, "IMAGES": ""}
    refused = subprocess.run(
        ["docker", "compose", *options, "config", "--quiet"],
        env=unset,
        capture_output=True,
        text=True,
    )
    assert refused.returncode != 0
    assert "IMAGES is missing" in refused.stderr
    assert "Set it in .env to your registry" in refused.stderr


@needs_docker
def test_docker_takes_the_stack_and_ignores_nothing_of_it() -> None:
    project = composed()
    deploy.adapt(project)
    done = subprocess.run(
        ["docker", "stack", "config", "--compose-file", "-"],
        input=json.dumps(project),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("written", "bytes_"), [("64", 64), ("16m", 16 << 20), ("2gb", 2 << 30), (1048576, 1048576)]
)
def test_sizes_are_read_as_compose_writes_them(written: str | int, bytes_: int) -> None:
    assert deploy.size(written) == bytes_


def test_certificates_of_a_company_reach_the_parts_that_trust_them(
    project: Project, tmp_path: Path
) -> None:
    bundle = tmp_path / "company.pem"
    bundle.write_text("-----BEGIN CERTIFICATE-----\n")
    project["secrets"]["ca_bundle"]["file"] = str(bundle)
    for name in ("ticket-api", "classifier-svc"):
        project["services"][name]["environment"]["REQUESTS_CA_BUNDLE"] = "/run/secrets/ca_bundle"
    deploy.adapt(project)
    for name in ("ticket-api", "classifier-svc"):
        service = project["services"][name]
        path = service["environment"]["REQUESTS_CA_BUNDLE"]
        assert {"source": "ca-bundle", "target": path, "mode": 0o444} in service["configs"]
        assert not path.startswith("/run/secrets/")
    assert project["configs"]["ca-bundle"]["file"] == str(bundle)


def test_a_stack_may_leave_the_bundled_database_out(project: Project) -> None:
    del project["services"]["db"]
    project["services"]["ticket-api"]["environment"]["DATABASE_URL"] = "postgresql://a:b@c/d"
    contents = deploy.adapt(project)
    assert "db" not in project["services"]
    assert any("DATABASE_URL=postgresql://a:b@c/d" in one for one in contents.values())


@needs_docker
def test_a_database_outside_takes_the_place_of_the_bundled_one() -> None:
    project = composed(SWARM / "database.yaml")
    contents = deploy.adapt(project)
    assert set(project["services"]) == STATELESS
    for name in ("ticket-api", "ticket-events"):
        assert "database" in project["services"][name]["networks"], name
    assert any("DATABASE_URL=made-up-database-url\n" in one for one in contents.values())
    done = subprocess.run(
        ["docker", "stack", "config", "--compose-file", "-"],
        input=json.dumps(project),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
