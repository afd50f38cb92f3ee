"""The end of everything, of one part, of one replica, with slow requests under way."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
import requests
from faults import recover
from ledger import ask
from running import Stack

PATIENCE_SECONDS = 15
# Longer than `docker compose stop` needs to reach the gateway, shorter than the model's time limit.
THINKING_SECONDS = 5


def classify(stack: Stack) -> requests.Response:
    # No two alike: the classifier remembers answers, and the model would not be asked.
    text = {"description": f"The export page answers with an error since {uuid.uuid4()}."}
    return requests.post(f"{stack.url}/api/tickets/classify/", json=text, timeout=30)


def wait_for_a_call(stack: Stack) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not stack.model_calls()["count"]:
        assert time.monotonic() < deadline, "the classification did not reach the model"


@pytest.fixture
def stack_that_stops(stack: Stack) -> Iterator[Stack]:
    """The stack, running again afterwards for the tests that follow."""
    yield stack
    stack.up()


def lines_until_its_end(stack: Stack, opened: Event) -> list[bytes]:
    """All lines of a live-update stream; one that is cut instead of ended raises."""
    url = f"{stack.url}/api/tickets/events/"
    with requests.get(url, stream=True, timeout=PATIENCE_SECONDS * 2) as stream:
        lines = []
        for line in stream.iter_lines(chunk_size=1):
            lines.append(line)
            opened.set()
        return lines


def test_a_slow_classification_survives_the_stop_and_a_ticket_the_restart(
    stack_that_stops: Stack,
) -> None:
    stack = stack_that_stops
    ticket = {
        "title": "Kept over a restart",
        "description": "Everything is stopped and started again after this was sent.",
        "category": "technical",
        "priority": "low",
    }
    made = requests.post(f"{stack.url}/api/tickets/", json=ticket, timeout=10)
    assert made.status_code == 201
    stack.direct_model({"default": f"slow:{THINKING_SECONDS}", "forget": True})

    opened = Event()
    with ThreadPoolExecutor(2) as pool:
        stream = pool.submit(lines_until_its_end, stack, opened)
        assert opened.wait(PATIENCE_SECONDS)
        answer = pool.submit(classify, stack)
        wait_for_a_call(stack)
        stack.compose("stop")
        reply = answer.result()
        assert stream.result()

    assert reply.status_code == 200
    assert reply.json()["suggestion"]["provider"] == "gemini"
    codes = {name: container["ExitCode"] for name, container in stack.containers().items()}
    assert codes == dict.fromkeys(codes, 0)

    stack.up()
    kept = requests.get(f"{stack.url}/api/tickets/{made.json()['id']}/", timeout=10)
    assert kept.json() == made.json()


def classify_many(stack: Stack, count: int, pool: ThreadPoolExecutor) -> list[Future]:
    """So many classifications that are with the model.

    Three at a time fit into one process of ticket-api (CLASSIFY_CONCURRENCY), and the kernel
    chooses the process: a request that meets a full one falls back at once, and is asked again.
    """
    stack.direct_model({"default": f"slow:{THINKING_SECONDS}", "forget": True})
    answers: list[Future] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while stack.model_calls()["count"] < count:
        assert time.monotonic() < deadline, "the classifications did not reach the model"
        answers = [answer for answer in answers if not fell_back(answer)]
        answers += [pool.submit(classify, stack) for _ in range(count - len(answers))]
    return [answer for answer in answers if not fell_back(answer)]


def fell_back(answer: Future) -> bool:
    return answer.done() and "warning" in answer.result().json()


def terminate(stack: Stack, part: str) -> None:
    stack.inside(part, "bash", "-c", "kill -TERM 1")


def wait_for_exit_codes(stack: Stack, container: str, since: float) -> list[str]:
    """How a container ended, each time since `since` (seconds of the epoch); it ends soon."""
    recover(30, lambda: bool(exit_codes(stack, container, since)))
    return exit_codes(stack, container, since)


def exit_codes(stack: Stack, container: str, since: float) -> list[str]:
    """How a container has ended until now."""
    told = stack.docker(
        *("events", "--since", f"{since:.3f}", "--until", f"{time.time():.3f}"),
        *("--filter", f"container={container}", "--filter", "event=die"),
        *("--format", "{{.Actor.Attributes.exitCode}}"),
    )
    return told.split()


def answers_a_suggestion(stack: Stack) -> bool:
    text = {"description": f"Is it back at {time.monotonic()}?"}
    path = "/api/tickets/classify/"
    return ask(stack.url, "classify", "POST", path, json=text).is_suggestion


# What somebody who comes while a part ends gets: an error at once, or the defaults.
MEANWHILE = {"gateway": {None}, "ticket-api": {502, 504}, "classifier-svc": {200}}


@pytest.mark.parametrize("part", MEANWHILE)
def test_a_part_told_to_end_finishes_what_it_accepted_and_takes_no_more(
    stack: Stack, part: str
) -> None:
    container = stack.replicas(part)[0]
    began = time.time()
    with ThreadPoolExecutor(3) as pool:
        answers = classify_many(stack, 3, pool)
        terminate(stack, part)
        # The signal is handled between two requests, which takes a moment.
        time.sleep(0.5)
        text = {"description": "Too late for this one?"}
        late = ask(stack.url, "classify", "POST", "/api/tickets/classify/", json=text)
        replies = [answer.result() for answer in answers]

    assert [reply.json()["suggestion"]["provider"] for reply in replies] == ["gemini"] * 3
    assert late.status in MEANWHILE[part]
    assert not late.is_suggestion
    stack.direct_model({"default": "good", "forget": True})
    # The policy of restarts brings it back; the breaker may have opened and waits for 10 s.
    recover(30, lambda: answers_a_suggestion(stack))
    assert wait_for_exit_codes(stack, container, began) == ["0"]
    assert time.time() - began < 30 + THINKING_SECONDS


@pytest.mark.parametrize("part", ["frontend", "ticket-events"])
def test_a_part_that_serves_pages_ends_cleanly_and_comes_back(stack: Stack, part: str) -> None:
    container = stack.replicas(part)[0]
    began = time.time()
    opened = Event()
    with ThreadPoolExecutor(1) as pool:
        stream = pool.submit(lines_until_its_end, stack, opened)
        assert opened.wait(PATIENCE_SECONDS)
        terminate(stack, part)
        if part == "frontend":
            # Somebody else's end is none of the stream's.
            terminate(stack, "ticket-events")
        assert stream.result()
    recover(30, lambda: requests.get(stack.url, timeout=5).status_code == 200)
    recover(30, lambda: stream_opens(stack))
    assert wait_for_exit_codes(stack, container, began) == ["0"]


def stream_opens(stack: Stack) -> bool:
    url = f"{stack.url}/api/tickets/events/"
    with requests.get(url, stream=True, timeout=PATIENCE_SECONDS) as stream:
        return stream.status_code == 200 and bool(next(stream.iter_lines(chunk_size=1)))


@pytest.mark.parametrize("part", ["ticket-api", "classifier-svc"])
def test_scaling_down_ends_no_request_that_is_under_way(stack: Stack, part: str) -> None:
    only = ("--wait", "--no-deps", "--no-build", "--no-recreate", part)
    stack.compose("up", "--scale", f"{part}=2", *only)
    # The gateway remembers names for two seconds.
    time.sleep(2)
    began = time.time()
    leaving = stack.replicas(part)
    with ThreadPoolExecutor(8) as pool:
        answers = classify_many(stack, 8, pool)
        stack.compose("up", "--scale", f"{part}=1", *only)
        replies = [answer.result() for answer in answers]
    assert {reply.json()["suggestion"]["provider"] for reply in replies} == {"gemini"}
    (left,) = stack.replicas(part)
    (gone,) = set(leaving) - {left}
    assert wait_for_exit_codes(stack, gone, began) == ["0"]


def test_the_database_saw_every_connection_closed_properly(stack: Stack) -> None:
    # After all those ends; a connection that is only dropped leaves this line.
    log = stack.compose("logs", "--no-color", "db")
    assert "unexpected EOF on client connection" not in log
