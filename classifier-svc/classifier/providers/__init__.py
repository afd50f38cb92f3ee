"""Providers: a question in, the text of a reply out. One file each, alone to import its SDK."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from classifier.config import SettingsError
from classifier.pipeline.prompt import Question

if TYPE_CHECKING:
    from classifier.config import Settings


@dataclass(frozen=True)
class ProviderReply:
    """The text of a reply, and its tokens where the provider counts them."""

    text: str
    input_tokens: int | None = None
    output_tokens: int | None = None


class Provider(Protocol):
    """What a provider can do."""

    name: str
    model: str
    remote: bool  # It is asked over a network, so that it can hang, fail and be overloaded.

    def problem(self) -> str | None:
        """Say what keeps this provider from answering, such as a missing key, or return None."""

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model and be done, one way or the other, within `timeout` seconds.

        Raises ProblemError with a reason that begins with PROVIDER_.
        """

    async def close(self) -> None:
        """Let go of connections and threads."""


def create_provider(name: str, settings: "Settings") -> Provider:
    """Create a provider and import its SDK alone.

    Raises SettingsError when its package is not installed.
    """
    try:
        module = import_module(f"classifier.providers.{name.replace('-', '_')}")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The package of the provider {name} is not installed ({error.name} is missing). "
            "Run pip install --require-hashes --no-deps -r requirements-extras.txt."
        ) from error
    return cast(Provider, module.create(settings))
