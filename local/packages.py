"""Virtual environments of the parts, made by uv from the pinned and hashed lists.

uv itself comes from `local/requirements.txt`, installed by pip into `local/.venv`.
"""

import ast
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from commands import last_lines, run_logged
from paths import CLONE, LOCAL, SetupError

LOGS = CLONE / ".local" / "setup"
# Each list includes the ones before it.
RUN_LIST, EXTRAS_LIST, TRAINING_LIST, TOOLS_LIST = LISTS = (
    "requirements.txt",
    "requirements-extras.txt",
    "requirements-training.txt",
    "requirements-dev.txt",
)
UV = LOCAL / ".venv" / "bin" / "uv"
# pip's options about where packages come from, and the variables that uv reads in their place.
_SOURCES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "proxy": "ALL_PROXY",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
}


def python_packages(part: Path, wanted: str) -> None:
    """Install exactly the packages of the part's list, or of a longer one that it has already."""
    environment = part / ".venv"
    if part == LOCAL:
        once(_python(part), environment / "installed-uv", [part / RUN_LIST], _install_uv)
    installed = [name for name in LISTS if (environment / f"installed-{name}").exists()]
    longest = max([wanted, *installed], key=LISTS.index)
    stamp = environment / f"installed-{longest}"
    once(_python(part), stamp, [part / longest], partial(_synchronise, part, longest))


def once(made: Path, stamp: Path, inputs: Sequence[Path], make: Callable[[], None]) -> None:
    """Call `make` unless `stamp` says that it made `made` for these inputs and this Python."""
    digest = fingerprint(inputs)
    if not made.exists() or not stamp.exists() or stamp.read_text() != digest:
        make()
        stamp.write_text(digest)


def fingerprint(files: Sequence[Path]) -> str:
    """A digest of the files' names and contents, and of the version of the running Python."""
    each = [f"{file.name} {sha256(file.read_bytes()).hexdigest()}" for file in sorted(files)]
    return sha256("\n".join([*each, *map(str, sys.version_info[:2])]).encode()).hexdigest()


def _install_uv() -> None:
    print("local: installing uv …")
    command("local-uv", [sys.executable, "-m", "venv", "--clear", ".venv"], LOCAL)
    pip = [str(_python(LOCAL)), "-m", "pip", "--disable-pip-version-check"]
    options = ["install", "--no-input", "--require-hashes", "--no-deps", "-r", RUN_LIST]
    command("local-uv", [*pip, *options], LOCAL)


def _python(part: Path) -> Path:
    return part / ".venv" / "bin" / "python"


def _synchronise(part: Path, requirements: str) -> None:
    print(f"{part.name}: installing Python packages …")
    log, variables = f"{part.name}-python", uv_environment(os.environ)
    if part != LOCAL:
        existing = "--allow-existing"
        command(log, [UV, "venv", existing, "--python", sys.executable, ".venv"], part, variables)
    sync = ["sync", "--require-hashes", requirements]
    command(log, [UV, "pip", *sync, "--python", _python(part)], part, variables)


def run_uv(arguments: Sequence[str]) -> int:
    """`python3 local uv ARGUMENTS…`: uv with pip's sources; gives its exit code."""
    return run_logged([str(UV), *arguments], Path.cwd(), None, uv_environment(os.environ))


def uv_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """`variables`, and what uv needs to find packages where pip would find them."""
    pip = [str(_python(LOCAL)), "-m", "pip", "config", "list"]
    listed = subprocess.check_output(pip, text=True, env=dict(variables))
    defaults = {
        "UV_PYTHON_DOWNLOADS": "never",
        # pip takes the best version of all its sources; uv would stop at the first source.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        # Left out where the system has no certificates: then uv trusts those that it brings.
        **({"UV_SYSTEM_CERTS": "true"} if ssl.get_default_verify_paths().cafile else {}),
        # Accounts without a home folder have no cache.
        **({} if os.access(Path.home(), os.W_OK) else {"UV_NO_CACHE": "true"}),
    }
    return {**defaults, **package_sources(listed), **variables}


def package_sources(listed: str) -> dict[str, str]:
    """uv's variables for pip's configuration, as `pip config list` prints it.

    Lines are `section.option='value'`. The environment (`:env:`) wins over a command's section
    (`install`), and that over `global`.
    """
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            option = name.removeprefix(f"{section}.")
            if option != name and option in _SOURCES:
                words = str(ast.literal_eval(value)).split()
                comma = "," if option == "find-links" else " "
                found[_SOURCES[option]] = comma.join(words)
    return found


def command(
    log: str,
    arguments: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run one command with its output in a log; SetupError with the log's end when it fails."""
    file = LOGS / f"{log}.log"
    words = [str(word) for word in arguments]
    if run_logged(words, folder, file, environment) != 0:
        last = "\n".join(last_lines(file, 20))
        said = f"This failed in {folder.name}: {' '.join(words)}\n{last}\n(all of it: {file})"
        raise SetupError(said)
