"""The manifests of deploy/kubernetes, as they are and as kubectl renders them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

KUBERNETES = Path(__file__).resolve().parents[1] / "kubernetes"
OVERLAYS = ("small", "large", "example/portal")
MIGRATIONS = ("migration", "example/migration")
COMPONENTS = sorted(folder.name for folder in (KUBERNETES / "components").iterdir())
NOT_WHOLE = {"kustomization.yaml", "sizes.yaml"}

Manifest = dict[str, Any]


def find_kubectl() -> str | None:
    """The installed kubectl, if its kustomize is version 5 or later, as README.md asks for."""
    found = shutil.which("kubectl")
    if found is None:
        return None
    command = [found, "version", "--client"]
    output = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return found if re.search(r"Kustomize Version: v([5-9]|\d\d)", output) else None


KUBECTL = find_kubectl()


def files() -> list[Path]:
    """Every file with whole manifests in it, so neither patches nor kustomizations."""
    return sorted(file for file in KUBERNETES.rglob("*.yaml") if file.name not in NOT_WHOLE)


def read(text: str) -> list[Manifest]:
    return [manifest for manifest in yaml.safe_load_all(text) if manifest]


@cache
def rendered(folder: str | Path) -> tuple[Manifest, ...]:
    """The manifests that `kubectl apply -k` sends, without a cluster."""
    done = subprocess.run(
        [str(KUBECTL), "kustomize", str(KUBERNETES / folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return tuple(read(done.stdout))


def render_overlay(folder: Path, **kustomization: Any) -> tuple[Manifest, ...]:
    """Render a new overlay in an empty folder, of resources and components in KUBERNETES."""
    for key in ("resources", "components"):
        kustomization[key] = [
            os.path.relpath(KUBERNETES / name, folder) for name in kustomization.get(key, [])
        ]
    whole = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
    text = yaml.safe_dump({**whole, "namespace": "support-portal", **kustomization})
    (folder / "kustomization.yaml").write_text(text)
    return rendered(folder)


def of_kind(manifests: tuple[Manifest, ...], kind: str) -> dict[str, Manifest]:
    """Those of one kind, by name."""
    return {one["metadata"]["name"]: one for one in manifests if one["kind"] == kind}


def pod(workload: Manifest) -> Manifest:
    return workload["spec"]["template"]["spec"]


def container(workload: Manifest) -> Manifest:
    (only,) = pod(workload)["containers"]
    return only


def variables(workload: Manifest) -> dict[str, Manifest]:
    """The environment of a workload's container without that of its ConfigMaps, by name."""
    return {one["name"]: one for one in container(workload).get("env", [])}


def configuration(manifests: tuple[Manifest, ...], name: str) -> Manifest:
    """The settings of the one ConfigMap whose name is this and a hash."""
    (found,) = (
        one["data"]
        for full, one in of_kind(manifests, "ConfigMap").items()
        if full.rpartition("-")[0] == name
    )
    return found


def rules(manifests: tuple[Manifest, ...], direction: str) -> Iterator[tuple[Manifest, Manifest]]:
    """Every (policy, rule) of the network policies in one direction, "ingress" or "egress"."""
    for policy in of_kind(manifests, "NetworkPolicy").values():
        for rule in policy["spec"].get(direction, []):
            yield policy, rule
