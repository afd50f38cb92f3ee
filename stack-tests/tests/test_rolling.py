"""containers/roll under load: new containers replace old ones, and no client notices."""

import time
from collections.abc import Iterator

import pytest
from ledger import Client, Ledger, balance
from reliability import Figure
from running import ROOT, Stack, run

REPLICAS = {"ticket-api": 2, "classifier-svc": 3}


@pytest.fixture(scope="module")
def scaled(second_stack: Stack) -> Iterator[Stack]:
    """The second installation with several replicas; one of each afterwards."""
    only = ("--wait", "--no-deps", "--no-build", "--no-recreate", *REPLICAS)

    def scale(counts: dict[str, int]) -> None:
        words = [f"--scale={service}={count}" for service, count in counts.items()]
        second_stack.compose("up", *words, *only)

    second_stack.direct_model({"default": "slow:0.3", "forget": True})
    scale(REPLICAS)
    yield second_stack
    scale(dict.fromkeys(REPLICAS, 1))
    second_stack.direct_model({"default": "good", "forget": True})


def roll_under_load(stack: Stack, service: str) -> Ledger:
    client = Client(stack.url)
    try:
        time.sleep(1)
        run(str(ROOT / "containers" / "roll"), service, environment=stack.environment)
        time.sleep(1)
    finally:
        ledger = client.end()
    return ledger


@pytest.mark.parametrize("service", REPLICAS)
def test_a_rolling_restart_fails_no_request(
    scaled: Stack, service: str, figures: list[Figure]
) -> None:
    before = scaled.replicas(service)
    ledger = roll_under_load(scaled, service)
    after = scaled.replicas(service)
    assert len(before) == len(after) == REPLICAS[service]
    assert set(before) & set(after) == set()

    failed = [reply for reply in ledger.replies if reply.status not in {200, 201}]
    fallbacks = [reply for reply in ledger.of("classify") if not reply.is_suggestion]
    balanced = balance(ledger, scaled.url)
    figures.append(
        Figure(
            f"rolling restart of {service}, {REPLICAS[service]} replicas: failed, fallbacks, lost, "
            "doubled",
            f"{len(failed)}, {len(fallbacks)}, {len(balanced.lost)}, {len(balanced.doubled)} "
            f"of {len(ledger.replies)} requests",
            "0, –, 0, 0",
        )
    )
    assert failed == []
    assert (balanced.lost, balanced.doubled) == ([], [])
    assert balanced.acknowledged > 20
    assert balanced.stats_agree
    if service == "classifier-svc":
        assert fallbacks == []
