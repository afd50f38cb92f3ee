"""Which environment variables the code of each part reads, found in its text."""

import ast
import re
from collections.abc import Container, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
WITH_UNDERSCORE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
# Variables of the shell and of the programs that it starts, and of the tools that developers run.
NOT_OURS = {"PATH", "HOME", "PWD", "USER", "CI", "TMPDIR", "ARGS", "MINUTES", "SEED", "PYTHON"}

_OUTSIDE = {"tests", "node_modules", "evaluation", "fake_gemini", "__pycache__"}
# Folders and files of the parts. ticket-api and ticket-events are one program.
CODE = {
    "ticket-api": ("ticket-api",),
    "classifier-svc": ("classifier-svc/classifier",),
    "gateway": ("gateway",),
    "frontend": ("frontend/entrypoint.sh", "frontend/nginx.conf", "frontend/src"),
    "run": ("local",),
    "swarm": ("deploy/swarm",),
    "compose": ("docker-compose.yml",),
}
# In these a parameter of one of these names is the environment; elsewhere `environ` is WSGI's.
_MAPPINGS = {
    "run": {"variables", "own"},
    "gateway": {"variables"},
}


def names_read_by(part: str) -> set[str]:
    """Every variable that a file of the part names as one that it reads."""
    found: set[str] = set()
    for file in _files(part):
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            found |= names_in_python(text, _MAPPINGS.get(part, set()))
        elif file.name.startswith("nginx.conf"):
            found |= set(re.findall(r"\$\{([A-Z_]+)\}", text))
        elif file.suffix in {".yaml", ".yml"}:
            found |= set(re.findall(r"(?<!\$)\$\{([A-Z][A-Z0-9_]*)", text))
        elif file.suffix in {".js", ".jsx"}:
            found |= set(re.findall(r"(?:process|import\.meta)\.env\.([A-Z_]+)", text))
        elif file.suffix == ".sh" or text.startswith("#!/bin/sh"):
            found |= names_in_shell(text)
    return found - NOT_OURS


def _files(part: str) -> Iterator[Path]:
    for place in CODE[part]:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            within = file.relative_to(ROOT).parts
            is_hidden = any(part.startswith(".") for part in within)
            if file.is_file() and not is_hidden and not _OUTSIDE & set(within):
                yield file


def names_in_shell(text: str) -> set[str]:
    """Variables in capitals that a script uses and does not set before."""
    used = set(re.findall(r"(?<!\\)\$\{?([A-Z][A-Z0-9_]+)", text))
    set_here = set(re.findall(r"(?m)(?:^|\s)([A-Z][A-Z0-9_]+)=", text))
    with_default = set(re.findall(r"\$\{([A-Z][A-Z0-9_]+):?[-=?]", text))
    return (used - set_here) | with_default


def names_in_python(text: str, mappings: set[str]) -> set[str]:
    """Names given to the environment, or to a function that looks its parameter up there."""
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    readers = {
        one.name: _suffixes(one) for one in functions if _looks_up_a_parameter(one, mappings)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if key := _key(node, mappings):
            found |= _constants(key, NAME)
        elif isinstance(node, ast.Call) and _is_reader(node.func, readers):
            names = {name for argument in node.args for name in _constants(argument, NAME)}
            suffixes = readers.get(ast.unparse(node.func), {""})
            found |= {name + suffix for name in names for suffix in suffixes}
    for one in functions:
        if one.name in readers:
            found |= _constants(one, WITH_UNDERSCORE)
    return found | _fields_of_settings(tree)


def _fields_of_settings(tree: ast.AST) -> set[str]:
    """The variables of a class of pydantic-settings: the aliases of a field, or its name."""
    found: set[str] = set()
    for one in ast.walk(tree):
        if isinstance(one, ast.ClassDef) and "BaseSettings" in map(ast.unparse, one.bases):
            for field in one.body:
                if isinstance(field, ast.AnnAssign):
                    aliases = [
                        keyword.value
                        for keyword in getattr(field.value, "keywords", ())
                        if keyword.arg == "validation_alias"
                    ]
                    names = {ast.unparse(field.target).upper()}
                    found |= _constants(aliases[0], NAME) if aliases else names
    return found


def _suffixes(function: ast.FunctionDef) -> set[str]:
    """What the function puts behind a name to make another of it; empty for the name as it is."""
    joined = [node.values for node in ast.walk(function) if isinstance(node, ast.JoinedStr)]
    ends = {parts[-1].value for parts in joined if isinstance(parts[-1], ast.Constant)}
    return {"", *(str(end) for end in ends if re.fullmatch(r"(_[A-Z0-9]+)+", str(end)))}


def _is_reader(function: ast.expr, readers: Container[str]) -> bool:
    """Whether a call of it reads the environment; the readers of ticket-api are in one module."""
    if not isinstance(function, ast.Name):
        return False
    return function.id in readers or function.id.startswith("read_")


def _looks_up_a_parameter(function: ast.FunctionDef, mappings: set[str]) -> bool:
    keys = [key for node in ast.walk(function) if (key := _key(node, mappings)) is not None]
    return any(not isinstance(key, ast.Constant) for key in keys)


def _key(node: ast.AST, mappings: set[str]) -> ast.expr | None:
    """The variable that this expression reads from the environment, if any."""
    if isinstance(node, ast.Subscript) and _is_environment(node.value, mappings):
        return node.slice
    if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Attribute):
        return None
    owner, method = node.func.value, node.func.attr
    if method in {"get", "setdefault", "pop"} and _is_environment(owner, mappings):
        return node.args[0]
    is_os = isinstance(owner, ast.Name) and owner.id == "os"
    return node.args[0] if is_os and method == "getenv" else None


def _is_environment(node: ast.expr, mappings: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "environ" and isinstance(node.value, ast.Name) and node.value.id == "os"
    return isinstance(node, ast.Name) and node.id in mappings


def _constants(node: ast.AST, form: re.Pattern[str]) -> set[str]:
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and form.fullmatch(one.value)
    }
