"""containers/make_env.py and .env.example; no container runs for it."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {"DJANGO_SECRET_KEY", "POSTGRES_PASSWORD", "CLASSIFIER_TOKEN"}


def make(path: Path) -> dict[str, str]:
    script = str(ROOT / "containers" / "make_env.py")
    subprocess.run([sys.executable, script, str(path)], check=True, timeout=30)
    return dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", path.read_text()))


def test_a_new_file_has_fresh_secrets_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = make(tmp_path / "first"), make(tmp_path / "second")
    for name in SECRETS:
        assert len(first[name]) >= 48
        assert first[name] != second[name]
    assert re.fullmatch(r"support-portal-[0-9a-f]{6}", first["COMPOSE_PROJECT_NAME"])
    assert first["COMPOSE_PROJECT_NAME"] == second["COMPOSE_PROJECT_NAME"]
    assert stat.S_IMODE((tmp_path / "first").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "env"
    path.write_text("GEMINI_API_KEY=mine\n")
    assert make(path) == {"GEMINI_API_KEY": "mine"}


def test_the_example_holds_every_variable_of_the_compose_file_and_no_secret() -> None:
    example = dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text()))
    compose = (ROOT / "docker-compose.yml").read_text()
    read_by_compose_itself = {"COMPOSE_PROJECT_NAME"}
    assert set(re.findall(r"\$\{([A-Z_]+)", compose)) | read_by_compose_itself == set(example)
    for name in (*SECRETS, "GEMINI_API_KEY"):
        assert example[name] == ""


def test_the_example_and_the_compose_file_agree_on_defaults() -> None:
    example = dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text()))
    compose = (ROOT / "docker-compose.yml").read_text()
    for name, default in re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", compose):
        assert example[name] == ("" if default == "/dev/null" else default), name


def test_nothing_starts_without_secrets() -> None:
    command = ["docker", "compose", "--env-file", "/dev/null", "config", "--quiet"]
    environment = {name: os.environ[name] for name in ("PATH", "HOME")}
    refused = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=60
    )
    assert refused.returncode != 0
    assert "python3 containers/make_env.py" in refused.stderr
