"""What a container of the Swarm may do, and which secrets stay hidden: as in Compose."""

import json
import socket
from collections.abc import Iterator

import pytest
from cluster import SETTINGS, STACK, Swarm
from engines import SUBNET

SERVICES = ("gateway", "frontend", "ticket-api", "ticket-events", "classifier-svc", "db")
CONNECT = 'timeout 3 bash -c "exec 3<>/dev/tcp/$0/$1" && echo yes || echo no'


@pytest.fixture
def outside() -> Iterator[int]:
    """The port of somebody outside of the Swarm who takes connections."""
    with socket.create_server((f"{SUBNET}.254", 0)) as server:
        yield server.getsockname()[1]


def reaches(swarm: Swarm, service: str, host: str, port: int) -> bool:
    return swarm.inside(service, "bash", "-c", CONNECT, host, str(port)) == "yes"


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_may_do_nothing_more(swarm: Swarm, service: str) -> None:
    for machine, container in swarm.containers(service):
        status = machine.docker("exec", container, "cat", "/proc/1/status")
        shown = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert shown["NoNewPrivs"] == "1"
        assert int(shown["CapEff"], 16) == int(shown["CapBnd"], 16) == 0
        assert "0" not in shown["Uid"].split()
        (described,) = json.loads(machine.docker("inspect", container))
        assert described["HostConfig"]["ReadonlyRootfs"] is True
        limits = ("Memory", "NanoCpus", "PidsLimit")
        assert all((described["HostConfig"][limit] or 0) > 0 for limit in limits)


@pytest.mark.parametrize("service", SERVICES)
def test_no_description_tells_a_secret(swarm: Swarm, service: str) -> None:
    lines = swarm.env_file.read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line)
    names = ("DJANGO_SECRET_KEY", "POSTGRES_PASSWORD", "CLASSIFIER_TOKEN")
    values = [SETTINGS["GEMINI_API_KEY"], *(settings[name] for name in names)]
    shown = swarm.docker("service", "inspect", f"{STACK}_{service}")
    for machine, container in swarm.containers(service):
        shown += machine.docker("inspect", container)
    assert [value for value in values if value in shown] == []


def test_only_the_classifier_finds_a_way_out(swarm: Swarm, outside: int) -> None:
    way = {name: reaches(swarm, name, f"{SUBNET}.254", outside) for name in SERVICES}
    assert way == dict.fromkeys(SERVICES, False) | {"classifier-svc": True}


@pytest.mark.parametrize("service", ["db", "classifier-svc"])
def test_whom_ticket_api_asks_finds_no_port_of_it(swarm: Swarm, service: str) -> None:
    machine, container = swarm.containers("ticket-api")[0]
    networks = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}"
    addresses = machine.docker("inspect", "--format", networks, container).split()
    assert len(addresses) == 3
    assert [one for one in addresses if reaches(swarm, service, one, 8000)] == []
    assert [one for one in addresses if reaches(swarm, "gateway", one, 8000)] != []
