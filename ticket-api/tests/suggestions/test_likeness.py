"""A correction of typing keeps a suggestion, another text does not."""

import random

import pytest

from suggestions.likeness import Sketch, is_a_correction, sketch

SHORT = "I was charged twice in March."
LONG = (
    "Since the update on Monday our whole office cannot open the shared calendar. "
    "The page stays white for about a minute, then it says that the connection timed out. "
    "We tried Firefox and Chrome, with the same result, and restarted the router twice. "
    "On the phone everything works as it should. Could somebody please have a look today?"
)


def keeps(before: str, after: str) -> bool:
    return is_a_correction(sketch(before), sketch(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SHORT, SHORT),
        (SHORT, "i was charged twice, in march!!"),
        ("I was chraged twice in March.", SHORT),  # Two letters in the wrong order.
        ("I was charged twice in Marh.", SHORT),  # One forgotten.
        ("I was chargged twice in March.", SHORT),  # One too many.
        ("I was charged twicr in March.", SHORT),  # The key beside it.
        ("I was charged twicein March.", SHORT),  # A space forgotten.
        ("Ich kann mich nicht anmleden.", "Ich kann mich nicht anmelden."),
        ("Не могу войти в акаунт", "Не могу войти в аккаунт"),
        (LONG.replace("calendar", "calender").replace("minute", "mintue"), LONG),
        (LONG.replace("whole ", "hole "), LONG),
    ],
)
def test_a_correction_keeps_the_suggestion(before: str, after: str) -> None:
    assert keeps(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SHORT, f"{SHORT} And in April."),
        (SHORT, "I was not charged twice in March."),
        (SHORT, "I was refunded twice in March."),
        (SHORT, "Charged in March."),
        ("I cannot sign in.", "I cannot sign in. Nobody can!"),
        ("help", "hate"),
        ("Hi", "No"),
        ("", "I cannot sign in."),
        ("!!!", "I cannot sign in."),
        (LONG, f"{LONG} All of our customers see this too."),
        (LONG, LONG.replace(" On the phone everything works as it should.", "")),
        (LONG, LONG.replace("open the shared calendar", "pay the latest invoices")),
        (LONG, "My invoice shows a wrong address, please correct it."),
    ],
)
def test_another_text_makes_it_stale(before: str, after: str) -> None:
    assert not keeps(before, after)


def test_slips_at_any_place_are_corrections() -> None:
    """Every swap, loss and doubling of a letter inside the long text, some hundreds of them."""
    draw = random.Random(7)
    for _ in range(300):
        at = draw.randrange(1, len(LONG) - 2)
        swapped = LONG[:at] + LONG[at + 1] + LONG[at] + LONG[at + 2 :]
        lost, doubled = LONG[:at] + LONG[at + 1 :], LONG[:at] + LONG[at] + LONG[at:]
        for slip in (swapped, lost, doubled):
            assert keeps(slip, LONG), slip


def test_text_added_after_a_third_makes_a_suggestion_stale() -> None:
    words = LONG.split()
    for length in range(5, len(words) // 3):
        assert not keeps(" ".join(words[:length]), LONG)


def test_the_sketch_survives_its_journey_and_is_of_this_installation_alone(settings) -> None:
    made = sketch(LONG)
    assert Sketch.decode(made.encode()) == made
    assert len(made.encode()) < 190
    settings.SECRET_KEY = "another secret, as long as a real one would have to be, surely"
    assert sketch(LONG).bits != made.bits
