"""containers/backup and containers/restore, from one installation into another, empty one."""

import stat
from pathlib import Path
from typing import Any

import pytest
import requests
from ledger import all_tickets
from running import ROOT, Stack, run

# As `make learn` leaves it: weights, and files too large for one buffer of a pipe.
FILL_THE_FOLDER = """
for number in 1 2 3 4 5 6 7 8; do head -c 1000000 /dev/urandom >"$WEIGHTS_DIR/.large$number"; done
exec python -m classifier.train --use shipped
"""


def stats(stack: Stack) -> dict[str, Any]:
    return requests.get(f"{stack.url}/api/tickets/stats/", timeout=10).json()


def weights(stack: Stack) -> list[str]:
    """The classifier's files, each with its owner, mode and time."""
    command = ("find", "/var/lib/weights", "-type", "f", "-printf", r"%f %U %m %T@\n")
    return sorted(stack.inside("classifier-svc", *command).splitlines())


def make_tickets(stack: Stack) -> None:
    for number, priority in enumerate(("low", "medium", "high", "critical") * 3):
        ticket = {
            "title": f"To be kept: ümläut “{number}”",
            "description": "A line,\nanother one,\tand a \\ that is easily lost.",
            "category": "technical",
            "priority": priority,
        }
        made = requests.post(f"{stack.url}/api/tickets/", json=ticket, timeout=10)
        assert made.status_code == 201
    changed = {"status": "resolved"}
    url = f"{stack.url}/api/tickets/{made.json()['id']}/"
    assert requests.patch(url, json=changed, timeout=10).status_code == 200


def test_a_backup_brings_every_ticket_into_an_empty_installation(
    stack: Stack, second_stack: Stack, tmp_path: Path
) -> None:
    make_tickets(stack)
    stack.compose("run", "--rm", "--no-TTY", "--entrypoint=sh", "learn", "-c", FILL_THE_FOLDER)
    file = tmp_path / "kept.dump"
    run(str(ROOT / "containers" / "backup"), str(file), environment=stack.environment)
    for one in (file, tmp_path / "kept.weights.tar.gz"):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert all_tickets(second_stack.url) == []

    run(str(ROOT / "containers" / "restore"), str(file), environment=second_stack.environment)

    assert all_tickets(second_stack.url) == all_tickets(stack.url) != []
    assert weights(second_stack) == weights(stack) != []
    assert stats(second_stack) == stats(stack)
    one_more = {"title": "After", "description": "d", "category": "general", "priority": "low"}
    made = requests.post(f"{second_stack.url}/api/tickets/", json=one_more, timeout=10)
    assert made.status_code == 201
    assert stats(second_stack)["total_tickets"] == stats(stack)["total_tickets"] + 1


def test_a_file_that_is_no_backup_changes_nothing(stack: Stack, tmp_path: Path) -> None:
    before = all_tickets(stack.url)
    (tmp_path / "notes.txt").write_text("This is not a backup.")
    with pytest.raises(AssertionError, match="pg_restore"):
        run(
            str(ROOT / "containers" / "restore"),
            str(tmp_path / "notes.txt"),
            environment=stack.environment,
        )
    assert all_tickets(stack.url) == before
