"""The nearest examples of this installation go into the prompt, whichever provider reads it."""

import asyncio
import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from classifier.api import app
from classifier.api.clients import parse_clients
from classifier.config import Settings
from classifier.examples import nearest
from fake_gemini.dialects import DIALECTS
from fake_gemini.server import FakeServer
from tests.conftest import TOKEN, serving
from tests.examples.conftest import Desk
from tests.examples.topics import Topics, labelled
from tests.test_metrics import samples

EXAMPLE = re.compile(r"<example-([0-9a-f]{16})>\n(.*?)\n</example-\1>\nChoices: (.*)")
OTHER = {"Authorization": "Bearer another-token-0123456789"}


def prompt_of(fake: FakeServer, at: int = -1) -> tuple[str, str]:
    """Return instructions and question of a call."""
    call = fake.script.calls()["calls"][at]
    (dialect,) = [known for known in DIALECTS if known.path.fullmatch(call["path"].split("?")[0])]
    instructions, question = dialect.texts(call["body"])
    return instructions, question


def examples_of(fake: FakeServer, at: int = -1) -> list[tuple[str, Mapping[str, Any]]]:
    """Return texts and labels of the examples of a call."""
    found = EXAMPLE.findall(prompt_of(fake, at)[1])
    return [(text, json.loads(labels)) for _, text, labels in found]


def texts_of(fake: FakeServer, at: int = -1) -> set[str]:
    return {text for text, _ in examples_of(fake, at)}


async def ask(client: httpx.AsyncClient, text: str, **headers: str) -> dict[str, Any]:
    body = {"description": text, "taxonomy": "support-tickets"}
    answer: dict[str, Any] = (await client.post("/v1/classify", json=body, headers=headers)).json()
    return answer


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def requests_logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [one.fields for one in caplog.records if one.message == "request"]


