"""A taxonomy that cannot be used takes down no other one."""

import shutil
from pathlib import Path

import pytest

from classifier.api.clients import parse_clients
from classifier.config import TAXONOMIES, Settings
from tests.api.test_http import assert_problem
from tests.conftest import TOKEN, serving
from tests.pipeline.test_taxonomy import GOOD

BROKEN = {
    "hr-desk": (b"title: HR desk\n", "hr-desk.yaml, line 1: 'about' is missing here."),
    "tabs": (b"title:\t[", "tabs.yaml, line 1: is not YAML"),
    "bytes": (b"\xff\xfe\xff", "bytes.yaml: cannot be read (UnicodeDecodeError)."),
    "deep": (b"[" * 3_000, "deep.yaml: is nested too deeply."),
    "Bad name": (GOOD.encode(), "Bad name.yaml: name the file in lower case"),
    "switch": (
        GOOD.replace("default: red", "default: red\n    multiple: !!bool [x]").encode(),
        "expected true or false here.",
    ),
    "half": (
        GOOD.replace("title: Colours", 'title: "\\ud800"').encode(),
        "half.yaml, line 1: this text has half of a character",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(TAXONOMIES / "it-desk.yaml", tmp_path)
    for name, (content, _) in BROKEN.items():
        (tmp_path / f"{name}.yaml").write_bytes(content)
    return tmp_path


async def test_the_others_are_served_and_the_broken_ones_are_named(
    settings: Settings, folder: Path
) -> None:
    async with serving(settings, taxonomies_dir=folder) as client:
        body = {"description": "No Wi-Fi", "taxonomy": "it-desk"}
        served = await client.post("/v1/classify", json=body)
        ready = await client.get("/readyz")
        listed = (await client.get("/v1/taxonomies")).json()
        refused = [await client.post("/v1/classify", json={**body, "taxonomy": n}) for n in BROKEN]
        read = await client.get("/v1/taxonomies/hr-desk")

    assert served.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert [one["name"] for one in listed["taxonomies"]] == ["it-desk"]
    assert ready.json()["broken_taxonomies"] == listed["broken"]
    assert listed["broken"].keys() == BROKEN.keys()
    for answer, (name, (_, said)) in zip(refused, BROKEN.items(), strict=True):
        assert_problem(answer, 503, "taxonomy_broken")
        assert said in listed["broken"][name]
        assert listed["broken"][name] in answer.json()["detail"]
        assert f"taxonomy {listed['broken'][name]}" in ready.json()["problems"]
        assert str(folder) not in answer.text
    assert_problem(read, 503, "taxonomy_broken")


async def test_a_service_without_a_usable_taxonomy_is_not_ready(
    settings: Settings, folder: Path
) -> None:
    (folder / "it-desk.yaml").unlink()
    async with serving(settings, taxonomies_dir=folder) as client:
        ready = await client.get("/readyz")
        alive = await client.get("/healthz")

    assert (ready.status_code, ready.json()["status"]) == (503, "not_ready")
    assert alive.status_code == 200


async def test_a_bound_client_sees_its_broken_taxonomies_alone(
    settings: Settings, folder: Path
) -> None:
    bound = parse_clients(f"desk:{TOKEN}:100:it-desk+hr-desk")
    async with serving(settings, taxonomies_dir=folder, clients=bound) as client:
        listed = (await client.get("/v1/taxonomies")).json()

    assert list(listed["broken"]) == ["hr-desk"]
