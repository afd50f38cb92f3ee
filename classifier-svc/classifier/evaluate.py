"""`python -m classifier.evaluate --provider P`: score a provider on the held-back tickets.

Replies can be recorded (`--record FILE`) and scored again without the provider (`--replay FILE`).
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from classifier.config import Settings, SettingsError, load_settings
from classifier.local_model.labelled import LabelledError, read_labelled
from classifier.pipeline.prompt import Question, build_question, prompt_version
from classifier.pipeline.redaction import redact
from classifier.pipeline.reply import Verdict, read_reply
from classifier.pipeline.taxonomy import Label, Taxonomy, TaxonomyError, load_taxonomy
from classifier.problems import ProblemError
from classifier.providers import Provider, ProviderReply, create_provider
from classifier.setting_values import PROVIDERS
from evaluation.corpus import SETS, load_test_tickets
from evaluation.report import Run, as_markdown, write_report
from evaluation.scores import macro_f1, reliability

TAXONOMY = "support-tickets"


class Case(Protocol):
    """A text and its right labels."""

    @property
    def text(self) -> str:
        """What the provider is asked about."""

    @property
    def labels(self) -> Mapping[str, Label]:
        """A label for each dimension."""


@dataclass
class Answers:
    """The answers so far."""

    pairs: dict[str, list[tuple[Label, Label]]] = field(default_factory=dict)
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    tokens: list[int] = field(default_factory=lambda: [0, 0])
    recorded: dict[str, str] = field(default_factory=dict)


async def ask(
    provider: Provider,
    tickets: Sequence[Case],
    taxonomy: Taxonomy,
    *,
    at_once: int,
    timeout: float,
) -> Answers:
    """Ask the provider about every ticket, `at_once` of them at a time, and close it."""
    answers = Answers(pairs={dimension.name: [] for dimension in taxonomy.dimensions})
    slots = asyncio.Semaphore(at_once)
    with tqdm(total=len(tickets), unit="ticket", file=sys.stderr) as bar:

        async def one(ticket: Case) -> Verdict | None:
            async with slots:
                verdict = await _ask_one(provider, ticket, taxonomy, answers, timeout)
                bar.update()
                return verdict

        try:
            verdicts = await asyncio.gather(*(one(ticket) for ticket in tickets))
        finally:
            await provider.close()
    for ticket, verdict in zip(tickets, verdicts, strict=True):
        labels = verdict.labels if verdict else {}
        for name, pairs in answers.pairs.items():
            pairs.append((ticket.labels[name], labels.get(name, "")))
        if verdict and verdict.confidence is not None:
            answers.confidences.append((verdict.confidence, labels == ticket.labels))
    return answers


async def _ask_one(
    provider: Provider, ticket: Case, taxonomy: Taxonomy, answers: Answers, timeout: float
) -> Verdict | None:
    """Return the verdict, or None and count the failure."""
    text = redact(ticket.text).text
    started = time.perf_counter()
    try:
        reply = await provider.ask(build_question(text, taxonomy), timeout)
        answers.recorded[_key(text, taxonomy)] = reply.text
        answers.tokens[0] += reply.input_tokens or 0
        answers.tokens[1] += reply.output_tokens or 0
        return read_reply(reply.text, taxonomy)
    except ProblemError as problem:
        answers.failures[problem.reason.value] += 1
        return None
    finally:
        answers.milliseconds.append((time.perf_counter() - started) * 1000)


def _key(text: str, taxonomy: Taxonomy) -> str:
    """Return the key of a recorded reply, which depends on the prompt and the text."""
    return f"{prompt_version(taxonomy)}-{sha256(text.encode()).hexdigest()[:24]}"


class Replay:
    """A provider that answers with recorded replies."""

    remote = False
    problem: str | None = None

    def __init__(self, name: str, recording: Path) -> None:
        """Read the recording: an object from question to reply, and the model that replied."""
        document = json.loads(recording.read_text(encoding="utf-8"))
        self.name, self.model = name, document["model"]
        self._replies: dict[str, str] = document["replies"]

    async def ask(self, question: Question, timeout: float) -> ProviderReply:  # noqa: ARG002
        """Return the recorded reply, which is empty for a question that was not recorded."""
        return ProviderReply(self._replies.get(_key(question.text, question.taxonomy), ""))

    async def close(self) -> None:
        """Do nothing: there are no connections."""


def main(arguments: list[str] | None = None) -> int:
    """Score, print, write; return 1 when a floor was not reached."""
    options = _parser().parse_args(arguments)
    try:
        provider, settings = _provider(options)
    except SettingsError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    if problem := provider.problem:
        print(f"evaluate: {options.provider}: {problem}", file=sys.stderr)
        return 2
    try:
        taxonomy = load_taxonomy(settings.taxonomies_dir / f"{options.taxonomy}.yaml")
        tickets = _tickets(options.tickets, taxonomy)[: options.limit]
    except (LabelledError, TaxonomyError) as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    answers = asyncio.run(
        ask(
            provider,
            tickets,
            taxonomy,
            at_once=options.at_once,
            timeout=settings.provider_timeout,
        )
    )
    run = _run(provider, taxonomy, answers, options)
    print(as_markdown(run))
    if options.report:
        print(f"\nReport: {write_report(run, options.report)}")
    if options.record:
        recording = {"model": provider.model, "replies": answers.recorded}
        options.record.write_text(json.dumps(recording, indent=0), encoding="utf-8")
    return _missed_floors(answers, options.floor)


def _tickets(source: str, taxonomy: Taxonomy) -> Sequence[Case]:
    """Return the tickets of a set of this project, or the texts of a folder.

    Raises LabelledError.
    """
    if source not in SETS:
        return read_labelled(Path(source), taxonomy)
    if taxonomy.name != TAXONOMY:
        raise LabelledError(f"{source} is for {TAXONOMY}. Give a folder for {taxonomy.name}.")
    return load_test_tickets(source)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m classifier.evaluate", description=__doc__)
    parser.add_argument("--provider", choices=PROVIDERS, required=True)
    parser.add_argument("--taxonomy", default=TAXONOMY, help="a name, such as it-desk")
    parser.add_argument("--tickets", default="held_back", metavar="WHICH",
                        help=f"{', '.join(SETS)} or a folder of texts")  # fmt: skip
    parser.add_argument("--limit", type=int, help="the number of tickets")
    parser.add_argument("--at-once", type=int, default=4, help="calls at a time")
    parser.add_argument("--report", type=Path, help="a folder for report.md and its plots")
    parser.add_argument("--record", type=Path, help="keep the replies in this file")
    parser.add_argument("--replay", type=Path, help="score the replies of this file instead")
    parser.add_argument("--price", type=float, nargs=2, metavar=("IN", "OUT"),
                        help="the price of a million tokens")  # fmt: skip
    parser.add_argument(
        "--floor", action="append", default=[], metavar="DIMENSION=F1", help="fail below this"
    )
    return parser


def _provider(options: argparse.Namespace) -> tuple[Provider, Settings]:
    """Create the provider; its settings come from the environment, as the service's do."""
    settings = load_settings(CLASSIFIER_CLIENTS="evaluate:this-command-has-no-clients")
    if options.replay:
        return Replay(options.provider, options.replay), settings
    return create_provider(options.provider, settings), settings


def _run(
    provider: Provider, taxonomy: Taxonomy, answers: Answers, options: argparse.Namespace
) -> Run:
    cost = None
    if options.price:
        cost = sum(t * price for t, price in zip(answers.tokens, options.price, strict=True)) / 1e6
    return Run(
        provider=provider.name,
        model=provider.model,
        prompt_version=prompt_version(taxonomy),
        pairs=answers.pairs,
        # A label of several choices has no place in a table of confusion.
        labels={one.name: one.choice_names for one in taxonomy.dimensions if not one.multiple},
        bins=reliability(answers.confidences),
        milliseconds=answers.milliseconds,
        failures=answers.failures,
        tokens=(answers.tokens[0], answers.tokens[1]),
        cost=cost,
    )


def _missed_floors(answers: Answers, floors: list[str]) -> int:
    missed = 0
    for floor in floors:
        name, _, least = floor.partition("=")
        score = macro_f1(answers.pairs[name])
        if score < float(least):
            print(f"evaluate: {name} has macro-F1 {score:.3f}, below {least}.", file=sys.stderr)
            missed = 1
    return missed


if __name__ == "__main__":
    sys.exit(main())
