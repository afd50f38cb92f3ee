"""Rules that every manifest keeps, read from what kubectl renders.

Without kubectl the files themselves are read, which leaves out the sizes of the overlays.
"""

import os
import re
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from manifests import (
    KUBECTL,
    KUBERNETES,
    OVERLAYS,
    PROVIDER,
    RENDERED,
    Manifest,
    container,
    files,
    of_kind,
    pod,
    read,
    rendered,
    unrendered,
)

PARTS = {"gateway", "frontend", "ticket-api", "ticket-events", "classifier-svc"}
ACCOUNTS = {
    "gateway": 101,
    "frontend": 101,
    "ticket-api": 10001,
    "ticket-events": 10001,
    "classifier-svc": 10002,
    "migration": 10001,
}
# The secrets of docker-compose.yml and who may know them.
KNOWN_TO = {
    "django": {"ticket-api", "ticket-events", "migration"},
    "database-app": {"ticket-api", "ticket-events", "migration"},
    "classifier": {"ticket-api", "classifier-svc"},
    "gemini": {"classifier-svc"},
    "oidc": {"ticket-api"},
}
KUBERNETES_VERSION = "1.31"
needs_kubectl = pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed")


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=needs_kubectl) for name in OVERLAYS] + ["files"],
)
def manifests(request: pytest.FixtureRequest) -> tuple[Manifest, ...]:
    """An installation and its migration, or what the files hold."""
    if request.param == "files":
        return unrendered()
    return rendered(request.param) + rendered("migration")


@pytest.fixture
def workloads(manifests: tuple[Manifest, ...]) -> dict[str, Manifest]:
    return of_kind(manifests, "Deployment") | of_kind(manifests, "Job")


def is_known(manifest: Manifest) -> bool:
    """Whether Kubernetes itself defines it; operators bring the rest."""
    return "cnpg.io" not in manifest["apiVersion"]


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(KUBERNETES)))
def test_every_file_follows_the_schema_strictly(file: object) -> None:
    for manifest in read(file.read_text()):
        if is_known(manifest):
            kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)


@needs_kubectl
@pytest.mark.parametrize("folder", RENDERED)
def test_what_kubectl_renders_follows_the_schema_strictly(folder: str) -> None:
    manifests = rendered(folder)
    assert len(manifests) > 0
    for manifest in filter(is_known, manifests):
        kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)
        assert manifest["kind"] == "Namespace" or (
            manifest["metadata"]["namespace"] == "support-portal"
        )


def test_a_misspelt_field_is_noticed() -> None:
    (manifest,) = read((KUBERNETES / "migration" / "job.yaml").read_text())
    manifest["spec"]["backofLimit"] = 1
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)


def test_every_part_is_there(workloads: dict[str, Manifest]) -> None:
    assert set(workloads) == PARTS | {"migration"}


