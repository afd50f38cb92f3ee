"""`manage.py load_tickets N`: fill a database with made-up tickets."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from bulk.load import (
    indexes_build,
    missing_indexes,
    tickets_analyze,
    tickets_copy,
)
from bulk.sample_conversations import SampleConversations
from bulk.sample_tickets import SampleTickets
from people.assignees import agents


class Command(BaseCommand):
    """Made-up tickets through COPY, the same ones for the same numbers, seed and end."""

    help = (
        "Add N made-up tickets of the last two years, with conversations if asked for. Into an "
        "empty table they go several times as fast, because its indexes are built afterwards; the "
        "table is locked meanwhile. When that was interrupted, the next run (N may be 0) builds "
        "the missing indexes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """N, and what the tickets depend on."""
        parser.add_argument("count", metavar="N", type=int)
        parser.add_argument(
            "--messages",
            type=int,
            default=0,
            metavar="M",
            help="M messages for all of them, requesters, and the accounts that are there as "
            "assignees (default 0)",
        )
        parser.add_argument("--seed", type=int, default=1, help="other tickets (default 1)")
        parser.add_argument(
            "--until",
            type=datetime.fromisoformat,
            default=datetime.now(UTC),
            help="when the newest were created, as 2026-11-23T12:00:00+00:00 (default now)",
        )

    def handle(
        self, *, count: int, messages: int, seed: int, until: datetime, **options: Any
    ) -> None:
        """Copy, build, analyze; each with its progress on stderr."""
        if count < 0:
            raise CommandError("N must be 0 or more.")
        if messages < 0 or (messages and not count):
            raise CommandError("--messages must be 0 or more, and needs tickets.")
        if until.tzinfo is None:
            raise CommandError("--until needs an offset: 2026-11-23T12:00:00+00:00.")
        quiet, started = options["verbosity"] == 0, time.monotonic()
        tickets = SampleTickets(count, seed=seed, until=until)
        conversations = None
        if messages:
            names = [(agent["id"], agent["name"]) for agent in agents()]
            conversations = SampleConversations(
                count, messages, seed=seed, until=until, agents=names
            )
        with tqdm(total=count, unit=" tickets", disable=quiet, mininterval=0.5) as bar:
            for copied in tickets_copy(tickets.batches(), conversations):
                bar.update(copied)
        indexes = missing_indexes()
        if indexes:
            with tqdm(total=len(indexes), unit=" indexes", disable=quiet) as bar:
                for name in indexes_build(indexes):
                    bar.set_postfix_str(name)
                    bar.update()
        seconds = time.monotonic() - started
        tickets_analyze()
        if not quiet:
            said = f" and {messages:,} messages" if messages else ""
            speed = f"{(count + messages) / seconds:,.0f} a second"
            self.stdout.write(f"{count:,} tickets{said} in {seconds:.1f} s, {speed}.")
