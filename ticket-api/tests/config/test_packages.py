"""The packages of ticket-api depend on each other in one direction."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2]
PACKAGES = {file.parent.name for file in FOLDER.glob("*/__init__.py")} - {"tests"}


def packages_imported_by(package: str) -> set[str]:
    """The other packages that `package` imports: also in functions, and for types alone.

    Migrations are left out: Django orders those of all apps by their dependencies.
    """
    found: set[str] = set()
    for file in FOLDER.glob(f"{package}/**/*.py"):
        if file.parent.name == "migrations":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found & PACKAGES - {package}


def test_imports_between_packages_form_no_circle() -> None:
    imported = {package: packages_imported_by(package) for package in PACKAGES}
    assert "tickets" in imported["conversations"]
    TopologicalSorter(imported).prepare()  # Raises CycleError with the packages of a circle.
