"""More replicas of the classifier: as many times the work, and none of it lost with one of them."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from faults import kill, recover
from filelock import FileLock
from ledger import Client, Reply, ask
from machine import FREE, Processors
from reliability import Figure
from running import Stack

REPLICAS = 4
# A model that takes half a second, and eight calls at a time in a replica.
THINKING = "slow:0.5"
CALLS_AT_A_TIME = 8
# Three callers for each call at a time: replicas are chosen at random, and none should run dry.
CALLERS = 3 * REPLICAS * CALLS_AT_A_TIME
WARM_SECONDS = 3
MEASURED_SECONDS = 10
ROOM = {
    "TEST_PROVIDER_CONCURRENCY": str(CALLS_AT_A_TIME),
    # The other parts admit all callers, so that they do not limit the figures.
    "TEST_PROVIDER_QUEUE": str(CALLERS),
    "TEST_GUNICORN_ARGUMENTS": "--threads 80",
    "TEST_CLASSIFY_CONCURRENCY": "72",
}
GAIN = 3.5
DISTANCE = 0.35


def scale(stack: Stack, replicas: int) -> None:
    """Nothing else is touched."""
    only = ("--no-deps", "--no-build", "--no-recreate", "classifier-svc")
    stack.compose("up", "--wait", "--scale", f"classifier-svc={replicas}", *only)


@pytest.fixture(scope="module")
def roomy(second_stack: Stack, machine: FileLock) -> Iterator[Stack]:
    """The second installation with room for many classifications; as it was afterwards.

    Nothing else is tested meanwhile.
    """
    with machine:
        yield from _with_room(second_stack)


def _with_room(second_stack: Stack) -> Iterator[Stack]:
    usual = dict(second_stack.settings)
    services = ("ticket-api", "classifier-svc")
    options = ("--wait", "--no-deps", "--no-build")
    second_stack.settings.update(ROOM)
    second_stack.compose("up", *options, *services)
    second_stack.direct_model({"default": THINKING, "forget": True})
    try:
        yield second_stack
    finally:
        second_stack.settings.clear()
        second_stack.settings.update(usual)
        second_stack.direct_model({"default": "good", "forget": True})
        second_stack.compose("up", *options, "--scale", "classifier-svc=1", *services)


def started_at(stack: Stack, service: str) -> list[str]:
    names = stack.replicas(service)
    return [stack.docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", n) for n in names]


def answered(stack: Stack, container: str) -> int:
    """How many texts a replica has classified since it started, by its own metrics."""
    show = (
        "import urllib.request as r;"
        "print(r.urlopen('http://127.0.0.1:8100/metrics').read().decode())"
    )
    shown = stack.docker("exec", container, "python", "-c", show)
    counts = re.findall(
        r'(?m)^classifier_classifications_total\{[^}]*"answered"[^}]*} (\S+)$', shown
    )
    return round(sum(map(float, counts)))


def measure(stack: Stack) -> tuple[float, list[int]]:
    """Suggestions a second under a full load, and how many each replica gave meanwhile."""
    client = Client(stack.url, classifying=CALLERS, writing=0, listing=0)
    try:
        time.sleep(WARM_SECONDS)
        names = stack.replicas("classifier-svc")
        before = [answered(stack, name) for name in names]
        began = time.monotonic()
        time.sleep(MEASURED_SECONDS)
        ended = time.monotonic()
        after = [answered(stack, name) for name in names]
    finally:
        ledger = client.end()
    in_time = [reply for reply in ledger.replies if began <= reply.at < ended]
    suggestions = sum(reply.is_suggestion for reply in in_time)
    shares = [late - early for early, late in zip(before, after, strict=True)]
    return suggestions / (ended - began), shares


@dataclass(frozen=True)
class Scaled:
    """Suggestions a second of one replica and of all, and the furthest from a fair share.

    `idle` is the part of this machine's processors that was left while all were measured.
    """

    alone: float
    together: float
    furthest: float
    idle: float

    @property
    def is_as_promised(self) -> bool:
        return self.together >= GAIN * self.alone and self.furthest <= DISTANCE


def scale_up(stack: Stack) -> Scaled:
    scale(stack, 1)
    alone, _ = measure(stack)
    api = started_at(stack, "ticket-api")
    scale(stack, REPLICAS)
    processors = Processors()
    together, shares = measure(stack)
    idle = processors.idle()
    assert started_at(stack, "ticket-api") == api
    fair = sum(shares) / REPLICAS
    furthest = max(abs(share - fair) / fair for share in shares)
    return Scaled(alone, together, furthest, idle)


def test_four_replicas_share_the_calls_and_do_the_work_of_four(
    roomy: Stack, figures: list[Figure]
) -> None:
    scaled = scale_up(roomy)
    if not scaled.is_as_promised:
        # A busy machine looks like this too.
        print(scaled, "once more")
        scaled = scale_up(roomy)
    gain = scaled.together / scaled.alone
    is_busy = scaled.idle < FREE and not scaled.is_as_promised
    left = f"; {scaled.idle:.0%} of the processors idle" if is_busy else ""
    figures.append(
        Figure(
            f"suggestions a second, 1 replica and {REPLICAS} (a model that takes 500 ms, "
            f"{CALLS_AT_A_TIME} calls a replica)",
            f"{scaled.alone:.1f} and {scaled.together:.1f}, {gain:.2f} times{left}",
            f"{GAIN} times",
        )
    )
    figures.append(
        Figure(
            "a replica's distance from its share of the calls",
            f"{scaled.furthest:.0%}",
            f"{DISTANCE:.0%}",
        )
    )
    if is_busy:
        pytest.skip(f"the processors are the limit here, not the replicas: {scaled}")
    assert scaled.is_as_promised, scaled


def fallbacks(replies: list[Reply]) -> list[Reply]:
    return [reply for reply in replies if reply.kind == "classify" and not reply.is_suggestion]


def test_the_death_of_one_of_three_costs_no_suggestion(roomy: Stack, figures: list[Figure]) -> None:
    scale(roomy, 3)
    client = Client(roomy.url, classifying=20, writing=0, listing=0)
    try:
        time.sleep(2)
        began = time.monotonic()
        kill(roomy, roomy.replicas("classifier-svc")[0])
        time.sleep(5)
    finally:
        ledger = client.end()
    after = [reply for reply in ledger.replies if reply.at >= began]
    lost = len(fallbacks(after))
    figures.append(
        Figure(
            "fallbacks in the five seconds after one of three classifiers was killed",
            f"{lost} of {len(after)}",
            "1 %",
        )
    )
    # A share of a few says nothing; a busy machine still does so many.
    assert len(after) > 30
    assert lost <= len(after) / 100


def test_the_api_finds_the_replicas_that_are_left(roomy: Stack) -> None:
    scale(roomy, 1)
    text = {"description": "Is somebody there?"}
    path = "/api/tickets/classify/"
    recover(10, lambda: ask(roomy.url, "classify", "POST", path, sent=text).is_suggestion)