def test_no_container_may_do_more_than_it_needs(workloads: dict[str, Manifest]) -> None:
    for name, workload in workloads.items():
        account = pod(workload)["securityContext"]
        assert account["runAsNonRoot"] is True, name
        assert account["runAsUser"] == account["runAsGroup"] == ACCOUNTS[name]
        assert account["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container(workload)["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert pod(workload)["automountServiceAccountToken"] is False
        assert {"cpu", "memory"} <= container(workload)["resources"]["requests"].keys()
        assert container(workload)["resources"]["limits"]["memory"]


def test_the_namespace_refuses_what_is_not_restricted(manifests: tuple[Manifest, ...]) -> None:
    (namespace,) = of_kind(manifests, "Namespace").values()
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_every_part_is_probed_and_ends_gracefully(workloads: dict[str, Manifest]) -> None:
    for name in PARTS:
        runs = container(workloads[name])
        assert {"readinessProbe", "livenessProbe"} <= runs.keys()
        # Requests finish within 30 s (contracts/timeouts.json), after the pause before SIGTERM.
        pause = int(runs["lifecycle"]["preStop"]["exec"]["command"][1])
        assert pod(workloads[name])["terminationGracePeriodSeconds"] >= 30 + pause


def test_every_part_is_spread_and_never_emptied_at_once(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    budgets = of_kind(manifests, "PodDisruptionBudget")
    assert set(budgets) == PARTS
    for name in PARTS:
        chosen = {"matchLabels": {"app": name}}
        assert budgets[name]["spec"] == {"maxUnavailable": 1, "selector": chosen}
        constraints = pod(workloads[name])["topologySpreadConstraints"]
        assert {one["topologyKey"] for one in constraints} == {
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
        }
        assert all(one["labelSelector"] == chosen for one in constraints)
        update = workloads[name]["spec"]["strategy"]["rollingUpdate"]
        assert update == {"maxSurge": 1, "maxUnavailable": 0}


def secrets_of(workload: Manifest) -> set[str]:
    from_environment = {
        one["valueFrom"]["secretKeyRef"]["name"]
        for one in container(workload).get("env", [])
        if "valueFrom" in one
    }
    mounted = {one["secret"]["secretName"] for one in pod(workload)["volumes"] if "secret" in one}
    return from_environment | mounted


def test_a_secret_is_referred_to_where_it_is_needed_and_written_nowhere(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    assert of_kind(manifests, "Secret") == {}
    for secret, parts in KNOWN_TO.items():
        assert {name for name, one in workloads.items() if secret in secrets_of(one)} == parts
    for configuration in of_kind(manifests, "ConfigMap").values():
        assert not re.search("KEY|TOKEN|PASSWORD|DATABASE_URL", str(configuration["data"].keys()))


def test_replicas_are_the_autoscalers_business_alone(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    scalers = of_kind(manifests, "HorizontalPodAutoscaler")
    assert set(scalers) == {"ticket-api", "classifier-svc"}
    for name, scaler in scalers.items():
        assert scaler["spec"]["scaleTargetRef"]["name"] == name
        assert 2 <= scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]
        assert "replicas" not in workloads[name]["spec"]
    metrics = [one["type"] for one in scalers["classifier-svc"]["spec"]["metrics"]]
    assert metrics == ["Pods", "Resource"]


def ways(manifests: tuple[Manifest, ...], direction: str, peer: str) -> set[tuple[str, str, int]]:
    """(who, whom, port) of the rules in one direction between parts."""
    found = set()
    for policy in of_kind(manifests, "NetworkPolicy").values():
        for rule in policy["spec"].get(direction, []):
            for end in rule.get(peer, []):
                if "podSelector" in end and "namespaceSelector" not in end:
                    found |= {
                        (one, other, port["port"])
                        for one in chosen(policy["spec"]["podSelector"])
                        for other in chosen(end["podSelector"])
                        for port in rule["ports"]
                    }
    return found


def chosen(selector: Manifest) -> set[str]:
    """The parts that a selector chooses."""
    labels = selector.get("matchLabels", {})
    if "cnpg.io/cluster" in labels:
        return {"database"}
    return {labels["app"]} if labels else set(selector["matchExpressions"][0]["values"])


# Who asks whom, as in docker-compose.yml.
WAYS = {
    ("gateway", "frontend", 8080),
    ("gateway", "ticket-api", 8000),
    ("gateway", "ticket-events", 8000),
    ("ticket-api", "classifier-svc", 8100),
    ("ticket-api", "database", 5432),
    ("ticket-events", "database", 5432),
    ("migration", "database", 5432),
}


def test_parts_reach_each_other_as_in_compose_and_no_further(
    manifests: tuple[Manifest, ...],
) -> None:
    out = {way for way in ways(manifests, "egress", "to") if way[0] != "database"}
    incoming = {
        (source, target, port)
        for target, source, port in ways(manifests, "ingress", "from")
        if source != "database"
    }
    assert out == incoming == WAYS
    closed = of_kind(manifests, "NetworkPolicy")["nothing-by-default"]["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_the_classifier_has_a_way_out(manifests: tuple[Manifest, ...]) -> None:
    policies = of_kind(manifests, "NetworkPolicy")
    leading_out = {
        name
        for name, policy in policies.items()
        for rule in policy["spec"].get("egress", [])
        for end in rule.get("to", [])
        if "ipBlock" in end
    }
    assert leading_out == {"classifier-svc"}


def settings_of(workload: Manifest) -> set[str]:
    """The ConfigMaps that its container gets."""
    return {one["configMapRef"]["name"] for one in container(workload).get("envFrom", [])}


def test_the_portal_is_for_agents_everywhere(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    (django,) = (of_kind(manifests, "ConfigMap")[name] for name in ("django",))
    assert django["data"]["PORTAL_ACCESS"] == "agents"
    for name in ("ticket-api", "ticket-events"):
        assert "django" in settings_of(workloads[name])


def test_a_provider_is_ticket_apis_business_alone(workloads: dict[str, Manifest]) -> None:
    """The others do not know its secret, and refuse to start with half of the settings."""
    told = {name for name, one in workloads.items() if "sign-in-provider" in settings_of(one)}
    assert told == {"ticket-api"}
    environment = container(workloads["ticket-api"])["env"]
    (secret,) = [one for one in environment if one["name"] == "OIDC_CLIENT_SECRET"]
    assert secret["valueFrom"]["secretKeyRef"]["optional"] is True


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_provider_is_laid_beside_an_overlay_and_lets_ticket_api_out(
    overlay: str, tmp_path: Path
) -> None:
    bases = [os.path.relpath(KUBERNETES / folder, tmp_path) for folder in (overlay, PROVIDER)]
    own = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "bases": bases}
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(own))
    manifests = rendered(tmp_path)
    assert set(of_kind(manifests, "ConfigMap")) > {"sign-in-provider", "django"}
    policy = of_kind(manifests, "NetworkPolicy")["sign-in-provider"]["spec"]
    assert policy["podSelector"] == {"matchLabels": {"app": "ticket-api"}}
    assert policy["policyTypes"] == ["Egress"]
    (rule,) = policy["egress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": 443}]
    inside = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"}
    assert inside < set(rule["to"][0]["ipBlock"]["except"])


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_lays_its_sizes_over_parts_that_exist(name: str) -> None:
    base = {(one["kind"], one["metadata"]["name"]) for one in unrendered()}
    patches = read((KUBERNETES / name / "sizes.yaml").read_text())
    assert {(one["kind"], one["metadata"]["name"]) for one in patches} <= base
    assert yaml.safe_load((KUBERNETES / name / "kustomization.yaml").read_text())["bases"] == [
        "../base",
        "../database",
    ]
