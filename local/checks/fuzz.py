"""`make fuzz`: tests ticket-api with random data for MINUTES, with a new seed in each round.

`make test` runs the same tests with little data (`pytest -m fuzz`). A failure ends the loop and
prints the command that tries the same data again: `make fuzz SEED=…`.
"""

import os
import random
import time
from collections.abc import Sequence

import prepare
from checks.suites import WITH_DATABASE, environment_of_tests
from commands import run_logged
from paths import TICKET_API, complain, say

MINUTES_DEFAULT = 5.0
LARGEST_SEED = 2**32 - 1


def play_round(seed: int) -> bool:
    """Run the tests with the data of `seed`; whether they pass."""
    python = str(TICKET_API / ".venv" / "bin" / "python")
    pytest = [python, "-m", "pytest", "-m", "fuzz", "--exitfirst", "--quiet"]
    environment = {**environment_of_tests(), "FUZZ_SEED": str(seed)}
    command = [*WITH_DATABASE, *pytest, f"--hypothesis-seed={seed}"]
    return run_logged(command, TICKET_API, None, environment) == 0


def main(_arguments: Sequence[str] = ()) -> int:
    """MINUTES and SEED of the environment; gives the exit code."""
    minutes = float(os.environ.get("MINUTES") or MINUTES_DEFAULT)
    given = os.environ.get("SEED")
    prepare.for_test([TICKET_API.name])
    end = time.monotonic() + 60 * minutes
    while True:
        seed = int(given) if given else random.SystemRandom().randint(0, LARGEST_SEED)
        say(f"fuzz: SEED={seed}")
        if not play_round(seed):
            complain(f"Something fails. The same data again: make fuzz SEED={seed}")
            return 1
        if given or time.monotonic() > end:
            return 0
