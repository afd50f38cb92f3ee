"""Every set-up gives PostgreSQL the settings that keep tickets' texts out of its log."""

import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

CLONE = Path(__file__).resolve().parents[2]
LOCAL = CLONE / "local"

sys.path.insert(0, str(LOCAL))

from run.cluster import Cluster, log_settings  # noqa: E402


def settings_of(command: list[str]) -> set[str]:
    """What follows each `-c` of a server's command."""
    return {value for flag, value in pairwise(command) if flag == "-c"}


def read(file: str) -> Any:
    return yaml.safe_load((CLONE / file).read_text(encoding="utf-8"))


def test_there_are_settings_to_compare() -> None:
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(log_settings())


def test_compose_sets_them() -> None:
    command = read("docker-compose.yml")["services"]["db"]["command"]
    assert set(log_settings()) <= settings_of(command)


def test_swarm_leaves_the_command_of_compose_as_it_is() -> None:
    text = (CLONE / "deploy/swarm/stack.yaml").read_text(encoding="utf-8")
    database = text.partition("\n  db:\n")[2]
    assert "image: postgres" not in text
    assert database
    assert "command:" not in database


def test_kubernetes_sets_them() -> None:
    cluster = read("deploy/kubernetes/database/cluster.yaml")
    parameters = cluster["spec"]["postgresql"]["parameters"]
    assert {f"{name}={value}" for name, value in parameters.items()} >= set(log_settings())


def test_the_one_machine_run_sets_them(tmp_path: Path) -> None:
    command = Cluster(tmp_path, 1).server_command("max_connections=300")
    assert set(log_settings()) <= settings_of(command)