async def test_nearest_examples_are_in_the_prompt_of_every_provider(
    remote: Settings, fake: FakeServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    version = desk.publish(
        labelled("The export stopped", "billing", "high"),
        labelled("No export since Monday", "general"),
        labelled("My password is gone"),
    )
    async with serving(remote, weights_dir=desk.folder) as client:
        with_them = await ask(client, "Export for anna@mail.example is empty")
        without = await ask(client, "A colour is off")
        listed = (await client.get("/v1/taxonomies")).json()["taxonomies"]
        own = (await client.get("/v1/taxonomies/support-tickets")).json()
        page = (await client.get("/metrics")).text

    assert sorted(examples_of(fake, 0)) == [
        ("No export since Monday", {"category": "general", "priority": "low"}),
        ("The export stopped", {"category": "billing", "priority": "high"}),
    ]
    instructions, question = prompt_of(fake, 0)
    assert "<example-...>" in instructions
    assert "No export since" not in instructions
    marked = re.search(
        r"<text-([0-9a-f]{16})>\nExport for \[email\] is empty\n</text-\1>$", question
    )
    assert {digits for digits, *_ in EXAMPLE.findall(question)} == {marked[1]}
    assert re.fullmatch(rf"[0-9a-f]{{8}}\+{version}", with_them["prompt_version"])
    assert examples_of(fake, 1) == []
    assert "<example-...>" not in prompt_of(fake, 1)[0]
    assert without["prompt_version"] == own["prompt_version"]
    assert own["prompt_examples"] == version
    assert {one["name"]: one["prompt_examples"] for one in listed} == {
        "support-tickets": version,
        "it-desk": None,
    }
    posts = [one for one in requests_logged(caplog) if one["method"] == "POST"]
    assert [one["examples"] for one in posts] == [2, 0]
    found = samples(page)
    assert found["classifier_prompt_examples_sum", "support-tickets"] == 2
    assert found["classifier_prompt_examples_count", "support-tickets"] == 2
    everything = page + "".join(str(vars(one)) for one in caplog.records)
    assert "No export since Monday" not in everything


async def test_at_most_eight_and_not_the_same_again(
    served: Settings, fake: FakeServer, desk: Desk
) -> None:
    same = [labelled(f"Our export stopped{'!' * one}") for one in range(3)]
    others = [labelled(f"An export of {one} rows") for one in range(20)]
    vectors = {text.text: desk.embedder.embed(["Our export stopped"])[0] for text in same}
    usual = desk.embedder._vector
    desk.embedder._vector = lambda text: vectors.get(text, usual(text))
    desk.publish(*same, *others)
    async with serving(served) as client:
        await ask(client, "Export again")

    texts = [text for text, _ in examples_of(fake)]
    assert len(texts) == 8
    assert len([text for text in texts if text.startswith("Our export stopped")]) <= 1
    asked = desk.embedder.embed(["Export again"])[0]
    similarities = [float(desk.embedder.embed([text])[0] @ asked) for text in texts]
    assert similarities == sorted(similarities)


async def test_examples_are_the_texts_of_one_client_and_one_taxonomy(
    served: Settings, fake: FakeServer, desk: Desk
) -> None:
    desk.publish(labelled("The export stopped"))
    clients = parse_clients(f"tests:{TOKEN},other:another-token-0123456789:60:support-tickets")
    it_desk = {"description": "Export again", "taxonomy": "it-desk"}
    async with serving(served, clients=clients) as client:
        first = await ask(client, "Export again")
        others = await ask(client, "Export again", **OTHER)
        await client.post("/v1/classify", json=it_desk)
        seen = (await client.get("/v1/taxonomies/support-tickets", headers=OTHER)).json()

    assert [len(examples_of(fake, at)) for at in range(3)] == [1, 0, 0]
    assert others["cached"] is False
    assert others["prompt_version"] == seen["prompt_version"] != first["prompt_version"]
    assert seen["prompt_examples"] is None


async def test_items_of_a_batch_have_their_examples(
    served: Settings, fake: FakeServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    desk.publish(labelled("The export stopped"), labelled("A wrong invoice"))
    texts = ["Export again", "Our invoice", "", "What a colour"]
    items = [{"description": text, "taxonomy": "support-tickets"} for text in texts]
    async with serving(served) as client:
        await client.post("/v1/classify/batch", json={"items": items})

    found = {prompt_of(fake, at)[1].split("\n")[-2]: texts_of(fake, at) for at in range(3)}
    assert found == {
        "Export again": {"The export stopped"},
        "Our invoice": {"A wrong invoice"},
        "What a colour": set(),
    }
    assert requests_logged(caplog)[-1]["examples"] == 2


async def test_new_store_is_in_force_without_a_restart_and_past_the_cache(
    served: Settings, fake: FakeServer, desk: Desk
) -> None:
    async with serving(served) as client:
        state = client._transport.app.state.parts
        plain = await ask(client, "Export again")
        version = desk.publish(labelled("The export stopped"))
        await until(lambda: state.classifier.examples.installed.of("support-tickets", "tests"))
        first, again = [await ask(client, "Export again") for _ in "ab"]
        for path in desk.folder.iterdir():
            path.unlink()
        await until(lambda: not state.classifier.examples.installed.of("support-tickets", "tests"))
        after = await ask(client, "Export again")

    assert plain["prompt_version"] == after["prompt_version"]
    assert first["prompt_version"].endswith(version)
    assert [one["cached"] for one in (plain, first, again, after)] == [False, False, True, True]
    assert fake.script.calls()["count"] == 2
    assert desk.embedder.embedded.count("Export again") == 1


async def test_refused_store_changes_nothing_and_is_logged_once(
    served: Settings, fake: FakeServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.publish(labelled("The export stopped"))
    with caplog.at_level(logging.INFO):
        async with serving(served) as client:
            (desk.folder / "support-tickets-00000000.examples").write_text("{}")
            await until(lambda: "examples_refused" in caplog.messages)
            await asyncio.sleep(0.2)  # Some more looks.
            await ask(client, "Export again")

    assert caplog.messages.count("examples_refused") == 1
    assert texts_of(fake) == {"The export stopped"}


async def test_switch_turns_examples_off(served: Settings, fake: FakeServer, desk: Desk) -> None:
    desk.publish(labelled("The export stopped"))
    desk.embedder.embedded.clear()
    async with serving(served, prompt_examples="off") as client:
        await ask(client, "Export again")
        own = (await client.get("/v1/taxonomies/support-tickets")).json()

    assert examples_of(fake) == []
    assert own["prompt_examples"] is None
    assert desk.embedder.embedded == []


async def test_machine_without_embeddings_says_once_that_there_are_none(
    served: Settings,
    fake: FakeServer,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk.publish(labelled("The export stopped"))
    monkeypatch.setattr(app, "embedder", lambda: None)
    with caplog.at_level(logging.INFO):
        async with serving(served) as client:
            await asyncio.sleep(0.2)  # Some more looks.
            answer = await ask(client, "Export again")

    assert answer["labels"]
    assert examples_of(fake) == []
    assert caplog.messages.count("examples_unavailable") == 1


async def test_question_goes_out_without_examples_when_they_take_long(
    served: Settings,
    fake: FakeServer,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(nearest, "SECONDS_MAX", 0.1)
    desk.publish(labelled("The export stopped"))
    async with serving(served) as client:
        desk.embedder.go_on.clear()
        late = await ask(client, "Export again")
        desk.embedder.go_on.set()
        in_time = await ask(client, "Export once more")

    assert caplog.messages.count("examples_late") == 1
    assert [len(examples_of(fake, at)) for at in range(2)] == [0, 1]
    assert "+" not in late["prompt_version"]
    assert "+" in in_time["prompt_version"]


async def test_question_goes_out_without_examples_when_the_model_of_embeddings_fails(
    served: Settings, fake: FakeServer, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.publish(labelled("The export stopped"))
    async with serving(served) as client:
        desk.embedder._vector = lambda _: 1 / 0
        answer = await ask(client, "Export again")

    assert answer["labels"]
    assert "examples_failed" in caplog.messages
    assert "Export again" not in caplog.text


async def test_local_is_asked_without_examples(
    served: Settings, fake: FakeServer, desk: Desk
) -> None:
    desk.publish(labelled("The export stopped"))
    fake.script.direct({"default": "unavailable"})
    async with serving(served, providers=("gemini", "local")) as client:
        answer = await ask(client, "Export again")
        own = (await client.get("/v1/taxonomies/support-tickets")).json()
    desk.embedder.embedded.clear()
    async with serving(served, providers=("local",)) as client:
        await ask(client, "Export again")

    assert answer["provider"] == "local"
    assert answer["prompt_version"] == own["prompt_version"]
    assert texts_of(fake, 0) == {"The export stopped"}
    assert desk.embedder.embedded == []


async def test_no_vector_is_computed_while_the_breaker_is_open(
    served: Settings, fake: FakeServer, desk: Desk, embedder: Topics
) -> None:
    desk.publish(labelled("The export stopped"))
    fake.script.direct({"queue": ["bad_key"]})
    async with serving(served) as client:
        await ask(client, "Export again")
        refused = await ask(client, "Export once more")

    assert refused["reason"] == "circuit_open"
    assert "Export once more" not in embedder.embedded
