"""The network policies of every Kubernetes installation, checked on the rendered objects."""

import ipaddress
from pathlib import Path

import pytest
from conftest import needs_kubectl
from manifests import COMPONENTS, OVERLAYS, Manifest, of_kind, render_overlay, rendered, rules

# The ways between the parts, as in docker-compose.yml: (from, to, port).
WAYS = {
    ("gateway", "frontend", 8080),
    ("gateway", "ticket-api", 8000),
    ("gateway", "ticket-events", 8000),
    ("ticket-api", "classifier-svc", 8100),
    ("ticket-api", "database", 5432),
    ("ticket-events", "database", 5432),
    ("migration", "database", 5432),
}
NOWHERE = [ipaddress.ip_network(block) for block in ("192.0.2.0/24", "198.51.100.0/24")]
PRIVATE = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"}
SELECTORS = {"podSelector", "namespaceSelector"}


def chosen(selector: Manifest) -> set[str]:
    """The parts that a selector chooses."""
    labels = selector.get("matchLabels", {})
    if "cnpg.io/cluster" in labels:
        return {"database"}
    return {labels["app"]} if labels else set(selector["matchExpressions"][0]["values"])


def ways(manifests: tuple[Manifest, ...], direction: str, peer: str) -> set[tuple[str, str, int]]:
    """(this end, the other end, port) of the rules in one direction between parts."""
    return {
        (one, other, port["port"])
        for policy, rule in rules(manifests, direction)
        for end in rule[peer]
        if "podSelector" in end and "namespaceSelector" not in end
        for one in chosen(policy["spec"]["podSelector"])
        for other in chosen(end["podSelector"])
        for port in rule["ports"]
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


@pytest.mark.parametrize(("direction", "peer"), [("egress", "to"), ("ingress", "from")])
def test_every_rule_names_the_other_end_and_its_ports(
    manifests: tuple[Manifest, ...], direction: str, peer: str
) -> None:
    """A rule without the other end, or with an empty selector there, allows every address."""
    for policy, rule in rules(manifests, direction):
        name = policy["metadata"]["name"]
        assert rule.get(peer), name
        assert rule.get("ports"), name
        for end in rule[peer]:
            selectors = [end[key] for key in SELECTORS & end.keys()]
            assert all(selectors), name
            assert selectors or end["ipBlock"]["cidr"], name


def blocks(manifests: tuple[Manifest, ...]) -> dict[str, Manifest]:
    """The addresses that policies lead to, by the policy's name."""
    return {
        policy["metadata"]["name"]: end["ipBlock"]
        for policy, rule in rules(manifests, "egress")
        for end in rule["to"]
        if "ipBlock" in end
    }


def test_only_the_classifier_and_ticket_api_have_a_way_to_the_internet(
    manifests: tuple[Manifest, ...],
) -> None:
    public = {name for name, one in blocks(manifests).items() if one["cidr"].endswith("/0")}
    assert public <= {"to-the-model", "to-the-sign-in-provider"}
    policies = of_kind(manifests, "NetworkPolicy")
    for name in public:
        block = blocks(manifests)[name]
        assert set(block["except"]) >= PRIVATE
        (rule,) = policies[name]["spec"]["egress"]
        assert rule["ports"] == [{"protocol": "TCP", "port": 443}]


@pytest.mark.parametrize(
    ("folder", "policy"),
    [
        pytest.param("large", "database-to-the-api-server", marks=needs_kubectl),
        pytest.param(
            "components/object-store", "database-to-the-object-store", marks=needs_kubectl
        ),
    ],
)
def test_addresses_of_the_cluster_are_left_to_the_overlay(folder: str, policy: str) -> None:
    address = ipaddress.ip_network(blocks(rendered(folder))[policy]["cidr"])
    assert any(address.subnet_of(nowhere) for nowhere in NOWHERE)


@needs_kubectl
def test_the_example_sets_every_address() -> None:
    for block in blocks(rendered("example/portal")).values():
        address = ipaddress.ip_network(block["cidr"])
        assert not any(address.subnet_of(nowhere) for nowhere in NOWHERE)


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_component_opens_its_own_way_alone(overlay: str, tmp_path: Path) -> None:
    added = {
        "calls-in-flight": set(),
        "openai": set(),
        "model-in-the-cluster": set(),
        "redis": {"to-redis"},
        "sign-in-provider": {"to-the-sign-in-provider"},
        "object-store": {"database-to-the-object-store"},
        "certificates": set(),
        "weights": set(),
    }
    assert set(added) == set(COMPONENTS)
    before = of_kind(rendered(overlay), "NetworkPolicy")
    for component, policies in added.items():
        folder = tmp_path / component
        folder.mkdir()
        generated = [{"name": "sign-in-provider", "literals": ["OIDC_ISSUER=https://a.example"]}]
        after = of_kind(
            render_overlay(
                folder,
                resources=[overlay],
                components=[f"components/{component}"],
                configMapGenerator=generated,
            ),
            "NetworkPolicy",
        )
        assert set(after) - set(before) == policies
        changed = {name for name in before if after[name] != before[name]}
        assert changed == ({"to-the-model"} if component == "model-in-the-cluster" else set())


@needs_kubectl
@pytest.mark.parametrize(
    ("component", "policy", "label", "port"),
    [
        ("model-in-the-cluster", "to-the-model", "support-portal/serves-models", 11434),
        ("redis", "to-redis", "support-portal/serves-redis", 6379),
    ],
)
def test_a_service_in_the_cluster_is_chosen_by_its_namespaces_label(
    component: str, policy: str, label: str, port: int, tmp_path: Path
) -> None:
    components = [f"components/{component}"]
    manifests = render_overlay(tmp_path, resources=["small"], components=components)
    spec = of_kind(manifests, "NetworkPolicy")[policy]["spec"]
    assert spec["podSelector"] == {"matchLabels": {"app": "classifier-svc"}}
    assert spec["egress"] == [
        {
            "to": [{"namespaceSelector": {"matchLabels": {label: "yes"}}}],
            "ports": [{"protocol": "TCP", "port": port}],
        }
    ]
