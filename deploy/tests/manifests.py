"""The manifests of deploy/kubernetes, as they are and as kubectl renders them."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

KUBERNETES = Path(__file__).resolve().parents[1] / "kubernetes"
OVERLAYS = ("small", "large")
PROVIDER = "provider"  # Laid beside an overlay where there is a sign-in provider.
RENDERED = (*OVERLAYS, "migration", PROVIDER)
KUBECTL = shutil.which("kubectl")

Manifest = dict[str, Any]


def files() -> list[Path]:
    """Every file with whole manifests in it; patches and kustomizations are none."""
    not_whole = {"kustomization.yaml", "sizes.yaml"}
    return sorted(file for file in KUBERNETES.rglob("*.yaml") if file.name not in not_whole)


def read(text: str) -> list[Manifest]:
    return [manifest for manifest in yaml.safe_load_all(text) if manifest]


@cache
def rendered(folder: str | Path) -> tuple[Manifest, ...]:
    """What `kubectl apply -k` would send, without a cluster."""
    done = subprocess.run(
        [str(KUBECTL), "kustomize", str(KUBERNETES / folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return tuple(read(done.stdout))


def unrendered() -> tuple[Manifest, ...]:
    """All manifests of an installation without a provider, for a machine without kubectl."""
    chosen = (file for file in files() if file.parent.name != PROVIDER)
    return tuple(manifest for file in chosen for manifest in read(file.read_text()))


def of_kind(manifests: tuple[Manifest, ...], kind: str) -> dict[str, Manifest]:
    """Those of one kind, by name."""
    return {one["metadata"]["name"]: one for one in manifests if one["kind"] == kind}


def pod(workload: Manifest) -> Manifest:
    return workload["spec"]["template"]["spec"]


def container(workload: Manifest) -> Manifest:
    (only,) = pod(workload)["containers"]
    return only
