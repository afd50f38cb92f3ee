"""Images, settings and components of Kubernetes overlays, checked on the rendered objects."""

import ipaddress
from pathlib import Path

import pytest
from conftest import needs_kubectl
from manifests import (
    OVERLAYS,
    Manifest,
    configuration,
    container,
    of_kind,
    pod,
    render_overlay,
    rendered,
    variables,
)

SMALL = {"resources": ["small"]}
pytestmark = needs_kubectl


def images(folder: str) -> set[str]:
    manifests = rendered(folder)
    workloads = of_kind(manifests, "Deployment") | of_kind(manifests, "Job")
    return {container(one)["image"] for one in workloads.values()}


@pytest.mark.parametrize("folder", ["small", "large", "migration"])
def test_every_image_is_left_to_the_overlay(folder: str) -> None:
    """No registry has the name, so nothing is pulled from a stranger's account."""
    assert images(folder) <= {
        f"registry.invalid/{part}"
        for part in ("gateway", "frontend", "ticket-api", "classifier-svc")
    }


@pytest.mark.parametrize("folder", ["example/portal", "example/migration"])
def test_the_example_sets_every_image_with_a_version(folder: str) -> None:
    for image in images(folder):
        name, _, version = image.rpartition(":")
        assert name.startswith("registry.example.com/portal/")
        assert version == "1.0"


def referred(workload: Manifest) -> set[str]:
    """The ConfigMaps that a workload needs."""
    return {one["configMapRef"]["name"] for one in container(workload).get("envFrom", [])}


def test_every_configmap_that_a_pod_needs_is_there_by_its_hashed_name(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    names = set(of_kind(manifests, "ConfigMap"))
    assert set().union(*map(referred, workloads.values())) == names
    assert {name.rpartition("-")[0] for name in names} >= {"django", "classifier", "gateway"}


@pytest.mark.parametrize(
    ("name", "rolled"),
    [
        ("django", {"ticket-api", "ticket-events"}),
        ("classifier", {"classifier-svc"}),
        ("gateway", {"gateway"}),
    ],
)
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_changed_setting_rolls_the_pods_that_use_it(
    overlay: str, name: str, rolled: set[str], tmp_path: Path
) -> None:
    before = of_kind(rendered(overlay), "Deployment")
    setting = {"name": name, "behavior": "merge", "literals": ["LOG_LEVEL=DEBUG"]}
    changed = render_overlay(tmp_path, resources=[overlay], configMapGenerator=[setting])
    after = of_kind(changed, "Deployment")
    templates = {part for part in before if pod(before[part]) != pod(after[part])}
    assert templates == rolled
    assert configuration(changed, name)["LOG_LEVEL"] == "DEBUG"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_portal_is_for_agents(overlay: str) -> None:
    assert configuration(rendered(overlay), "django")["PORTAL_ACCESS"] == "agents"


@pytest.mark.parametrize("overlay", ["small", "large"])
def test_the_gateway_believes_no_forwarded_address_until_an_overlay_names_the_proxy(
    overlay: str,
) -> None:
    assert configuration(rendered(overlay), "gateway")["GATEWAY_TRUSTED_PROXY"] == "unix:"


def test_the_example_trusts_the_ingress_controller_alone() -> None:
    trusted = configuration(rendered("example/portal"), "gateway")["GATEWAY_TRUSTED_PROXY"]
    assert ipaddress.ip_network(trusted).num_addresses <= 256


def test_openai_gets_its_key_from_a_secret(tmp_path: Path) -> None:
    manifests = render_overlay(tmp_path, **SMALL, components=["components/openai"])
    settings = configuration(manifests, "classifier")
    assert settings["CLASSIFIER_PROVIDER"] == "openai"
    classifier = of_kind(manifests, "Deployment")["classifier-svc"]
    (secret,) = (one for one in pod(classifier)["volumes"] if one["name"] == "openai")
    assert secret["secret"]["secretName"] == "openai"
    (mount,) = (one for one in container(classifier)["volumeMounts"] if one["name"] == "openai")
    assert settings["OPENAI_API_KEY_FILE"] == f"{mount['mountPath']}/api-key"
    # The group of the container reads it, and nothing else does.
    assert secret["secret"]["defaultMode"] == 0o440
    workloads = of_kind(manifests, "Deployment")
    assert {name for name, one in workloads.items() if "openai" in str(one)} == {"classifier-svc"}


def test_an_overlay_names_the_model_of_a_component(tmp_path: Path) -> None:
    model = ["OPENAI_MODEL=llama3", "OPENAI_BASE_URL=http://ollama.models.svc:11434/v1"]
    manifests = render_overlay(
        tmp_path,
        **SMALL,
        components=["components/model-in-the-cluster"],
        configMapGenerator=[{"name": "classifier", "behavior": "merge", "literals": model}],
    )
    settings = configuration(manifests, "classifier")
    assert settings["CLASSIFIER_PROVIDER"] == "openai"
    assert [f"{name}={settings[name]}" for name in ("OPENAI_MODEL", "OPENAI_BASE_URL")] == model


def test_redis_is_named_by_a_secret(tmp_path: Path) -> None:
    manifests = render_overlay(tmp_path, **SMALL, components=["components/redis"])
    classifier = of_kind(manifests, "Deployment")["classifier-svc"]
    address = variables(classifier)["QUOTA_STORAGE"]["valueFrom"]["secretKeyRef"]
    assert address == {"name": "redis", "key": "url"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_sign_in_provider_is_set_for_ticket_api_alone(overlay: str, tmp_path: Path) -> None:
    """The others do not know its secret, and refuse to start with half of the settings."""
    own = {"name": "sign-in-provider", "literals": ["OIDC_ISSUER=https://login.example.com"]}
    manifests = render_overlay(
        tmp_path,
        resources=[overlay],
        components=["components/sign-in-provider"],
        configMapGenerator=[own],
    )
    workloads = of_kind(manifests, "Deployment")
    configmaps = of_kind(manifests, "ConfigMap")
    (name,) = (one for one in configmaps if one.startswith("sign-in-provider-"))
    assert {part for part, one in workloads.items() if name in referred(one)} == {"ticket-api"}
    secret = variables(workloads["ticket-api"])["OIDC_CLIENT_SECRET"]["valueFrom"]["secretKeyRef"]
    assert secret == {"name": "oidc", "key": "client-secret"}
    policy = of_kind(manifests, "NetworkPolicy")["to-the-sign-in-provider"]["spec"]
    assert policy["podSelector"] == {"matchLabels": {"app": "ticket-api"}}
