"""Request and response models of contracts/classifier-api/*.json and contracts/limits.json."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

DESCRIPTION_CHARACTERS_MAX = 20_000
BODY_BYTES_MAX = 262_144  # Fits a text of the length below in any encoding of JSON.
BATCH_ITEMS_MAX = 100


def _usable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Remove the NUL character from the text")
    if not text.strip():
        raise ValueError("Enter a text")
    return text


Weights = Annotated[
    str | None,
    Field(
        description="What the provider `local` sorts with now: `weights-` and their version, or "
        "`signals` when there are no weights for these choices; null without that provider."
    ),
]
PromptExamples = Annotated[
    str | None,
    Field(
        description="The version of the store whose labelled texts go into the prompts of your "
        "questions, the nearest ones of each; null when prompts have none."
    ),
]
Description = Annotated[
    str,
    Field(
        min_length=1,
        max_length=DESCRIPTION_CHARACTERS_MAX,
        description="The text to classify. It is neither stored nor logged.",
    ),
    AfterValidator(_usable),
]


class ClassifyRequest(BaseModel):
    """One text and the taxonomy to sort it into."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "description": "I can't log into my account after changing my password",
                    "taxonomy": "support-tickets",
                }
            ]
        },
    )

    description: Description
    taxonomy: str = Field(max_length=64, description="A name of `GET /v1/taxonomies`.")
    scores: bool = Field(
        default=False, strict=True, description="Whether to ask for a score of each choice."
    )


class ClassifyResponse(BaseModel):
    """One allowed choice for each dimension of the taxonomy, or a list of choices."""

    labels: dict[str, str | list[str]] = Field(
        description="A list, which may be empty, for a dimension with `multiple`."
    )
    confidence: float | None = Field(description="0 to 1; null when the provider gave none.")
    confidences: Mapping[str, float] | None = Field(
        description="By dimension, how likely its label is right; null when the provider gave none."
    )
    unsure: list[str] = Field(
        description="The dimensions whose label is too likely to be wrong: better show none."
    )
    reason: str | None = Field(description="One short sentence, at most 200 characters.")
    scores: Mapping[str, Mapping[str, float]] | None = Field(
        description="By dimension and choice, how likely it is right, 0 to 1; null when the "
        "request did not ask for them or the provider gave none."
    )
    provider: str
    model: str
    prompt_version: str = Field(
        description="Changes with the prompt and the taxonomy. With examples of your installation "
        "in the prompt, `+` and the version of their store follow."
    )
    cached: bool
    latency_ms: int = Field(description="How long the service took to answer, in milliseconds.")


class BatchRequest(BaseModel):
    """Up to 100 texts. Items are validated one by one: each has its own error."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[
        list[Annotated[Any, WithJsonSchema(ClassifyRequest.model_json_schema())]],
        Field(min_length=1, max_length=BATCH_ITEMS_MAX),
    ]


class Problem(BaseModel):
    """An RFC 9457 problem."""

    type: str
    title: str
    status: int
    detail: str
    reason: str
    request_id: str | None = None
    errors: list[dict[str, Any]] | None = None


class BatchResult(BaseModel):
    """The outcome of one item: a result or an error."""

    result: ClassifyResponse | None = None
    error: Problem | None = None


class BatchResponse(BaseModel):
    """One entry for each item, in the order of the request."""

    results: list[BatchResult]


class FromAttributes(BaseModel):
    """Made from an object of `classifier.pipeline.taxonomy`."""

    model_config = ConfigDict(from_attributes=True)


class ChoiceOut(FromAttributes):
    """One allowed label."""

    name: str
    definition: str
    examples: list[str]


class DimensionOut(FromAttributes):
    """One question about a text."""

    name: str
    question: str
    multiple: bool = Field(description="Whether the label is a list of choices.")
    default: str | list[str]
    choices: list[ChoiceOut]


class TaxonomyOut(FromAttributes):
    """A taxonomy with its dimensions."""

    name: str
    title: str
    about: str
    rules: list[str]
    dimensions: list[DimensionOut]
    prompt_version: str = Field(description="That of a prompt without examples.")
    weights: Weights
    prompt_examples: PromptExamples


class TaxonomySummary(FromAttributes):
    """An entry of the list of taxonomies."""

    name: str
    title: str
    about: str
    weights: Weights
    prompt_examples: PromptExamples


class TaxonomyList(BaseModel):
    """The taxonomies that the client may use, and by name why others cannot be used now."""

    taxonomies: list[TaxonomySummary]
    broken: Mapping[str, str]


class Health(BaseModel):
    """The process answers."""

    status: str = "ok"
    version: str


class ProviderState(BaseModel):
    """One provider of the chain."""

    name: str
    model: str
    breaker: str
    problem: str | None


class Readiness(BaseModel):
    """Whether a provider is usable, and the reasons if none is."""

    status: str = Field(description="`ready` or `not_ready`.")
    provider: str = Field(description="The first of the chain.")
    model: str
    breaker: str = Field(description="`closed`, `half_open` or `open`.")
    providers: list[ProviderState]
    broken_taxonomies: Mapping[str, str] = Field(description="By name, the reason.")
    problems: list[str]
