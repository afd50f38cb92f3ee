"""The provider `local`: offline, by trained weights, and by what a ticket says more than how."""

import json

import pytest

from classifier.config import TAXONOMIES, Settings
from classifier.local_model.features import concepts_of, load_concepts, words_of
from classifier.local_model.model import FOLDER, LocalModel, load_model, segments_of
from classifier.pipeline.taxonomy import load_taxonomies, load_taxonomy
from evaluation.corpus import load_problems, load_tickets
from evaluation.scores import calibration_error, macro_f1, reliability
from tests.conftest import serving

WEIGHTS_BYTES_MAX = 400_000
HELD_BACK_MIN = 250  # With fewer test tickets the macro-F1 over 16 cells is too coarse.


@pytest.fixture(scope="module")
def model() -> LocalModel:
    found = load_model("support-tickets")
    assert found
    return found


def test_corpus_covers_every_label_in_eight_languages() -> None:
    tickets = load_tickets()
    problems = load_problems()
    taxonomy = load_taxonomy(TAXONOMIES / "support-tickets.yaml")
    categories, priorities = (set(d.choice_names) for d in taxonomy.dimensions)

    assert len(problems) >= 800
    assert len({problem.text for problem in problems}) == len(problems)
    assert len({problem.language for problem in problems}) >= 8
    for held_back in (True, False):
        cells = {(t.category, t.priority) for t in tickets if t.held_back is held_back}
        assert cells == {(c, p) for c in categories for p in priorities}
    assert sum(problem.held_back for problem in problems) >= HELD_BACK_MIN


def test_no_held_back_problem_is_in_a_training_ticket() -> None:
    held_back = {problem.text for problem in load_problems() if problem.held_back}

    for ticket in load_tickets():
        if not ticket.held_back:
            assert not any(text in ticket.text for text in held_back)


@pytest.mark.parametrize(("dimension", "floor"), [("category", 0.85), ("priority", 0.70)])
def test_score_on_problems_never_seen(model: LocalModel, dimension: str, floor: float) -> None:
    held_back = [ticket for ticket in load_tickets() if ticket.held_back]

    pairs = [(t.labels[dimension], model.predict(t.text).labels[dimension]) for t in held_back]

    assert macro_f1(pairs) >= floor


def test_confidence_is_kept(model: LocalModel) -> None:
    answers = []
    for ticket in load_tickets():
        if ticket.held_back:
            prediction = model.predict(ticket.text)
            answers.append((prediction.confidence, prediction.labels == ticket.labels))

    assert calibration_error(reliability(answers)) < 0.12


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("You charged me twice, please refund one of the payments.", ("billing", "high")),
        ("hi, no rush at all, but nobody in our company can sign in", ("account", "critical")),
        ("All our records were deleted last night", ("technical", "critical")),
        ("I can't log into my account after changing my password", ("account", "high")),
        ("URGENT!!! HOW DO I CHANGE MY PROFILE PICTURE???", ("account", "low")),
        ("THIS IS UNACCEPTABLE!!! THERE IS A TYPO IN THE FOOTER!!!", ("technical", "low")),
        ("Quisiera saber si hay un tema oscuro, gracias", ("general", "low")),
        ("Ich wurde ausgesperrt und komme nicht mehr in mein Konto", ("account", "high")),
        (
            "Thank you for the lovely theme! Besides, nobody here can open the site, 502 for all.",
            ("technical", "critical"),
        ),
    ],
)
def test_facts_decide_more_than_style(
    model: LocalModel, text: str, labels: tuple[str, str]
) -> None:
    assert tuple(model.predict(text).labels.values()) == labels


def test_problems_of_a_text_are_judged_one_by_one() -> None:
    text = "The icon is blurry. By the way, I was charged twice.\nAußerdem: kein Login möglich."

    assert segments_of(text) == [
        "The icon is blurry.",
        "By the way, I was charged twice.",
        "Außerdem: kein Login möglich.",
    ]


def test_accents_and_inflection_do_not_hide_a_word() -> None:
    for text in ("Rückerstattung", "RÜCKERSTATTUNGEN", "ruckerstattung", "zwrotu pieniędzy"):
        assert "refund" in concepts_of(words_of(text)), text
    assert all(concept == concept.strip() for concept in load_concepts().says.values())


async def test_unknown_language_gets_the_defaults_and_says_so(settings: Settings) -> None:
    body = {"description": "Какой чудесный сегодня вечер", "taxonomy": "support-tickets"}
    async with serving(settings) as client:
        answer = (await client.post("/v1/classify", json=body)).json()

    assert answer["labels"] == {"category": "general", "priority": "medium"}
    assert answer["confidence"] < 0.5
    assert answer["reason"] == "No telling word was found."


async def test_reason_names_what_the_text_is_about_without_quoting_it(settings: Settings) -> None:
    body = {"description": "Sie haben doppelt abgebucht, Anna", "taxonomy": "support-tickets"}
    async with serving(settings) as client:
        answer = (await client.post("/v1/classify", json=body)).json()

    assert answer["reason"].startswith("It seems to be about ")
    assert "money taken from an account" in answer["reason"]
    assert "Anna" not in answer["reason"]


async def test_second_taxonomy_is_sorted_by_its_signal_words(settings: Settings) -> None:
    body = {"description": "Please order a licence for Excel for our team", "taxonomy": "it-desk"}
    async with serving(settings) as client:
        answer = (await client.post("/v1/classify", json=body)).json()

    taxonomy = load_taxonomies(settings.taxonomies_dir).usable["it-desk"]
    assert taxonomy.refusal(answer["labels"]) is None
    assert answer["labels"]["topic"] == "software"
    assert answer["labels"]["approval"] == "needed"


def test_weights_are_small_and_belong_to_the_taxonomy(model: LocalModel) -> None:
    taxonomy = load_taxonomy(TAXONOMIES / "support-tickets.yaml")
    path = FOLDER / "support-tickets.json"

    assert path.stat().st_size < WEIGHTS_BYTES_MAX
    assert {d.name: d.choices for d in model.dimensions} == {
        dimension.name: dimension.choice_names for dimension in taxonomy.dimensions
    }
    assert len(json.loads(path.read_text())["version"]) == 8
