"""Scaling, rolling, a broken image and the death of a machine, under load, in this order."""

import json
import time
from collections.abc import Callable

import pytest
from cluster import BROKEN, NEXT, STACK, STRENGTH_SECONDS, Swarm, wait
from figures import Row
from load import load

MOST_WITHOUT_SUGGESTION = 0.01
UPDATED_SECONDS = 240
STATELESS = ("gateway", "frontend", "ticket-api", "ticket-events", "classifier-svc")


def change(
    swarm: Swarm, urls: list[str], name: str, body: Callable[[], None], *, fails_nothing: bool
) -> Row:
    """Do it under load until the Swarm is whole again; its figures, which are as promised."""
    with load(urls, 30 if fails_nothing else 60) as outcome:
        began = time.monotonic()
        body()
        wait(STRENGTH_SECONDS, swarm.is_at_full_strength)
        seconds = time.monotonic() - began
    row = Row(name, outcome, seconds)
    print(row, [(reply.kind, reply.status, reply.body) for reply in outcome.bad][:20])
    assert outcome.bad == [] or not fails_nothing
    assert outcome.tickets > 50
    # Fewer say nothing about one of a hundred.
    assert outcome.classifications > 200
    assert outcome.failed_tickets == 0
    assert (outcome.balanced.lost, outcome.balanced.doubled) == ([], [])
    assert outcome.balanced.stats_agree
    assert outcome.without_suggestion <= MOST_WITHOUT_SUGGESTION * outcome.classifications
    return row


def scale(swarm: Swarm, service: str, replicas: int) -> None:
    swarm.docker("service", "scale", "--detach", f"{STACK}_{service}={replicas}")


def update(swarm: Swarm, image: str) -> None:
    """Begin to roll ticket-api."""
    command = ("service", "update", "--detach", "--no-resolve-image", "--image", image)
    swarm.docker(*command, f"{STACK}_ticket-api")


def update_state(swarm: Swarm) -> str:
    return swarm.service("ticket-api").get("UpdateStatus", {}).get("State", "")


def image_of(swarm: Swarm) -> str:
    return swarm.service("ticket-api")["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"]


def images_that_run(swarm: Swarm) -> set[str]:
    return {
        machine.docker("inspect", "--format", "{{.Config.Image}}", container)
        for machine, container in swarm.containers("ticket-api")
    }


@pytest.mark.parametrize("replicas", [6, 2])
def test_scaling_the_classifier_fails_nothing(
    swarm: Swarm, urls: list[str], rows: list[Row], replicas: int
) -> None:
    before = swarm.counts()["classifier-svc"][1]
    name = f"classifier-svc from {before} to {replicas}"
    row = change(
        swarm, urls, name, lambda: scale(swarm, "classifier-svc", replicas), fails_nothing=True
    )
    assert len(swarm.containers("classifier-svc")) == replicas
    rows.append(row)


def test_a_new_image_is_rolled_and_fails_nothing(
    swarm: Swarm, urls: list[str], rows: list[Row]
) -> None:
    def roll() -> None:
        update(swarm, NEXT)
        wait(UPDATED_SECONDS, lambda: update_state(swarm) == "completed")

    row = change(swarm, urls, "a new image of ticket-api", roll, fails_nothing=True)
    assert images_that_run(swarm) == {NEXT}
    rows.append(row)


def test_a_broken_image_is_rolled_back_and_fails_nothing(
    swarm: Swarm, urls: list[str], rows: list[Row]
) -> None:
    def break_() -> None:
        update(swarm, BROKEN)
        wait(UPDATED_SECONDS, lambda: update_state(swarm) == "rollback_completed")

    row = change(swarm, urls, "a broken image of ticket-api", break_, fails_nothing=True)
    assert image_of(swarm) == NEXT
    assert images_that_run(swarm) == {NEXT}
    rows.append(row)


def test_the_death_of_a_machine_loses_nothing(
    swarm: Swarm, urls: list[str], rows: list[Row]
) -> None:
    # One on each machine.
    for service in ("ticket-api", "classifier-svc"):
        scale(swarm, service, len(swarm.machines))
    wait(STRENGTH_SECONDS, swarm.is_at_full_strength)
    placed = {part: [machine for machine, _ in swarm.containers(part)] for part in STATELESS}
    victim = next(machine for machine in placed["gateway"] if machine is not swarm.database)
    lost = [part for part in STATELESS if victim in placed[part]]
    assert {"gateway", "ticket-api", "classifier-svc"} <= set(lost)

    def kill() -> None:
        swarm.power_off(victim)
        # Swarm notices some seconds later.
        wait(60, lambda: is_down(swarm, victim.name))

    # What was on that machine at that moment cannot be answered.
    name = f"a machine killed, and on it {', '.join(lost)}"
    row = change(swarm, urls, name, kill, fails_nothing=False)
    for part in STATELESS:
        assert len(swarm.containers(part)) == len(placed[part])
    rows.append(row)


def is_down(swarm: Swarm, name: str) -> bool:
    (node,) = json.loads(swarm.docker("node", "inspect", name))
    return node["Status"]["State"] == "down"
