"""Rules that every Kubernetes installation keeps, checked on the objects that kubectl renders."""

import re
from pathlib import Path

import kubernetes_validate
import pytest
from conftest import needs_kubectl
from manifests import (
    KUBERNETES,
    MIGRATIONS,
    OVERLAYS,
    Manifest,
    container,
    files,
    of_kind,
    pod,
    read,
    render_overlay,
    rendered,
    variables,
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
# The parts that know each secret, as in docker-compose.yml; then those of components.
KNOWN_TO = {
    "django": {"ticket-api", "ticket-events", "migration"},
    "database-app": {"ticket-api", "ticket-events", "migration"},
    "classifier": {"ticket-api", "classifier-svc"},
    "gemini": {"classifier-svc"},
}
OF_COMPONENTS = {"oidc": {"ticket-api"}, "openai": {"classifier-svc"}, "redis": {"classifier-svc"}}
VERSIONS = ("1.31", "1.36")


def is_known(manifest: Manifest) -> bool:
    """Whether Kubernetes defines it, and not an operator."""
    return "cnpg.io" not in manifest["apiVersion"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(KUBERNETES)))
def test_every_file_follows_the_schema_strictly(file: Path, version: str) -> None:
    for manifest in filter(is_known, read(file.read_text())):
        kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_kubectl_renders_follows_the_schema_strictly(
    manifests: tuple[Manifest, ...], version: str
) -> None:
    for manifest in filter(is_known, manifests):
        kubernetes_validate.validate(manifest, version, strict=True)
        assert manifest["kind"] == "Namespace" or (
            manifest["metadata"]["namespace"] == "support-portal"
        )


def test_a_misspelt_field_is_noticed() -> None:
    (manifest,) = read((KUBERNETES / "migration" / "job.yaml").read_text())
    manifest["spec"]["backofLimit"] = 1
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, VERSIONS[-1], strict=True)


def test_every_part_is_there(workloads: dict[str, Manifest]) -> None:
    assert set(workloads) == PARTS | {"migration"}


def test_every_pod_meets_the_restricted_standard(workloads: dict[str, Manifest]) -> None:
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
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod(workload).keys()
        kinds = {kind for volume in pod(workload)["volumes"] for kind in volume} - {"name"}
        assert kinds <= {"configMap", "emptyDir", "secret", "persistentVolumeClaim"}
        for one in pod(workload)["volumes"]:  # The service only reads what was learned.
            assert one.get("persistentVolumeClaim", {"readOnly": True})["readOnly"]
        assert pod(workload)["automountServiceAccountToken"] is False
        assert {"cpu", "memory"} <= container(workload)["resources"]["requests"].keys()
        assert container(workload)["resources"]["limits"]["memory"]


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_namespace_refuses_what_is_not_restricted(overlay: str) -> None:
    (namespace,) = of_kind(rendered(overlay), "Namespace").values()
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_every_part_is_probed_and_ends_gracefully(workloads: dict[str, Manifest]) -> None:
    for name in PARTS:
        runs = container(workloads[name])
        assert {"readinessProbe", "livenessProbe"} <= runs.keys()
        # Requests finish within 30 s (contracts/timeouts.json), after the pause before SIGTERM.
        pause = int(runs["lifecycle"]["preStop"]["exec"]["command"][1])
        assert pod(workloads[name])["terminationGracePeriodSeconds"] >= 30 + pause


def test_every_part_is_spread_over_nodes_and_zones(workloads: dict[str, Manifest]) -> None:
    for name in PARTS:
        constraints = pod(workloads[name])["topologySpreadConstraints"]
        assert {one["topologyKey"] for one in constraints} == {
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
        }
        assert all(one["labelSelector"]["matchLabels"] == {"app": name} for one in constraints)
        update = workloads[name]["spec"]["strategy"]["rollingUpdate"]
        assert update == {"maxSurge": 1, "maxUnavailable": 0}


