"""The data folder of a run: where it is, whose it is, and which run holds it."""

import contextlib
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from commands import lock_now
from paths import CLONE, SetupError, is_root


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
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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


@contextlib.contextmanager
def in_use(folder: Path) -> Iterator[int]:
    """Hold the data folder against other runs; gives the descriptor that holds it.

    The process manager inherits the descriptor, so the folder stays held until the parts have ended
    even when this process is killed.
    """
    with (folder / "in-use").open("a+") as held:
        if not lock_now(held.fileno()):
            held.seek(0)
            holder = held.read().strip()
            with contextlib.suppress(ValueError, OSError):  # When it is not alive.
                os.kill(int(holder), 0)
                raise SetupError(
                    f"The data folder {folder} is in use by another run (process {holder}). "
                    f"End that one (Ctrl-C, or kill {holder}), or give this one another folder "
                    "with LOCAL_DATA_DIR."
                )
            print("Waiting for the parts of a run that was killed to end …")
            fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield held.fileno()


def in_use_by_another(folder: Path) -> bool:
    """Whether another process runs a portal with this data folder."""
    file = folder / "in-use"
    if not file.exists():
        return False
    with file.open() as held:
        return not lock_now(held.fileno())
