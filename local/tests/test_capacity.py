"""`make capacity` answers from the kept figures."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def capacity(tickets: str, arguments: str = "") -> subprocess.CompletedProcess[str]:
    command = ["make", "--silent", "capacity", f"TICKETS_PER_DAY={tickets}", f"ARGS={arguments}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def number(answer: subprocess.CompletedProcess[str], what: str) -> float:
    assert answer.returncode == 0, answer.stderr
    found = re.search(rf"(?m)^{re.escape(what)} +([\d,.]+)", answer.stdout)
    assert found, answer.stdout
    return float(found.group(1).replace(",", ""))


def test_more_tickets_need_more() -> None:
    little, much = capacity("1000"), capacity("3000000")
    needs = ("ticket-api", "classifier-svc", "quota at the provider", "connections", "database")
    for what in needs:
        assert number(much, what) > number(little, what)
    assert "PgBouncer" in much.stdout
    assert "PgBouncer" not in little.stdout


def test_a_slower_model_needs_more_replicas_and_no_larger_quota() -> None:
    quick, slow = (capacity("500000", f"--model-seconds {seconds}") for seconds in ("0.5", "8"))
    assert number(slow, "classifier-svc") > number(quick, "classifier-svc")
    assert number(slow, "quota at the provider") == number(quick, "quota at the provider")


def test_a_wrong_number_gets_an_error_with_a_right_one() -> None:
    answer = capacity("-3")
    assert answer.returncode != 0
    assert "TICKETS_PER_DAY is a number above zero" in answer.stderr
