"""The installed lists follow from the command and the provider."""

import pytest

from paths import CLASSIFIER
from prepare import classifier_list


@pytest.mark.parametrize(
    ("providers", "wanted"),
    [
        ("local", "requirements.txt"),
        ("gemini,local", "requirements.txt"),
        ("google-genai", "requirements-extras.txt"),
        ("gemini, openai", "requirements-extras.txt"),
    ],
)
def test_a_provider_brings_its_sdk(providers: str, wanted: str) -> None:
    assert classifier_list(providers) == wanted
    assert (CLASSIFIER / wanted).exists()
