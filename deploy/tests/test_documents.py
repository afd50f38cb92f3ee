"""Links and paths in the documents lead to files and headings that exist."""

import re
import subprocess
from collections.abc import Iterator

import pytest
from reading import ROOT

# A line of an inline link or picture, up to the closing parenthesis.
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
CODE_BLOCK = re.compile(r"(?ms)^```.*?^```$")
# A path of several parts, down to a file or to a folder: `tickets/views.py`, `taxonomies/`.
PATH = re.compile(r"[\w-]+(?:/[\w.-]+)*/(?:[\w.-]+\.(?:[a-z]{2,10}))?")
SUFFIXES = {
    *("py", "js", "jsx", "css", "html", "md", "sh", "sql", "svg", "png"),
    *("conf", "ini", "json", "toml", "txt", "yaml", "yml", "template"),
}
# Folders that commands write.
WRITTEN = {"sbom/", ".test-results/", "backups/", "dev/", "demo/", "out/"}
WRITTEN |= {"containers/clients/clients.txt"}


def tracked() -> list[str]:
    """Every file of the repository, relative to its root."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    output = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in output.split("\0") if name and (ROOT / name).exists()]


FILES = tracked()
DOCUMENTS = [name for name in FILES if name.endswith(".md") and "/results/" not in name]


def links(text: str) -> Iterator[tuple[str, str]]:
    """The path and the heading of each link to a file of the repository."""
    for address in LINK.findall(CODE_BLOCK.sub("", text)):
        if not re.match(r"[a-z]+:", address):
            path, _, heading = address.partition("#")
            yield path, heading


def paths(text: str) -> Iterator[str]:
    """Every path in a code span, without the name of a test or the number of a line after it."""
    for span in CODE_SPAN.findall(CODE_BLOCK.sub("", text)):
        for word in span.split():
            path = word.split("::")[0]
            suffix = path.rpartition(".")[2]
            if PATH.fullmatch(path) and (path.endswith("/") or suffix in SUFFIXES):
                yield path


def headings(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    found = re.findall(r"(?m)^#+ (.+)$", CODE_BLOCK.sub("", text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def exists(path: str) -> bool:
    """Whether a file or folder has this path, or one that ends with it."""
    return path in WRITTEN or any(f"/{path}" in f"/{name}" for name in FILES)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_link_leads_to_a_file_and_a_heading(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    broken = []
    for path, heading in links(text):
        target = (ROOT / document).parent / path if path else ROOT / document
        if not target.exists() or (
            heading and heading not in headings(target.read_text(encoding="utf-8"))
        ):
            broken.append(f"{path}#{heading}")
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_path_in_a_document_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert [path for path in paths(text) if not exists(path)] == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("See `tickets/no_such_file.py`.", "tickets/no_such_file.py"),
        ("Run `pytest tests/test_gone.py::test_x`.", "tests/test_gone.py"),
        ("In `no-such-folder/`.", "no-such-folder/"),
    ],
)
def test_a_path_that_does_not_exist_is_found(text: str, path: str) -> None:
    assert list(paths(text)) == [path]
    assert not exists(path)


def test_what_is_no_path_is_left_alone() -> None:
    text = "`application/json`, `/api/tickets/`, `10r/s`, `deploy/swarm/*.yaml`, `ARGS=x.py`"
    assert list(paths(text)) == []
