"""Data that many tests start from."""

import json
from pathlib import Path
from typing import Any

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"

NEW_TICKET = {
    "title": "Cannot sign in after changing my password",
    "description": "Since this morning the sign-in page says my password is wrong.",
    "category": "account",
    "priority": "high",
}


def contract(name: str) -> Any:
    """The parsed file `name` of contracts/."""
    return json.loads((CONTRACTS / name).read_text(encoding="utf-8"))
