"""The manifests give each container the settings that it reads, and no other one's."""

import sys
from pathlib import Path

import pytest
from manifests import Manifest, container, of_kind, variables

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "contracts"))

import settings

DECLARED = settings.by_name()
PARTS = ("gateway", "ticket-api", "ticket-events", "classifier-svc")
# The parts of each ConfigMap: a setting that an overlay adds there reaches these.
READERS = {
    "django": {"ticket-api", "ticket-events"},
    "ticket-api": {"ticket-api"},
    "sign-in-provider": {"ticket-api"},
    "classifier": {"classifier-svc"},
    "gateway": {"gateway"},
}
# Components bring these secrets, with what else they need.
OF_COMPONENTS = {"OIDC_CLIENT_SECRET", "QUOTA_STORAGE"}


def short(name: str) -> str:
    """The ConfigMap's name without the hash of its content."""
    return name.rpartition("-")[0]


def maps_of(workload: Manifest) -> set[str]:
    sources = container(workload).get("envFrom", [])
    return {short(one["configMapRef"]["name"]) for one in sources}


def test_a_map_is_read_by_the_parts_that_share_its_settings(workloads: dict[str, Manifest]) -> None:
    readers: dict[str, set[str]] = {}
    for part in PARTS:
        for name in maps_of(workloads[part]):
            readers.setdefault(name, set()).add(part)
    assert readers == {name: READERS[name] for name in readers}
    assert {"django", "ticket-api", "classifier", "gateway"} <= set(readers)


def test_a_map_has_only_settings_that_all_of_its_readers_read(
    manifests: tuple[Manifest, ...],
) -> None:
    for full, one in of_kind(manifests, "ConfigMap").items():
        for part in READERS.get(short(full), set()):
            assert set(one["data"]) <= settings.read_by(part), (full, part)
            assert not {name for name in one["data"] if DECLARED[name].secret}


@pytest.mark.parametrize("part", PARTS)
def test_a_container_names_only_settings_that_it_reads(
    workloads: dict[str, Manifest], part: str
) -> None:
    assert set(variables(workloads[part])) <= settings.read_by(part)


@pytest.mark.parametrize("part", PARTS)
def test_every_setting_can_reach_the_part_that_reads_it(
    workloads: dict[str, Manifest], part: str
) -> None:
    """Through the part's ConfigMap or a shared one; a secret by its name."""
    named = variables(workloads[part])
    for setting in DECLARED.values():
        if part not in setting.read_by or "kubernetes" not in setting.setups:
            continue
        if setting.secret:
            assert setting.name in named or setting.name in OF_COMPONENTS, setting.name
        elif setting.name not in named:
            assert any(part in READERS[one] for one in maps_of(workloads[part])), setting.name


def test_every_setting_has_one_map_for_exactly_its_readers() -> None:
    """So that an overlay can set it for all of its readers and for no other part."""
    own = [READERS[name] for name in ("django", "ticket-api", "classifier", "gateway")]
    for setting in DECLARED.values():
        readers = set(setting.read_by) & set(PARTS)
        if readers and "kubernetes" in setting.setups and setting.set_by == "operator":
            rest = readers
            for parts in own:
                rest = rest - parts if parts <= readers else rest
            assert not rest, setting.name


def test_a_secret_comes_from_a_secret(workloads: dict[str, Manifest]) -> None:
    for part in PARTS:
        for name, one in variables(workloads[part]).items():
            built = name == "CLASSIFIER_CLIENTS" and "$(TICKET_API_TOKEN)" in one["value"]
            if DECLARED[name].secret and not built:
                assert "secretKeyRef" in one["valueFrom"], name


def test_the_clients_file_is_in_a_mounted_secret(workloads: dict[str, Manifest]) -> None:
    path = Path(variables(workloads["classifier-svc"])["CLASSIFIER_CLIENTS_FILE"]["value"])
    mounts = container(workloads["classifier-svc"])["volumeMounts"]
    (name,) = (one["name"] for one in mounts if one["mountPath"] == str(path.parent))
    volumes = workloads["classifier-svc"]["spec"]["template"]["spec"]["volumes"]
    (secret,) = (one["secret"] for one in volumes if one["name"] == name)
    assert (secret["secretName"], secret["optional"]) == ("classifier-clients", True)


def test_certificates_are_mounted_where_the_setting_says(
    manifests: tuple[Manifest, ...], workloads: dict[str, Manifest]
) -> None:
    maps = {short(full): one["data"] for full, one in of_kind(manifests, "ConfigMap").items()}
    for part, name in (("ticket-api", "ticket-api"), ("classifier-svc", "classifier")):
        path = maps[name].get("REQUESTS_CA_BUNDLE")
        mounted = {one["mountPath"] for one in container(workloads[part])["volumeMounts"]}
        assert (path == "/etc/certificates/ca.pem") == ("/etc/certificates" in mounted), part
