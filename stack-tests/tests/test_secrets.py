"""Who knows which secret: environment, files and images of every container, outside and inside."""

import dataclasses
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from running import PARTS, Stack

KNOWN_TO = {
    "GEMINI_API_KEY": {"classifier-svc"},
    "CLASSIFIER_TOKEN": {"classifier-svc", "ticket-api"},
    "DJANGO_SECRET_KEY": {"ticket-api", "ticket-events"},
    "POSTGRES_PASSWORD": {"db", "ticket-api", "ticket-events"},
}


def value_of(stack: Stack, name: str) -> str:
    return stack.gemini_key if name == "GEMINI_API_KEY" else stack.secret(name)


@pytest.mark.parametrize("name", KNOWN_TO)
def test_a_secret_is_where_it_is_needed_and_nowhere_else(stack: Stack, name: str) -> None:
    secret = value_of(stack, name)
    assert len(secret) > 30
    from_outside = {part for part in PARTS if secret in str(stack.inspect(part)["Config"]["Env"])}
    # Of every process, with the account that they run as.
    show = ("bash", "-c", "cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'; env")
    from_inside = {part for part in PARTS if secret in stack.inside(part, *show)}
    assert from_outside == KNOWN_TO[name]
    assert from_inside == KNOWN_TO[name]


@pytest.mark.parametrize("part", PARTS)
def test_no_file_of_a_container_holds_a_secret(stack: Stack, part: str) -> None:
    patterns = " ".join(f"-e {value_of(stack, name)}" for name in KNOWN_TO)
    places = "for place in / /tmp /etc/nginx/conf.d /dev/shm /var/lib/postgresql/data; do"
    search = f'find "$place" -xdev -type f -print0 2>/dev/null | xargs -0 -r grep -lsF {patterns}'
    assert stack.inside(part, "bash", "-c", f"{places} {search}; done; true") == ""


@pytest.mark.parametrize("part", PARTS)
def test_no_image_and_no_command_line_tells_a_secret(stack: Stack, part: str) -> None:
    described = stack.inspect(part)
    public = stack.docker("history", "--no-trunc", described["Image"])
    public += stack.docker("image", "inspect", described["Image"])
    public += str(described["Config"]["Cmd"]) + str(described["Config"]["Labels"])
    public += stack.inside(part, "bash", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
    assert {name for name in KNOWN_TO if value_of(stack, name) in public} == set()


@pytest.fixture
def stack_with_a_key_file(stack: Stack, tmp_path: Path) -> Iterator[tuple[Stack, str]]:
    """The stack with its key in a file instead of the environment; as it was afterwards."""
    key = "made-up-in-a-file-0123456789"
    file = tmp_path / "gemini-key"
    file.write_text(f"{key}\n")
    # The file's owner on a real machine is uid 10002; a test need not be root to set that.
    file.chmod(0o444)
    for parent in (tmp_path, *list(tmp_path.parents)[:2]):
        parent.chmod(parent.stat().st_mode | 0o055)
    with_file = dataclasses.replace(
        stack, gemini_key="", settings={"GEMINI_API_KEY_FILE": str(file)}
    )
    only = ("--no-deps", "--no-build", "classifier-svc")
    with_file.compose("up", "--wait", *only)
    yield with_file, key
    stack.compose("up", "--wait", *only)


def test_the_key_from_a_file_reaches_the_model_and_no_environment(
    stack_with_a_key_file: tuple[Stack, str],
) -> None:
    stack, key = stack_with_a_key_file
    stack.direct_model({"default": "good", "forget": True})
    text = {"description": "The key of this question came from a file."}
    reply = requests.post(f"{stack.url}/api/tickets/classify/", json=text, timeout=20)
    assert reply.json()["suggestion"]["provider"] == "gemini"
    (call,) = stack.model_calls()["calls"]
    assert call["headers"]["x-goog-api-key"] == key
    assert {part for part in PARTS if key in stack.inside(part, "env")} == set()


REFUSED = {
    "a missing key": ({"DJANGO_SECRET_KEY": ""}, "DJANGO_SECRET_KEY"),
    "a default key": (
        {"DJANGO_SECRET_KEY": "django-insecure-" + "x1y2z3" * 9},
        "DJANGO_SECRET_KEY",
    ),
    "a short key": ({"DJANGO_SECRET_KEY": "only-a-few-characters"}, "DJANGO_SECRET_KEY"),
    "debugging": ({"DJANGO_DEBUG": "on"}, "DJANGO_DEBUG"),
    "any host": ({"DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_api_does_not_start_unsafely_and_says_why(stack: Stack, case: str) -> None:
    unsafe, named = REFUSED[case]
    settings = {"DJANGO_SECRET_KEY": "k9" * 5 + "abcdefghij" * 5, **unsafe}
    settings |= {"POSTGRES_DB": "x", "POSTGRES_USER": "x", "POSTGRES_PASSWORD": "x"}
    options = [word for name, value in settings.items() for word in ("-e", f"{name}={value}")]
    command = ["docker", "run", "--rm", "--network=none", *options, "support-portal/ticket-api"]
    ended = subprocess.run(
        command, env=stack.environment, check=False, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode != 0
    said = ended.stdout + ended.stderr
    assert re.search(rf"^ticket-api: .*{named}", said, re.MULTILINE)
    assert "Traceback" not in said
