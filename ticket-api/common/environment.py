"""Typed readers for environment variables.

Each raises ImproperlyConfigured for an invalid value. The message names the variable and a valid
value, so that a wrong configuration stops the start and does not fail the first request.
"""

import math
import os
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

_ON = {"1", "true", "yes", "on"}
_OFF = {"0", "false", "no", "off"}


def read_list(name: str) -> list[str]:
    """The comma-separated words of variable `name`; empty when it is not set."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def read_switch(name: str, *, default: bool = False) -> bool:
    """`on`/`off` (also 1/0, true/false, yes/no) of variable `name`."""
    word = os.environ.get(name, "").strip().lower()
    if not word:
        return default
    if word not in _ON | _OFF:
        raise ImproperlyConfigured(f"{name} must be `on` or `off`.")
    return word in _ON


def read_choice(name: str, *, choices: Sequence[str]) -> str:
    """One of `choices` from variable `name`; the first when it is not set."""
    word = os.environ.get(name, "").strip().lower() or choices[0]
    if word not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(f'`{one}`' for one in choices)}.")
    return word


def read_number(name: str, *, default: float, least: float, most: float, unit: str = "") -> float:
    """A number from `least` to `most` from variable `name`; the error message names `unit`."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        of_what = f" of {unit}" if unit else ""
        raise ImproperlyConfigured(
            f"{name} is {raw[:40]!r}. Give a number{of_what} from {least:g} to {most:g}, such as "
            f"{default:g}."
        )
    return value


def read_seconds(name: str, *, default: float) -> float:
    """Seconds, from a hundredth of one to a day, from variable `name`."""
    return read_number(name, default=default, least=0.01, most=86_400, unit="seconds")


def read_count(name: str, *, default: int, most: int = 10_000) -> int:
    """A whole number from 1 to `most` from variable `name`."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:12]) <= most):
        raise ImproperlyConfigured(
            f"{name} is {raw[:40]!r}. Give a whole number from 1 to {most}, such as {default}."
        )
    return int(raw)
