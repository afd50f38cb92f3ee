"""Providers: each module asks one kind of model, and is the only one that imports its SDK."""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from classifier.config import Settings, SettingsError
from classifier.pipeline.prompt import Question


@dataclass(frozen=True)
class ProviderReply:
    """The text of a reply, and its token counts where the provider reports them."""

    text: str
    input_tokens: int | None = None
    output_tokens: int | None = None


class Provider(Protocol):
    """The interface of a provider."""

    name: str
    model: str
    remote: bool  # Called over a network: it can hang, fail and be overloaded.

    def problem(self) -> str | None:
        """Return what prevents answers, such as a missing key, or None."""

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model, and return or raise within `timeout` seconds.

        Raises ProblemError with a reason that begins with PROVIDER_, or OVERLOADED.
        """

    async def close(self) -> None:
        """Close the connections."""


_CLASSES = {
    "gemini": "GeminiProvider",
    "google-genai": "GoogleGenaiProvider",
    "openai": "OpenAIProvider",
    "local": "LocalProvider",
}


def create_provider(name: str, settings: Settings) -> Provider:
    """Create a provider, importing only its SDK.

    Raises SettingsError when its package is not installed.
    """
    try:
        module = import_module(f"classifier.providers.{name.replace('-', '_')}")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The package of the provider {name} is not installed ({error.name} is missing). "
            "Run pip install --require-hashes --no-deps -r requirements-extras.txt."
        ) from error
    return cast(Provider, getattr(module, _CLASSES[name])(settings))
