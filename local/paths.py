"""Where the parts of this clone are, and where the one-machine run keeps its data."""

import hashlib
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
LOCAL = CLONE / "local"
TICKET_API = CLONE / "ticket-api"
CLASSIFIER = CLONE / "classifier-svc"
FRONTEND = CLONE / "frontend"
GATEWAY = CLONE / "gateway"
STACK_TESTS = CLONE / "stack-tests"
DEPLOY = CLONE / "deploy"

# Two modules of others are imported here as well: settings.py and render.py.
sys.path += [str(CLONE / "contracts"), str(GATEWAY)]


class SetupError(Exception):
    """Something a person has to put right; the message says what and how."""

    exit_code = 1


def is_root() -> bool:
    """Whether this process may do anything, which PostgreSQL refuses to run with."""
    return os.geteuid() == 0


@dataclass
class Folders:
    """Below the data folder; `ports` and `socket` are files: the port of each part, as JSON, and
    the path of the process manager's socket."""

    data: Path

    def __post_init__(self) -> None:
        self.logs, self.run, self.nginx = (self.data / name for name in ("logs", "run", "nginx"))
        self.ports, self.socket = self.run / "ports.json", self.run / "socket"


def data_folder(variables: Mapping[str, str]) -> Path:
    """LOCAL_DATA_DIR, else `.local` in the clone; for root one that PostgreSQL's account enters."""
    chosen = variables.get("LOCAL_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if not is_root():
        return CLONE / ".local"
    clone_name = hashlib.sha256(str(CLONE).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"support-tickets-{clone_name}"  # noqa: S108 - checked to be root's own


def make_data_folder(folder: Path) -> None:
    """Create the data folder for its owner alone; as root, others may pass through but not look.

    SetupError when another user owns it or, for root, when PostgreSQL's account cannot enter it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Choose another with LOCAL_DATA_DIR."
        ) from error
    if folder.stat().st_uid != os.geteuid():
        raise SetupError(
            f"The data folder {folder} belongs to another user. Choose another with LOCAL_DATA_DIR."
        )
    if is_root():
        folder.chmod(0o711)
        if not others_can_enter(folder):
            raise SetupError(
                "As root, PostgreSQL runs as the user nobody, who cannot enter the data folder "
                f"{folder}. Choose another with LOCAL_DATA_DIR, for example one under /var/tmp."
            )


def others_can_enter(folder: Path) -> bool:
    """Whether every folder on the way lets any user pass through."""
    return all(level.stat().st_mode & stat.S_IXOTH for level in (folder, *folder.parents))


def say(message: str) -> None:
    """One line to the person who started this, at once even when a pipe is in between."""
    print(message, flush=True)


def complain(message: str) -> None:
    """One line about what went wrong."""
    print(message, file=sys.stderr, flush=True)
