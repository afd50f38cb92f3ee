"""The one-machine run. `paths` makes the modules importable that belong to other parts."""

import paths  # noqa: F401
