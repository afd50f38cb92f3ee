"""Files and tests that comments, docstrings and documents name exist."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from reading import ROOT
from test_documents import FILES, exists

COMMENTED = [name for name in FILES if name.endswith((".py", ".js", ".jsx", ".sql", ".sh"))]
NAMING_TESTS = [name for name in FILES if name.endswith((".py", ".md"))]
PATH = re.compile(r"(?<![\w./{<*$-])(?:[\w-]+/)+[\w-]+\.(?:py|jsx?|sql|md|sh|toml|ya?ml)(?![\w*-])")
TEST = re.compile(r"((?:[\w-]+/)*\w+\.py)(?:::|, |: )(test_\w+)")
# Files of other programs, and files that commands write.
ELSEWHERE = {"vite/preload-helper.js"}


def prose(name: str) -> str:
    """The comments and docstrings of a file, or a whole document, without line breaks."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".py"):
        text = "\n".join([*docstrings(text), "", *comments(text)])
    elif name.endswith((".js", ".jsx")):
        text = "\n".join(re.findall(r"(?s)(?<!:)//[^\n]*|/\*.*?\*/", text))
    elif not name.endswith(".md"):
        text = "\n".join(re.findall(r"(?:--|#).*", text))
    return re.sub(r"::\s+", "::", re.sub(r"\s*\n\s*(?:\*|#|//|--)?\s*", " ", text))


def docstrings(text: str) -> Iterator[str]:
    """Every docstring of a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def comments(text: str) -> Iterator[str]:
    """Every comment of a module, without its mark."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.lstrip("# ")


def missing_files(text: str) -> list[str]:
    """The paths in a text that no file has."""
    return [path for path in PATH.findall(text) if not exists(path) and path not in ELSEWHERE]


def missing_tests(text: str) -> list[str]:
    """`path::test` for each named test that the file does not have."""
    return [f"{path}::{test}" for path, test in TEST.findall(text) if not has_test(path, test)]


def has_test(path: str, test: str) -> bool:
    """Whether a file whose path ends with `path` defines the test; true without such a file."""
    files = [name for name in FILES if f"/{name}".endswith(f"/{path}")]
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in files]
    return not texts or any(re.search(rf"def {test}\b", text) for text in texts)


def test_files_that_comments_name_exist() -> None:
    missing = {name: missing_files(prose(name)) for name in COMMENTED}
    assert {name: paths for name, paths in missing.items() if paths} == {}


def test_tests_that_are_named_exist() -> None:
    missing = {name: missing_tests(prose(name)) for name in NAMING_TESTS}
    assert {name: tests for name, tests in missing.items() if tests} == {}


def test_names_of_nothing_are_found() -> None:
    gone = "tests/config/test_attacks.py::" + "test_gone"
    assert missing_files("Keys are in sql/" + "gone.sql.") == ["sql/" + "gone.sql"]
    assert missing_tests(f"Without it {gone} fails.") == [gone]
    assert missing_tests("tests/config/test_attacks.py::test_odd_json_is_refused") == []
