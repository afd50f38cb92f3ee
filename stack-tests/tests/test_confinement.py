"""What a container may do, asked inside it, and whom it can reach."""

import json
import re

import pytest
from running import PARTS, Stack, run

# The fixed accounts of the images.
ACCOUNTS = {
    "gateway": 101,
    "frontend": 101,
    "ticket-api": 10001,
    "ticket-events": 10001,
    "classifier-svc": 10002,
    "db": 999,
}
PORTS = {
    "gateway": 8080,
    "frontend": 8080,
    "ticket-api": 8000,
    "ticket-events": 8000,
    "classifier-svc": 8100,
    "db": 5432,
    "fake-gemini": 9000,
}
CONNECT_SECONDS = 2
# Each line is a way that has to be there; every other one between two services has to be shut.
WAYS = {
    ("gateway", "frontend"),
    ("gateway", "ticket-api"),
    ("gateway", "ticket-events"),
    ("frontend", "gateway"),
    ("frontend", "ticket-api"),
    ("frontend", "ticket-events"),
    ("ticket-api", "gateway"),
    ("ticket-api", "frontend"),
    ("ticket-api", "ticket-events"),
    ("ticket-api", "classifier-svc"),
    ("ticket-api", "db"),
    ("ticket-events", "gateway"),
    ("ticket-events", "frontend"),
    ("ticket-events", "ticket-api"),
    ("ticket-events", "db"),
    ("classifier-svc", "fake-gemini"),
}


def status_of(stack: Stack, part: str) -> dict[str, str]:
    """/proc/1/status, the kernel's word on the first process."""
    lines = stack.inside(part, "cat", "/proc/1/status").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("part", PARTS)
def test_the_first_process_has_an_account_and_no_power(stack: Stack, part: str) -> None:
    status = status_of(stack, part)
    assert set(status["Uid"].split()) == {str(ACCOUNTS[part])}
    capabilities = {name: int(status[name], 16) for name in ("CapEff", "CapPrm", "CapBnd")}
    assert capabilities == {"CapEff": 0, "CapPrm": 0, "CapBnd": 0}
    assert status["NoNewPrivs"] == "1"


@pytest.mark.parametrize("part", PARTS)
def test_the_root_file_system_is_read_only_and_use_is_limited(stack: Stack, part: str) -> None:
    mounts = stack.inside(part, "cat", "/proc/mounts").splitlines()
    (root,) = [fields for fields in map(str.split, mounts) if fields[1] == "/"]
    assert "ro" in root[3].split(",")
    limits = stack.inspect(part)["HostConfig"]
    assert limits["Memory"] > 0
    assert limits["PidsLimit"] > 0


def addresses(stack: Stack, service: str) -> list[str]:
    networks = stack.inspect(service)["NetworkSettings"]["Networks"].values()
    return [network["IPAddress"] for network in networks]


def reachable(stack: Stack, source: str, targets: dict[str, list[str]]) -> set[str]:
    """The services of `targets` that accept a connection from inside `source`, at any address."""
    tries = " ".join(
        f"(timeout {CONNECT_SECONDS} bash -c 'exec 3<>/dev/tcp/{address}/{PORTS[target]}'"
        f" 2>/dev/null && echo {target}) &"
        for target, found in targets.items()
        for address in found
    )
    return set(stack.inside(source, "bash", "-c", f"{tries} wait").split())


@pytest.mark.parametrize("source", PARTS)
def test_a_part_reaches_its_own_partners_alone(stack: Stack, source: str) -> None:
    targets = {target: addresses(stack, target) for target in PORTS if target != source}
    wanted = {target for start, target in WAYS if start == source}
    assert reachable(stack, source, targets) == wanted


def leads_out(stack: Stack, network: str) -> bool:
    """Whether what leaves this network is translated, so that answers find back."""
    described = run("docker", "network", "inspect", network, environment=stack.environment)
    (settings,) = json.loads(described)
    translated = settings["Options"].get("com.docker.network.bridge.enable_ip_masquerade")
    return not settings["Internal"] and translated != "false"


def test_only_the_classifier_has_a_way_out(stack: Stack) -> None:
    networks = {part: stack.inspect(part)["NetworkSettings"]["Networks"] for part in PARTS}
    way_out = {
        part for part, names in networks.items() if any(leads_out(stack, name) for name in names)
    }
    assert way_out == {"classifier-svc"}


@pytest.mark.parametrize("part", ["ticket-api", "classifier-svc"])
def test_no_installer_or_compiler_is_left_in_the_environment(stack: Stack, part: str) -> None:
    listed = stack.inside(part, "ls", "/opt/venv/bin")
    assert re.search(r"^python$", listed, re.MULTILINE)
    assert not re.search(r"^pip|gcc|^cc$", listed, re.MULTILINE)