def test_a_drain_takes_one_replica_of_each_part_and_always_ends(
    manifests: tuple[Manifest, ...],
) -> None:
    """A budget that allows no disruption at the least number of replicas blocks every drain."""
    budgets = of_kind(manifests, "PodDisruptionBudget")
    assert set(budgets) == PARTS
    for name, budget in budgets.items():
        chosen = {"matchLabels": {"app": name}}
        assert budget["spec"] == {"maxUnavailable": 1, "selector": chosen}
    # CloudNativePG makes one for the primary, which is the only instance unless there are more.
    for cluster in of_kind(manifests, "Cluster").values():
        assert cluster["spec"]["enablePDB"] is (cluster["spec"]["instances"] > 1)


def secrets_of(workload: Manifest) -> set[str]:
    from_environment = {
        one["valueFrom"]["secretKeyRef"]["name"]
        for one in variables(workload).values()
        if "valueFrom" in one
    }
    mounted = {one["secret"]["secretName"] for one in pod(workload)["volumes"] if "secret" in one}
    return from_environment | mounted


def holders(workloads: dict[str, Manifest], secret: str) -> set[str]:
    return {name for name, one in workloads.items() if secret in secrets_of(one)}


def test_a_secret_is_referred_to_where_it_is_needed_and_written_nowhere(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    assert of_kind(manifests, "Secret") == {}
    assert {secret: holders(workloads, secret) for secret in KNOWN_TO} == KNOWN_TO
    for secret, parts in OF_COMPONENTS.items():
        assert holders(workloads, secret) in (set(), parts)
    for one in of_kind(manifests, "ConfigMap").values():
        looks_secret = {name for name in one["data"] if re.search("KEY|TOKEN|PASSWORD|URL$", name)}
        assert looks_secret <= {"CLASSIFIER_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY_FILE"}


def test_the_autoscalers_alone_set_replicas(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    scalers = of_kind(manifests, "HorizontalPodAutoscaler")
    assert set(scalers) == {"ticket-api", "classifier-svc"}
    for name, scaler in scalers.items():
        assert scaler["spec"]["scaleTargetRef"]["name"] == name
        assert 2 <= scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]
        assert "replicas" not in workloads[name]["spec"]


def metrics(manifests: tuple[Manifest, ...]) -> set[str]:
    """The kinds of metrics that the autoscalers read."""
    scalers = of_kind(manifests, "HorizontalPodAutoscaler").values()
    return {metric["type"] for scaler in scalers for metric in scaler["spec"]["metrics"]}


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_autoscalers_read_no_metric_that_a_cluster_may_lack(overlay: str, tmp_path: Path) -> None:
    """An autoscaler that cannot read one of its metrics never scales down."""
    assert metrics(rendered(overlay)) == {"Resource"}
    components = ["components/calls-in-flight"]
    scaled = render_overlay(tmp_path, resources=[overlay], components=components)
    scaler = of_kind(scaled, "HorizontalPodAutoscaler")["classifier-svc"]["spec"]
    assert [one["type"] for one in scaler["metrics"]] == ["Resource", "Pods"]
    ends = ("minReplicas", "maxReplicas")
    plain = of_kind(rendered(overlay), "HorizontalPodAutoscaler")["classifier-svc"]["spec"]
    assert [scaler[end] for end in ends] == [plain[end] for end in ends]


@needs_kubectl
@pytest.mark.parametrize("folder", MIGRATIONS)
def test_the_migration_goes_past_a_pooler_and_ends(folder: str) -> None:
    (job,) = rendered(folder)
    # The entrypoint takes MIGRATION_DATABASE_URL first; manage.py would not.
    assert container(job)["args"] == ["migrate"]
    assert "command" not in container(job)
    direct = variables(job)["MIGRATION_DATABASE_URL"]["valueFrom"]["secretKeyRef"]
    assert direct == {"name": "database-app", "key": "migration-uri", "optional": True}
    # Longer than an index over tens of millions of tickets takes, and not for ever.
    assert 3600 <= job["spec"]["activeDeadlineSeconds"] <= 86_400
    assert 0 <= job["spec"]["backoffLimit"] <= 6
    assert pod(job)["restartPolicy"] == "Never"
    # The overlay's ConfigMaps are not in the cluster yet when the migration runs.
    assert "envFrom" not in container(job)
