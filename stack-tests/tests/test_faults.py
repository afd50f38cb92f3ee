"""Every fault of faults.py under load, and what was promised during it."""

import time

import pytest
from faults import FAULTS, Fault, recover
from ledger import LIMITS, Balance, Client, Ledger, Reply, ask, balance, opens_stream, serves_page
from reliability import Row
from running import Stack

# requirements of the operation: healthy again so many seconds after the fault's end.
HEALTHY_SECONDS = 10
WORK_SECONDS = 1


@pytest.fixture(scope="module")
def target(second_stack: Stack) -> Stack:
    """The second installation as it is by default, with one replica of everything."""
    second_stack.direct_model({"default": "good", "forget": True})
    return second_stack


@pytest.fixture(autouse=True)
def well_before(target: Stack) -> None:
    """Each fault meets an installation that works, whatever the one before did to it."""
    recover(60, lambda: is_well(target))


def is_well(stack: Stack) -> bool:
    """Whether the page, tickets, live updates and suggestions all work right now."""
    ticket = {"title": "well", "description": "d", "category": "general", "priority": "low"}
    asked = [
        ask(stack.url, "list", "GET", "/api/health/"),
        ask(stack.url, "create", "POST", "/api/tickets/", sent=ticket),
        ask(stack.url, "list", "GET", "/api/tickets/?limit=1"),
    ]
    if not all(reply.status in {200, 201} for reply in asked):
        return False
    if not (serves_page(stack.url) and opens_stream(stack.url)):
        return False
    text = {"description": f"Is it well at {time.monotonic()}?"}
    return ask(stack.url, "classify", "POST", "/api/tickets/classify/", sent=text).is_suggestion


def suffer(stack: Stack, fault: Fault) -> tuple[Ledger, float]:
    """The ledger of a client that worked through the fault, and the seconds to recovery."""
    client = Client(stack.url)
    try:
        time.sleep(WORK_SECONDS)
        with fault.broken(stack):
            time.sleep(fault.seconds)
        seconds = recover(3 * HEALTHY_SECONDS, lambda: is_well(stack))
        time.sleep(WORK_SECONDS)
    finally:
        ledger = client.end()
    return ledger, seconds


def late(ledger: Ledger) -> list[Reply]:
    return [reply for reply in ledger.replies if reply.seconds > LIMITS[reply.kind]]


def suffer_in_time(stack: Stack, fault: Fault) -> tuple[Ledger, float, Balance]:
    """As `suffer`, and once more when a time was missed: that can be a busy machine.

    What was lost or doubled never is, so the first balance must already be even.
    """
    ledger, recovery = suffer(stack, fault)
    balanced = balance(ledger, stack.url)
    if recovery < HEALTHY_SECONDS and not late(ledger):
        return ledger, recovery, balanced
    print(f"{fault.name}: well again after {recovery:.1f} s, late: {late(ledger)}; once more")
    assert (balanced.lost, balanced.doubled) == ([], [])
    recover(60, lambda: is_well(stack))
    ledger, recovery = suffer(stack, fault)
    return ledger, recovery, balance(ledger, stack.url)


def make_row(fault: Fault, ledger: Ledger, balanced: Balance, recovery: float) -> Row:
    return Row(
        fault=fault.name,
        acknowledged=balanced.acknowledged,
        lost=len(balanced.lost),
        doubled=len(balanced.doubled),
        errors=sum(reply.status is None or reply.status >= 400 for reply in ledger.replies),
        slowest=max(reply.seconds for reply in ledger.replies),
        recovery=recovery,
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_fault_costs_nothing_that_was_acknowledged(
    target: Stack, fault: Fault, rows: list[Row]
) -> None:
    ledger, recovery, balanced = suffer_in_time(target, fault)
    row = make_row(fault, ledger, balanced, recovery)
    print(row)

    assert balanced.acknowledged > 10
    assert (balanced.lost, balanced.doubled) == ([], [])
    assert balanced.stats_agree
    unclear = [reply for reply in ledger.replies if not reply.is_clear]
    if fault.gateway_is_gone:
        unclear = [reply for reply in unclear if reply.status is not None]
    assert unclear == []
    assert late(ledger) == []
    if fault.is_harmless:
        assert row.errors == 0
    if fault.is_felt:
        assert row.errors > 0
    assert recovery < HEALTHY_SECONDS
    rows.append(row)
