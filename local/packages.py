"""Virtual environments of the parts, made by uv from the pinned and hashed lists.

uv itself comes from `local/requirements.txt`, installed by pip into `local/.venv`.
"""

import ast
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from commands import last_lines, run_logged
from paths import CLONE, LOCAL, SetupError, say

LOGS = CLONE / ".local" / "setup"
# Each list includes the ones before it.
RUN_LIST, EXTRAS_LIST, TOOLS_LIST = LISTS = (
    "requirements.txt",
    "requirements-extras.txt",
    "requirements-dev.txt",
)
UV = LOCAL / ".venv" / "bin" / "uv"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
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
    if not (part / wanted).exists():
        raise SetupError(f"{part.name}/{wanted} is missing from this clone.")
    environment = part / ".venv"
    if part == LOCAL and not (UV.exists() and _is_current(environment)):
        _install_uv(environment)
    if not _is_current(environment):
        _command(part, [UV, "venv", "--clear", "--python", sys.executable, environment])
    longest = max([wanted, *_installed(environment)], key=LISTS.index)
    stamp = environment / f"installed-{longest}"
    once(stamp, [part / longest], lambda: _synchronise(part, longest))


def once(stamp: Path, inputs: Sequence[Path], make: Callable[[], None]) -> None:
    """Call `make` unless `stamp` says that it was called for exactly these inputs."""
    digest = fingerprint(inputs)
    if not stamp.exists() or stamp.read_text() != digest:
        make()
        stamp.write_text(digest)


def fingerprint(files: Sequence[Path]) -> str:
    """A digest of the files' names and contents."""
    each = (f"{file.name} {sha256(file.read_bytes()).hexdigest()}" for file in sorted(files))
    return sha256("\n".join(each).encode()).hexdigest()


def _install_uv(environment: Path) -> None:
    say("local: installing uv …")
    command("local-uv", [sys.executable, "-m", "venv", "--clear", environment], LOCAL)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    options = ["install", "--no-input", "--require-hashes", "--no-deps", "-r", RUN_LIST]
    command("local-uv", [*pip, *options], LOCAL)


def _is_current(environment: Path) -> bool:
    """Whether the environment exists and has the version of the Python that runs this."""
    configuration = environment / "pyvenv.cfg"
    if not configuration.exists() or not (environment / "bin" / "python").exists():
        return False
    version = re.search(r"^version(?:_info)? = (\d+\.\d+)", configuration.read_text(), re.M)
    return version is not None and version[1] == VERSION


def _installed(environment: Path) -> list[str]:
    return [name for name in LISTS if (environment / f"installed-{name}").exists()]


def _synchronise(part: Path, requirements: str) -> None:
    say(f"{part.name}: installing Python packages …")
    python = part / ".venv" / "bin" / "python"
    _command(part, [UV, "pip", "sync", "--python", python, "--require-hashes", requirements])


def _command(part: Path, arguments: Sequence[str | Path]) -> None:
    command(f"{part.name}-python", arguments, part, uv_environment(os.environ))


def uv_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """`variables`, and what uv needs to find packages where pip would find them."""
    pip = [sys.executable, "-m", "pip", "config", "list"]
    if (python := UV.with_name("python")).exists():
        pip[0] = str(python)
    listed = subprocess.run(pip, capture_output=True, text=True, check=False, env=dict(variables))
    defaults = {
        "UV_PYTHON_DOWNLOADS": "never",
        # pip takes the best version of all its sources; uv would stop at the first source.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        # Left out where the system has no certificates: then uv trusts those that it brings.
        **({"UV_SYSTEM_CERTS": "true"} if ssl.get_default_verify_paths().cafile else {}),
        # Accounts without a home folder have no cache.
        **({} if os.access(Path.home(), os.W_OK) else {"UV_NO_CACHE": "true"}),
    }
    return {**defaults, **package_sources(listed.stdout), **variables}


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
