"""The data folder of a run: where it is, and whose it is."""

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

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
