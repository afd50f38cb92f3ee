"""Every fault of faults.py under load, and what was promised during it."""

import time
from dataclasses import dataclass

import pytest
from faults import FAULTS, Fault, recover
from ledger import LIMITS, Balance, Client, Ledger, Reply, ask, balance, opens_stream, serves_page
from machine import FREE, Processors
from reliability import Row
from running import Stack

# requirements of the operation: healthy again so many seconds after the fault's end.
HEALTHY_SECONDS = 10
WORK_SECONDS = 1
# Not well after this is not well at all.
GIVE_UP_SECONDS = 90


@pytest.fixture(scope="module")
def target(second_stack: Stack) -> Stack:
    """The second installation as it is by default, with one replica of everything."""
    second_stack.direct_model({"default": "good", "forget": True})
    return second_stack


@pytest.fixture(autouse=True)
def well_before(target: Stack) -> None:
    """Each fault meets an installation that works, whatever the one before did to it."""
    recover(GIVE_UP_SECONDS, lambda: is_well(target))


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


@dataclass(frozen=True)
class Suffered:
    """What became of a client's work, and the seconds until all was well."""

    ledger: Ledger
    balanced: Balance
    recovery: float
    idle: float

    @property
    def late(self) -> list[Reply]:
        return [reply for reply in self.ledger.replies if reply.seconds > LIMITS[reply.kind]]

    @property
    def errors(self) -> int:
        return sum(reply.status is None or reply.status >= 400 for reply in self.ledger.replies)

    def was_quick(self, fault: Fault) -> bool:
        """Whether every promise that takes a free machine was kept."""
        served = not (fault.is_harmless and self.errors)
        return served and self.recovery < HEALTHY_SECONDS and not self.late


def suffer(stack: Stack, fault: Fault) -> Suffered:
    """Work through the fault, and until it is over."""
    processors = Processors()
    client = Client(stack.url)
    try:
        time.sleep(WORK_SECONDS)
        with fault.broken(stack):
            time.sleep(fault.seconds)
        recovery = recover(GIVE_UP_SECONDS, lambda: is_well(stack))
        time.sleep(WORK_SECONDS)
    finally:
        ledger = client.end()
    return Suffered(ledger, balance(ledger, stack.url), recovery, processors.idle())


def check_what_was_kept(fault: Fault, suffered: Suffered) -> None:
    """However busy the machine: nothing is lost or doubled, and every answer is a clear one."""
    balanced = suffered.balanced
    assert balanced.acknowledged > 10
    assert (balanced.lost, balanced.doubled) == ([], [])
    assert balanced.stats_agree
    unclear = [reply for reply in suffered.ledger.replies if not reply.is_clear]
    if fault.gateway_is_gone:
        unclear = [reply for reply in unclear if reply.status is not None]
    assert unclear == []


def make_row(fault: Fault, suffered: Suffered) -> Row:
    replies = suffered.ledger.replies
    return Row(
        fault=fault.name,
        acknowledged=suffered.balanced.acknowledged,
        lost=len(suffered.balanced.lost),
        doubled=len(suffered.balanced.doubled),
        errors=suffered.errors,
        slowest=max(reply.seconds for reply in replies),
        recovery=suffered.recovery,
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_fault_costs_nothing_that_was_acknowledged(
    target: Stack, fault: Fault, rows: list[Row]
) -> None:
    suffered = suffer(target, fault)
    check_what_was_kept(fault, suffered)
    if not suffered.was_quick(fault):
        print(make_row(fault, suffered), suffered.late, "once more")
        recover(GIVE_UP_SECONDS, lambda: is_well(target))
        suffered = suffer(target, fault)
        check_what_was_kept(fault, suffered)
    row = make_row(fault, suffered)
    rows.append(row)
    print(row)
    if fault.is_felt:
        assert row.errors > 0
    if not suffered.was_quick(fault) and suffered.idle < FREE:
        pytest.skip(f"nothing was lost, and the processors had no time left: {row}")
    assert suffered.was_quick(fault), (row, suffered.late)
