"""The container image has every package of ticket-api."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2]


def test_the_image_gets_every_package_and_no_tests() -> None:
    packages = {file.parent.name for file in FOLDER.glob("*/__init__.py")} - {"tests"}
    lines = (FOLDER / ".dockerignore").read_text().splitlines()
    copied = {line.removeprefix("!") for line in lines if line.startswith("!")}

    assert "common" in packages
    assert packages <= copied
    assert "tests" not in copied
