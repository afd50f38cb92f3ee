"""Weights of WEIGHTS_DIR: taken while the service runs, refused when they are of other choices."""

import asyncio
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from classifier import followed_files
from classifier.config import TAXONOMIES, Settings
from classifier.local_model.artefact import artefact_name, choices_digest, digest
from classifier.local_model.model import FOLDER
from classifier.pipeline.taxonomy import load_taxonomies
from tests.conftest import serving

SHIPPED = json.loads((FOLDER / "support-tickets.json").read_text())
TEXT = {"description": "Where can I see the invoice of March?", "taxonomy": "support-tickets"}
IT_DESK = load_taxonomies(TAXONOMIES).usable["it-desk"]


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed_files, "LOOK_AGAIN_SECONDS", 0.02)


def put(folder: Path, changes: Mapping[str, Any] | None = None, *, age: float = 0) -> str:
    """Put the shipped weights with changes into the folder, and return their version."""
    document = {**SHIPPED, **(changes or {})}
    document["version"] = digest(document)
    path = folder / artefact_name(document)
    path.write_text(json.dumps(document))
    os.utime(path, (time.time() - age,) * 2)
    return str(document["version"])


def biased(name: str) -> dict[str, Any]:
    """Weights that answer with the category of this name to any text."""
    words = SHIPPED["words"]
    place = SHIPPED["dimensions"]["category"]["choices"].index(name)
    bias = [50.0 if at == place else one for at, one in enumerate(words["bias"])]
    return {"words": {**words, "bias": bias}}


async def listed(client: httpx.AsyncClient, name: str = "support-tickets") -> str | None:
    """Return the weights that the list and the taxonomy itself name; None while they differ."""
    entries = (await client.get("/v1/taxonomies")).json()["taxonomies"]
    found: str | None = {entry["name"]: entry["weights"] for entry in entries}[name]
    own = (await client.get(f"/v1/taxonomies/{name}")).json()["weights"]
    return found if own == found else None


async def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


@contextmanager
def events(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[str], list[Any]]]:
    with caplog.at_level(logging.INFO, "classifier"):
        yield lambda name: [one for one in caplog.records if one.getMessage() == name]


async def test_new_weights_are_in_force_without_a_restart(
    settings: Settings, tmp_path: Path
) -> None:
    shipped = f"weights-{SHIPPED['version']}-words"
    async with serving(settings, weights_dir=tmp_path) as client:
        assert await listed(client) == shipped
        before = (await client.post("/v1/classify", json=TEXT)).json()
        new = f"weights-{put(tmp_path, biased('technical'))}-words"

        async def is_new() -> bool:
            return await listed(client) == new

        await until(is_new)
        after = (await client.post("/v1/classify", json=TEXT)).json()

    assert (before["labels"]["category"], before["model"]) == ("billing", shipped)
    assert (after["labels"]["category"], after["model"]) == ("technical", new)


async def test_newest_weights_win(settings: Settings, tmp_path: Path) -> None:
    newest = put(tmp_path, biased("account"), age=10)
    put(tmp_path, biased("technical"), age=1000)
    async with serving(settings, weights_dir=tmp_path) as client:
        assert await listed(client) == f"weights-{newest}-words"


@pytest.mark.parametrize(
    "changes",
    [
        {"choices": "0" * 16},
        {"taxonomy": "it-desk", "choices": choices_digest(IT_DESK)},
        {"format": 99},
        {"words": {}},
        {"words": {"scale": "x", "bias": 7, "weights": []}},
        {"dimensions": []},
        {"calibration": None},
    ],
    ids=lambda changes: "-".join(changes),
)
async def test_unusable_weights_are_refused_once_and_the_older_ones_stay(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture, changes: dict[str, Any]
) -> None:
    older = f"weights-{put(tmp_path, biased('account'), age=100)}-words"
    with events(caplog) as logged:
        async with serving(settings, weights_dir=tmp_path) as client:
            document = {**SHIPPED, **changes}
            document["version"] = digest(document)
            (tmp_path / f"support-tickets-{document['version']}.json").write_text(
                json.dumps(document)
            )

            async def is_refused() -> bool:
                return bool(logged("weights_refused"))

            await until(is_refused)
            await asyncio.sleep(0.2)  # Some more looks.
            now = await listed(client)
            answer = (await client.post("/v1/classify", json=TEXT)).json()
        refusals = logged("weights_refused")

    assert now == answer["model"] == older
    assert answer["labels"]["category"] == "account"
    assert len(refusals) == 1


@pytest.mark.parametrize("content", ["", "{", "[]", "[" * 100_000, "\udcff"])
async def test_files_that_are_no_weights_are_refused(
    settings: Settings, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "support-tickets-00000000.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    async with serving(settings, weights_dir=tmp_path) as client:
        assert await listed(client) == f"weights-{SHIPPED['version']}-words"


async def test_weights_whose_file_is_removed_stay_in_force(
    settings: Settings, tmp_path: Path
) -> None:
    version = put(tmp_path, biased("account"))
    async with serving(settings, weights_dir=tmp_path) as client:
        for path in tmp_path.iterdir():
            path.unlink()
        await asyncio.sleep(0.2)
        assert await listed(client) == f"weights-{version}-words"


async def test_taxonomy_without_usable_weights_says_signals(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "support-tickets.yaml").write_text(
        (TAXONOMIES / "support-tickets.yaml")
        .read_text()
        .replace("billing:", "invoices:")
        .replace("category: billing", "category: invoices")
    )
    async with serving(settings, taxonomies_dir=tmp_path) as client:
        assert await listed(client) == "signals"
    async with serving(settings, providers=("gemini",)) as client:
        assert await listed(client) is None
