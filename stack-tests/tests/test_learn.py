"""`make learn` beside containers that run: what agents corrected becomes other suggestions."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from running import ROOT, Stack, run

# A hundred and forty short texts about as many matters, under headings `# category priority`.
TEXTS = ROOT / "classifier-svc" / "evaluation" / "tickets" / "en" / "20.txt"
# The rules of a made-up company: its desk files each matter one choice further than ours.
CHOICES = (("billing", "technical", "account", "general"), ("low", "medium", "high", "critical"))
COMPANY = {
    ours: theirs
    for names in CHOICES
    for ours, theirs in zip(names, (*names[1:], names[0]), strict=True)
}
REPLICAS = 2
LEARN_SECONDS = 240
TAKEN_SECONDS = 15
LIST_WEIGHTS = """
import json, os, urllib.request as r
token = os.environ["CLASSIFIER_CLIENTS"].split(":")[1]
headers = {"Authorization": "Bearer " + token}
answer = r.urlopen(r.Request("http://127.0.0.1:8100/v1/taxonomies", headers=headers), timeout=5)
(found,) = [t for t in json.load(answer)["taxonomies"] if t["name"] == "support-tickets"]
print(found["weights"])
"""


def labelled() -> Iterator[tuple[str, dict[str, str]]]:
    """Each text with its category and priority by the company's rules."""
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            category, priority = map(COMPANY.get, line.removeprefix("# ").split())
            labels = {"category": category, "priority": priority}
        elif line.strip():
            yield line.removeprefix("* "), labels


def suggestion(stack: Stack, text: str) -> dict[str, str]:
    path = "/api/tickets/classify/"
    reply = requests.post(f"{stack.url}{path}", json={"description": text}, timeout=20).json()
    labels = {name: reply[f"suggested_{name}"] for name in ("category", "priority")}
    return {**labels, "token": reply["suggestion"]["token"], "model": reply["suggestion"]["model"]}


def sent(stack: Stack, text: str) -> int:
    """The number of a ticket that a person sends as it was suggested."""
    suggested = suggestion(stack, text)
    ticket = {
        "title": text[:80],
        "description": text,
        "category": suggested["category"],
        "priority": suggested["priority"],
        "suggestion_token": suggested["token"],
    }
    made = requests.post(f"{stack.url}/api/tickets/", json=ticket, timeout=20)
    assert made.status_code == 201, made.text
    return made.json()["id"]


def corrected(stack: Stack, tickets: dict[int, dict[str, str]]) -> None:
    """Agents give the tickets these labels, a hundred at a time."""
    items = [{"id": ticket, "changes": labels} for ticket, labels in tickets.items()]
    for start in range(0, len(items), 100):
        body = {"items": items[start : start + 100]}
        done = requests.post(f"{stack.url}/api/tickets/bulk/", json=body, timeout=30)
        assert done.status_code == 200, done.text


def weights(stack: Stack) -> list[str]:
    """The weights that each replica names."""
    return [
        stack.docker("exec", name, "python", "-c", LIST_WEIGHTS)
        for name in stack.replicas("classifier-svc")
    ]


def taken(stack: Stack, version: str) -> None:
    """Wait until every replica has the weights."""
    ends_at = time.monotonic() + TAKEN_SECONDS
    while (found := weights(stack)) != [f"weights-{version}"] * REPLICAS:
        assert time.monotonic() < ends_at, found
        time.sleep(0.5)


def started_at(stack: Stack) -> list[str]:
    shown = "{{.Id}} {{.State.StartedAt}}"
    return [
        stack.docker("inspect", "--format", shown, name)
        for name in stack.replicas("classifier-svc")
    ]


def learn(stack: Stack, folder: Path, *words: str) -> str:
    """What `make learn` prints, whatever runs outside of the containers."""
    environment = {**stack.environment, "LOCAL_DATA_DIR": str(folder)}
    command = (sys.executable, str(ROOT / "local"), "learn", *words)
    return run(*command, environment=environment, seconds=LEARN_SECONDS)


@pytest.fixture
def desk(second_stack: Stack) -> Iterator[Stack]:
    """The company's desk: agents have corrected its tickets, and two replicas sort by weights."""
    matters = dict(labelled())
    with ThreadPoolExecutor(8) as people:
        numbers = list(people.map(lambda text: sent(second_stack, text), matters))
    corrected(second_stack, dict(zip(numbers, matters.values(), strict=True)))

    only = ("--wait", "--no-deps", "--no-build", "classifier-svc")
    second_stack.settings.update({"CLASSIFIER_PROVIDER": "local"})
    second_stack.compose("up", "--scale", f"classifier-svc={REPLICAS}", *only)
    yield second_stack
    del second_stack.settings["CLASSIFIER_PROVIDER"]
    second_stack.compose("up", "--scale", "classifier-svc=1", *only)


def test_what_agents_corrected_becomes_other_suggestions_without_a_restart(
    desk: Stack, tmp_path: Path
) -> None:
    matters = dict(labelled())
    (shipped,) = {one.removeprefix("weights-") for one in weights(desk)}
    before = started_at(desk)
    asked = list(matters)[::7]

    def right() -> int:
        return sum(
            suggestion(desk, text)["category"] == matters[text]["category"] for text in asked
        )

    assert right() < len(asked) / 4

    said = learn(desk, tmp_path, "--without-shipped")
    assert "| all | " in said
    version = said.partition("support-tickets-")[2].partition(".json")[0]
    taken(desk, version)
    assert right() > len(asked) * 3 / 4
    assert suggestion(desk, asked[0])["model"].startswith(f"weights-{version}")

    assert f"--use {shipped}" in said
    learn(desk, tmp_path, "--use", shipped)
    taken(desk, shipped)
    assert right() < len(asked) / 4
    assert started_at(desk) == before
