"""Files that the service reads again while it runs, so that a change needs no restart."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

LOOK_AGAIN_SECONDS = 2.0


async def look_again(look: Callable[[], None]) -> None:
    """Call `look` every few seconds, in a thread, until cancelled."""
    while True:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        await asyncio.to_thread(look)


class FoundFile(NamedTuple):
    """A file as it was when it was found; of two files the newer one is greater."""

    changed_ns: int
    path: Path
    bytes: int


class NewestFiles:
    """The newest usable file of each taxonomy in a folder.

    Files are named `<taxonomy>-<version><suffix>`. Replicas with the same folder use the same ones.
    """

    def __init__(
        self, folder: Path | None, suffix: str, load: Callable[[str, FoundFile], bool]
    ) -> None:
        """Find files of `suffix`; `load(taxonomy, file)` returns whether the file is usable."""
        self._folder, self._suffix, self._load = folder, suffix, load
        self._refused: set[FoundFile] = set()
        self.in_force: dict[str, FoundFile] = {}

    def use_newest(self, taxonomy: str) -> bool:
        """Load the newest usable file unless it is in force; return whether there is a usable one.

        A file that cannot be used is tried once.
        """
        for file in self.found(taxonomy):
            if file in self._refused:
                continue
            if file == self.in_force.get(taxonomy):
                return True
            if self._load(taxonomy, file):
                self.in_force[taxonomy] = file
                return True
            self._refused.add(file)
        return False

    def found(self, taxonomy: str) -> list[FoundFile]:
        """Return the files of a taxonomy, the newest first."""
        return sorted(self._files(taxonomy), reverse=True)

    def _files(self, taxonomy: str) -> Iterator[FoundFile]:
        try:
            for path in self._folder.glob(f"{taxonomy}-*{self._suffix}") if self._folder else ():
                # `hr-desk-1a2b3c4d.json` is not a file of the taxonomy `hr`.
                if path.stem.rpartition("-")[0] == taxonomy:
                    state = path.stat()
                    yield FoundFile(state.st_mtime_ns, path, state.st_size)
        except OSError:  # The file was removed, or the volume is away. The next look finds out.
            return
