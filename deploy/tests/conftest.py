"""What the tests of the Kubernetes manifests share."""

import pytest
from manifests import (
    COMPONENTS,
    KUBECTL,
    Manifest,
    of_kind,
    render_overlay,
    rendered,
)

needs_kubectl = pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl 1.27 or later")
EVERYTHING = {
    "resources": ["large", "migration"],
    "components": [f"components/{name}" for name in COMPONENTS],
    "configMapGenerator": [
        {"name": "sign-in-provider", "literals": ["OIDC_ISSUER=https://login.example.com"]}
    ],
}


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(name, marks=needs_kubectl)
        for name in ("small", "large", "example", "everything")
    ],
)
def manifests(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Manifest, ...]:
    """An installation with its migration: an overlay, or the large one with every component."""
    if request.param == "everything":
        return render_overlay(tmp_path_factory.mktemp("everything"), **EVERYTHING)
    if request.param == "example":
        return rendered("example/portal") + rendered("example/migration")
    return rendered(request.param) + rendered("migration")


@pytest.fixture
def workloads(manifests: tuple[Manifest, ...]) -> dict[str, Manifest]:
    return of_kind(manifests, "Deployment") | of_kind(manifests, "Job")
