"""The end of everything, of one part, of one replica, with slow requests under way."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
import requests
from faults import recover
from ledger import ask, opens_stream, serves_page
from running import Ending, Stack

PATIENCE_SECONDS = 30
# Longer than it takes to tell a part that it should end, shorter than the model's time limit.
THINKING_SECONDS = 7
# Compose would kill after so many.
GRACE_SECONDS = 30
PORTS = {"gateway": 8080, "frontend": 8080, "ticket-api": 8000, "classifier-svc": 8100}


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
    stack.start()


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

    stack.start()
    kept = requests.get(f"{stack.url}/api/tickets/{made.json()['id']}/", timeout=10)
    link = {"private_link": made.json()["private_link"]}  # Only this answer has it.
    assert kept.json() | link == made.json()


def classify_many(stack: Stack, count: int, pool: ThreadPoolExecutor) -> list[Future]:
    """So many classifications that are with the model.

    Should the kernel choose a process of ticket-api that is full (CLASSIFY_CONCURRENCY), the
    request falls back at once, and is asked again.
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


def terminate(stack: Stack, part: str) -> float:
    """SIGTERM to a part's first process; when that was, in seconds of the epoch."""
    sent_at = time.time()
    # Detached: the process that sends the signal may end together with its target.
    stack.compose("exec", "--detach", part, "bash", "-c", "kill -TERM 1")
    return sent_at


def wait_until_it_refuses(stack: Stack, part: str) -> None:
    """From then on no client connects; requests under way keep the container running."""
    connect = f"(exec 3<>/dev/tcp/127.0.0.1/{PORTS[part]}) 2>/dev/null"
    stack.inside(part, "timeout", "20", "bash", "-c", f"while {connect}; do sleep 0.05; done")


def wait_for_its_end(endings: list[Ending], container: str) -> Ending:
    """The first end of a container; it comes within the time that Compose gives."""
    mine: list[Ending] = []

    def is_there() -> bool:
        mine.extend(ending for ending in endings if ending.container == container)
        return bool(mine)

    recover(GRACE_SECONDS, is_there)
    return mine[0]


def wait_until_it_is_back(stack: Stack, part: str, restarts: int) -> None:
    """The restart policy brings it back. No request is sent meanwhile: that would open breakers."""

    def is_back() -> bool:
        described = stack.inspect(part)
        state = described["State"]
        started_again = described["RestartCount"] > restarts and state["Status"] == "running"
        return started_again and state["Health"]["Status"] == "healthy"

    recover(2 * PATIENCE_SECONDS, is_back)


def answers_a_suggestion(stack: Stack) -> bool:
    text = {"description": f"Is it back at {time.monotonic()}?"}
    path = "/api/tickets/classify/"
    return ask(stack.url, "classify", "POST", path, sent=text).is_suggestion


# What somebody who comes while a part ends gets: an error at once, or the defaults.
MEANWHILE = {"gateway": {None}, "ticket-api": {502, 504}, "classifier-svc": {200}}


@pytest.mark.parametrize("part", MEANWHILE)
def test_a_part_that_gets_sigterm_finishes_what_it_accepted_and_takes_no_more(
    stack: Stack, part: str
) -> None:
    (container,) = stack.replicas(part)
    restarts = stack.inspect(part)["RestartCount"]
    with stack.endings() as endings, ThreadPoolExecutor(3) as pool:
        answers = classify_many(stack, 3, pool)
        sent_at = terminate(stack, part)
        wait_until_it_refuses(stack, part)
        text = {"description": "Too late for this one?"}
        late = ask(stack.url, "classify", "POST", "/api/tickets/classify/", sent=text)
        assert not any(answer.done() for answer in answers), "nothing was under way any more"
        replies = [answer.result() for answer in answers]
        ending = wait_for_its_end(endings, container)

    assert [reply.json()["suggestion"]["provider"] for reply in replies] == ["gemini"] * 3
    assert late.status in MEANWHILE[part]
    assert not late.is_suggestion
    assert ending.exit_code == 0
    assert ending.at - sent_at < GRACE_SECONDS
    stack.direct_model({"default": "good", "forget": True})
    wait_until_it_is_back(stack, part, restarts)
    recover(PATIENCE_SECONDS, lambda: answers_a_suggestion(stack))


