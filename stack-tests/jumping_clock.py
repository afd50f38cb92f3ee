"""Production's settings, with a clock for the breaker that jumps by the hours in a file.

Mounted into ticket-api's container by compose.second.yaml. The breaker takes its clock as an
argument, and here that can be reached without a change of the code.
"""

from pathlib import Path

from config.settings.production import *  # noqa: F403
from tickets.services.circuit_breaker import CircuitBreaker

_HOURS = Path("/tmp/hours")  # noqa: S108 - the container's own tmpfs
_make = CircuitBreaker.__init__


def _jump() -> float:
    return 3600 * float(_HOURS.read_text()) if _HOURS.exists() else 0.0


def _make_with_jumps(self, *, clock, **settings):
    _make(self, clock=lambda: clock() + _jump(), **settings)


CircuitBreaker.__init__ = _make_with_jumps
