"""Lists of the third-party packages in the images, and their known vulnerabilities.

    python3 containers/supply.py sbom     writes sbom/PART.cdx.json, CycloneDX with hashes
    python3 containers/supply.py audit    looks every package up in the lists of known weaknesses

`audit` ends with 1 when something is known. Where a list cannot be reached it says so and goes on.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "local"))

import prepare  # noqa: E402 - the one-machine run knows how to install a part's tools

# The packages of each Python image. Those of `make learn` include the further providers' SDKs.
PYTHON_LISTS = {
    "ticket-api": "ticket-api/requirements.txt",
    "classifier-svc": "classifier-svc/requirements.txt",
    "learn": "classifier-svc/requirements-training.txt",
}
TOOLS = ROOT / "stack-tests" / ".venv" / "bin"
TARGET = ROOT / "sbom"
NPM = ("npm", "--prefix", "frontend", "--loglevel=error")
AUDIT_SECONDS = 120


def run(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the commands below
        command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=AUDIT_SECONDS
    )


def write_sboms() -> int:
    """One file for each part that has packages of others in it."""
    TARGET.mkdir(exist_ok=True)
    for part, packages in PYTHON_LISTS.items():
        options = ("--output-reproducible", "--output-format", "JSON")
        _write(part, [TOOLS / "cyclonedx-py", "requirements", *options, packages])
    # With the tools that build the portal: npm takes react for one of them when those are left out.
    npm_options = ("--sbom-format=cyclonedx", "--package-lock-only")
    _write("frontend", [*NPM, "sbom", *npm_options])
    return 0


def _write(part: str, command: Sequence[str | Path]) -> None:
    done = run(command)
    if done.returncode:
        raise SystemExit(f"sbom: {part}: {done.stderr.strip() or done.stdout.strip()}")
    bom = json.loads(done.stdout)
    (TARGET / f"{part}.cdx.json").write_text(json.dumps(bom, indent=2, sort_keys=True) + "\n")
    print(f"sbom/{part}.cdx.json: {len(bom['components'])} packages")


def audit() -> int:
    """Every part's runtime packages; 1 when a weakness is known."""
    found = [*_python_weaknesses(), *_npm_weaknesses()]
    for line in found:
        print(f"audit: {line}")
    return 1 if found else 0


def _python_weaknesses() -> Iterator[str]:
    for part, packages in PYTHON_LISTS.items():
        options = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json")
        report = _report(part, [TOOLS / "pip-audit", *options, "-r", packages], "dependencies")
        for package in report:
            for weakness in package.get("vulns", []):
                fixes = ", ".join(weakness["fix_versions"]) or "no release yet"
                yield f"{part}: {package['name']} {package['version']}: {weakness['id']} ({fixes})"


def _npm_weaknesses() -> Iterator[str]:
    report = _report("frontend", [*NPM, "audit", "--omit=dev", "--json"], "vulnerabilities")
    for name in report:
        yield f"frontend: {name}: see npm audit in frontend/"


def _report(part: str, command: Sequence[str | Path], key: str) -> list:
    """The value of `key` in a JSON report; empty, with a message, when there is no such report."""
    try:
        done = run(command)
        report = json.loads(done.stdout)[key]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print(f"audit: {part} is skipped, the list of known weaknesses cannot be reached")
        return []
    print(f"audit: {part} is looked up")
    return list(report)


def main(arguments: Sequence[str]) -> int:
    actions = {"sbom": write_sboms, "audit": audit}
    if len(arguments) != 1 or arguments[0] not in actions:
        print(__doc__, file=sys.stderr)
        return 2
    prepare.for_test("stack-tests")
    return actions[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
