"""How much the tests with made-up data try, and whether it is the same each time.

`make test` tries little and always the same, so that a change of the code alone can change the
result. `make fuzz` sets FUZZ_SEED to a new number for each round and tries much more; the
same number tries the same again.
"""

import os

from hypothesis import HealthCheck, settings

SEED = os.environ.get("FUZZ_SEED")
FACTOR = 1 if SEED is None else 5


def budget(examples: int) -> settings:
    """Hypothesis' settings for a test that is worth so many examples in `make test`."""
    return settings(
        max_examples=examples * FACTOR,
        derandomize=SEED is None,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