def test_live_updates_end_cleanly_and_come_back(stack: Stack) -> None:
    (container,) = stack.replicas("ticket-events")
    restarts = stack.inspect("ticket-events")["RestartCount"]
    opened = Event()
    with stack.endings() as endings, ThreadPoolExecutor(1) as pool:
        stream = pool.submit(lines_until_its_end, stack, opened)
        assert opened.wait(PATIENCE_SECONDS)
        sent_at = terminate(stack, "ticket-events")
        assert stream.result()
        ending = wait_for_its_end(endings, container)
    assert ending.exit_code == 0
    assert ending.at - sent_at < GRACE_SECONDS
    wait_until_it_is_back(stack, "ticket-events", restarts)
    recover(PATIENCE_SECONDS, lambda: opens_stream(stack.url))


# A request in two halves, the second of which is sent after a line of input; prints the status.
HALF_AND_HALF = """
import socket
server = socket.create_connection(("frontend", 8080), timeout=20)
server.sendall(b"GET / HTTP/1.0\\r\\nHost: localhost\\r\\n")
print("half", flush=True)
input()
server.sendall(b"\\r\\n")
print(server.makefile("rb").readline().decode(), flush=True)
"""


def test_the_frontend_serves_a_page_that_was_half_asked_for(stack: Stack) -> None:
    (container,) = stack.replicas("frontend")
    restarts = stack.inspect("frontend")["RestartCount"]
    client = stack.start_inside("ticket-api", "python", "-c", HALF_AND_HALF)
    with stack.endings() as endings, client as half:
        assert half.stdout.readline() == "half\n"
        sent_at = terminate(stack, "frontend")
        wait_until_it_refuses(stack, "frontend")
        said, _ = half.communicate("\n", timeout=PATIENCE_SECONDS)
        ending = wait_for_its_end(endings, container)
    assert said.startswith("HTTP/1.1 200 ")
    assert ending.exit_code == 0
    assert ending.at - sent_at < GRACE_SECONDS
    wait_until_it_is_back(stack, "frontend", restarts)
    recover(PATIENCE_SECONDS, lambda: serves_page(stack.url))


def are_all_at_work(stack: Stack, part: str) -> bool:
    """Whether each replica of a part has a request under way."""
    return all(is_at_work(stack, replica, PORTS[part]) for replica in stack.replicas(part))


def is_at_work(stack: Stack, container: str, port: int) -> bool:
    """Whether somebody from outside is connected to a port, as the kernel lists it."""
    lines = stack.docker("exec", container, "cat", "/proc/net/tcp").splitlines()[1:]
    connections = [(line.split()[1].split(":"), line.split()[3]) for line in lines]
    return any(
        int(own_port, 16) == port and state == "01" and not address.endswith("7F")
        for (address, own_port), state in connections
    )


@pytest.mark.parametrize("part", ["ticket-api", "classifier-svc"])
def test_scaling_down_ends_no_request_that_is_under_way(stack: Stack, part: str) -> None:
    only = ("--wait", "--no-deps", "--no-build", "--no-recreate", part)
    stack.compose("up", "--scale", f"{part}=2", *only)
    leaving = stack.replicas(part)
    with stack.endings() as endings, ThreadPoolExecutor(16) as pool:
        answers = classify_many(stack, 8, pool)
        deadline = time.monotonic() + PATIENCE_SECONDS
        # Replicas are chosen at random, and the gateway remembers names for two seconds.
        while not are_all_at_work(stack, part):
            assert time.monotonic() < deadline, "a replica was never asked"
            answers += classify_many(stack, 4, pool)
        stack.compose("up", "--scale", f"{part}=1", *only)
        replies = [answer.result() for answer in answers]
        (left,) = stack.replicas(part)
        (gone,) = set(leaving) - {left}
        ending = wait_for_its_end(endings, gone)
    assert {reply.json()["suggestion"]["provider"] for reply in replies} == {"gemini"}
    assert ending.exit_code == 0


def test_the_database_saw_every_connection_closed_properly(stack: Stack) -> None:
    # After all those ends; a connection that is only dropped leaves this line.
    log = stack.compose("logs", "--no-color", "db")
    assert "unexpected EOF on client connection" not in log
