"""What the benchmarks compare the service with gives an answer of the same form."""

import runpy
from pathlib import Path

from fastapi.testclient import TestClient

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks" / "classifier"


def test_the_bare_endpoint_answers_as_the_service_does() -> None:
    app = runpy.run_path(str(BENCHMARKS / "bare_endpoint.py"))["app"]
    asked = {"description": "Charged twice", "taxonomy": "support-tickets"}
    answer = TestClient(app).post("/v1/classify", json=asked)
    assert answer.status_code == 200
    assert answer.json()["labels"] == {"category": "general", "priority": "low"}
