"""Dimensions whose label is a list of choices, and a score of each choice, for every provider."""

from pathlib import Path
from typing import Any

import pytest

from classifier.config import Settings
from evaluation.scores import macro_f1
from tests.conftest import serving
from tests.pipeline.test_taxonomy import SEVERAL
from tests.test_metrics import samples

BODY = {"description": "Blue and merry", "taxonomy": "colours"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "colours.yaml").write_text(SEVERAL)
    return tmp_path


async def test_a_model_gives_a_list(remote: Settings, folder: Path) -> None:
    async with serving(remote, taxonomies_dir=folder) as client:
        answer = (await client.post("/v1/classify", json=BODY)).json()
        again = (await client.post("/v1/classify", json=BODY)).json()
        metrics = samples((await client.get("/metrics")).text)

    assert answer["labels"] == {"colours": ["blue"], "mood": "merry"}
    assert answer["scores"] is None
    assert (again["cached"], again["labels"]) == (True, answer["labels"])
    assert metrics["classifier_choices_total", "blue", "colours", "colours"] == 2
    assert metrics["classifier_choices_total", "merry", "mood", "colours"] == 2


async def test_a_model_is_asked_for_scores_and_they_are_kept_apart(
    remote: Settings, folder: Path
) -> None:
    body = {**BODY, "scores": True}
    async with serving(remote, taxonomies_dir=folder) as client:
        plain = (await client.post("/v1/classify", json=BODY)).json()
        scored = (await client.post("/v1/classify", json=body)).json()
        again = (await client.post("/v1/classify", json=body)).json()
        batch = (await client.post("/v1/classify/batch", json={"items": [body]})).json()

    assert scored["scores"] == {
        "colours": {"red": 0.1, "blue": 0.9, "green": 0.1},
        "mood": {"dull": 0.1, "merry": 0.9},
    }
    assert scored["cached"] is False
    assert (again["cached"], again["scores"]) == (True, scored["scores"])
    assert batch["results"][0]["result"]["scores"] == scored["scores"]
    assert plain["prompt_version"] != scored["prompt_version"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("A tomato in the sea, blood, laugh", {"colours": ["red", "blue"], "mood": "merry"}),
        ("The sea", {"colours": ["blue"], "mood": "dull"}),
        ("Nothing of the kind", {"colours": [], "mood": "dull"}),
    ],
)
async def test_signal_words_give_every_choice_that_has_one(
    settings: Settings, folder: Path, text: str, labels: dict[str, Any]
) -> None:
    body = {**BODY, "description": text, "scores": True}
    async with serving(settings, taxonomies_dir=folder) as client:
        answer = (await client.post("/v1/classify", json=body)).json()

    assert answer["labels"] == labels
    assert answer["scores"] is None


async def test_weights_score_every_choice(settings: Settings) -> None:
    body = {"description": "I was charged twice", "taxonomy": "support-tickets"}
    async with serving(settings) as client:
        plain = (await client.post("/v1/classify", json=body)).json()
        scored = (await client.post("/v1/classify", json={**body, "scores": True})).json()

    assert plain["scores"] is None
    for name, label in scored["labels"].items():
        scores = scored["scores"][name]
        assert sum(scores.values()) == pytest.approx(1, abs=0.001)
        assert max(scores, key=scores.__getitem__) == label


async def test_scores_is_true_or_false(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/classify", json={**BODY, "scores": "yes"})

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "scores"


async def test_the_taxonomy_says_which_dimension_has_several(
    settings: Settings, folder: Path
) -> None:
    async with serving(settings, taxonomies_dir=folder) as client:
        colours, mood = (await client.get("/v1/taxonomies/colours")).json()["dimensions"]

    assert (colours["multiple"], colours["default"]) == (True, [])
    assert (mood["multiple"], mood["default"]) == (False, "dull")


def test_f1_counts_each_choice_of_a_list() -> None:
    pairs = [(("a", "b"), ("a",)), (("b",), ("b", "c")), ((), ())]

    assert macro_f1(pairs) == pytest.approx((1 + 2 / 3) / 2)
