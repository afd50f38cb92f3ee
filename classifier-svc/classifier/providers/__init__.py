"""Providers: each module asks one kind of model, and is the only one that imports its SDK."""

from importlib import import_module
from typing import Annotated, Any, Protocol, cast, runtime_checkable

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from classifier.config import Settings, SettingsError
from classifier.pipeline.prompt import Question


def _usable_count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**53 else None


TokenCount = Annotated[int | None, BeforeValidator(_usable_count)]


@dataclass(frozen=True)
class ProviderReply:
    """The text of a reply, and its token counts where the provider reports usable ones.

    `model` is set where a provider has a different one for each taxonomy.

    The SDKs do not check what a server sends: a text that is not a string raises ValueError.
    """

    text: str
    input_tokens: TokenCount = None
    output_tokens: TokenCount = None
    model: str | None = None


class Provider(Protocol):
    """The interface of a provider."""

    name: str
    model: str
    problem: str | None  # Prevents answers, such as a missing key.
    remote: bool  # Called over a network: it can hang, fail and be overloaded.

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model, and return or raise within `timeout` seconds.

        Raises ProblemError with a reason that begins with PROVIDER_, or OVERLOADED. The backend
        turns any other exception into PROVIDER_BAD_REPLY.
        """

    async def close(self) -> None:
        """Close the connections."""


@runtime_checkable
class HasWeights(Protocol):
    """A provider whose model differs by taxonomy and can change while the service runs."""

    def weights(self, taxonomy: str) -> str:
        """Return which model sorts the texts of a taxonomy now."""

    async def follow(self) -> None:
        """Load new models until cancelled."""


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
