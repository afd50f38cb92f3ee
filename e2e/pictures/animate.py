"""Makes an animated WebP of the frames that suggestion.js took: animate.py FRAMES FILE."""

import json
import sys
from pathlib import Path

from PIL import Image

LIMIT_BYTES = 1_000_000


def main(folder: str, file: str) -> None:
    """Write `file`; SystemExit when it is too large for a README."""
    frames = json.loads(Path(folder, "frames.json").read_text())
    first, *others = (Image.open(Path(folder, one["file"])).convert("RGB") for one in frames)
    durations = [one["milliseconds"] for one in frames]
    options = {"quality": 70, "method": 4, "kmax": 1_000, "minimize_size": False}
    first.save(file, save_all=True, append_images=others, duration=durations, loop=0, **options)
    size = Path(file).stat().st_size
    if size > LIMIT_BYTES:
        sys.exit(f"{file} has {size:,} bytes; at most {LIMIT_BYTES:,} fit a README.")


if __name__ == "__main__":
    main(*sys.argv[1:])
