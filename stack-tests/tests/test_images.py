"""The images add little to their bases, and nothing that only the build needs."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from running import ROOT, Stack

# The image, its base, and how many megabytes it may add.
IMAGES = {
    "ticket-api": ("python:3.13-slim", 120),
    # 160 of them are the model of embeddings and numpy.
    "classifier-svc": ("python:3.13-slim", 340),
    "frontend": ("nginx:1.28", 15),
    "gateway": ("nginx:1.28", 15),
}
# `make learn` runs this one now and then. It has scikit-learn and the SDKs of all providers.
WITH_LEARN = {**IMAGES, "learn": ("python:3.13-slim", 600)}
NOT_FOR_RUNNING = re.compile(
    r"""/(?:gcc|cc1|c\+\+|clang|make|npm|node|pip3?|uv)$     # compilers and installers
      | /app/(?:.*/)?(?:tests?|test_[^/]*|conftest\.py)$      # our tests
      | /node_modules/ | \.git/ | /\.env
      | /\.(?:cache|npm)/ | ^/var/cache/(?:pip|npm)/
      | ^/var/cache/apt/.*\.deb$ | ^/var/lib/apt/lists/.*_Packages
      """,
    re.VERBOSE,
)
# The shapes of a Google key, a private key's body and a token of a code host.
SECRET_SHAPES = "|".join(
    (
        r"AIza[0-9A-Za-z_-]{35}",
        r"BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}",
        r"gh[pousr]_[0-9A-Za-z]{36}",
    )
)
OURS = "/app /usr/share/nginx/portal /etc/nginx /docker-entrypoint.d /opt/venv"


def bytes_of(stack: Stack, image: str) -> int:
    return int(stack.docker("image", "inspect", "--format", "{{.Size}}", image))


def in_image(stack: Stack, image: str, command: str) -> list[str]:
    """The lines that a shell command prints in a container of this image, as root."""
    options = ("--rm", "--network=none", "--user=0", "--entrypoint=sh")
    return stack.docker("run", *options, image, "-c", command).splitlines()


@pytest.mark.parametrize("part", WITH_LEARN)
def test_an_image_adds_little_to_its_base(stack: Stack, part: str) -> None:
    base, most = WITH_LEARN[part]
    added = bytes_of(stack, f"support-portal/{part}") - bytes_of(stack, base)
    assert 0 < added < most * 1_000_000


@pytest.mark.parametrize("part", WITH_LEARN)
def test_an_image_adds_nothing_that_only_building_and_testing_need(stack: Stack, part: str) -> None:
    base, _ = WITH_LEARN[part]
    list_files = "find / -xdev -type f -o -xdev -type l"
    added = set(in_image(stack, f"support-portal/{part}", list_files))
    added -= set(in_image(stack, base, list_files))
    assert added
    assert {file for file in added if NOT_FOR_RUNNING.search(file)} == set()


@pytest.mark.parametrize("part", IMAGES)
def test_no_secret_and_no_path_of_the_builders_machine_is_in_an_image(
    stack: Stack, part: str
) -> None:
    image = f"support-portal/{part}"
    command = f"grep -rslE -e '{SECRET_SHAPES}' -e '{re.escape(str(ROOT))}/' {OURS}; true"
    assert in_image(stack, image, command) == []
    history = stack.docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image)
    assert str(ROOT) not in history
    assert not re.search(SECRET_SHAPES, history)


@pytest.mark.parametrize("part", IMAGES)
def test_an_image_says_what_it_is_and_how_it_is(stack: Stack, part: str) -> None:
    (described,) = json.loads(stack.docker("image", "inspect", f"support-portal/{part}"))
    config = described["Config"]
    assert part in config["Labels"]["org.opencontainers.image.title"]
    assert config["Healthcheck"]["Test"][0] == "CMD"
    assert "curl" not in str(config["Healthcheck"])
    assert re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*", config["User"])


# A file of the image, and the step before it that takes minutes.
SLOW_STEPS = {
    "ticket-api": ("tickets/representation.py", "pip install|python install"),
    "classifier-svc": ("classifier/reply.py", "pip install|python install"),
    "frontend": ("src/App.jsx", "npm ci"),
}


@pytest.mark.parametrize("part", SLOW_STEPS)
def test_a_change_of_one_line_installs_nothing_again(
    stack: Stack, part: str, tmp_path: Path
) -> None:
    changed, slow_step = SLOW_STEPS[part]
    context = tmp_path / part
    left_out = shutil.ignore_patterns("node_modules", ".venv", "dist", "__pycache__", "tests")
    shutil.copytree(ROOT / part, context, ignore=left_out)
    with (context / changed).open("a") as file:
        file.write("\n")
    # No name and no image: only the steps are of interest.
    command = ["docker", "build", "--progress=plain", "--output=type=cacheonly", str(context)]
    built = subprocess.run(
        command, env=stack.environment, check=True, capture_output=True, text=True, timeout=600
    )
    steps = re.findall(r"(?m)^#(\d+) \[.*(?:" + slow_step + ")", built.stderr)
    assert steps
    assert {step for step in steps if f"#{step} CACHED" in built.stderr} == set(steps)


@pytest.mark.parametrize("part", IMAGES)
def test_a_build_asks_no_registry_for_its_language(part: str) -> None:
    """A `# syntax=` line would fetch the builder's front end, from a registry, each time."""
    assert "syntax=" not in (ROOT / part / "Dockerfile").read_text()
