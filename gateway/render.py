"""Fills in nginx.conf.template (or another template of that form) without a container.

Inside the container the image's entrypoint does the same from the same environment.

    python gateway/render.py OUTDIR        writes OUTDIR/nginx.conf from the environment
    render({"GATEWAY_LISTEN": "127.0.0.1:3000"})   gives the text
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

TEMPLATE = Path(__file__).with_name("nginx.conf.template")
SETTINGS = Path(__file__).with_name("settings.sh")

_NAME = re.compile(r"\$\{([A-Z_]+)\}")
# Source the settings, then print each name that the arguments list.
_SCRIPT = '. "$0"; for name; do eval "printf \'%s\\n\' "\\$$name""; done'


class SettingsError(ValueError):
    """A setting that the gateway cannot use; the message says which, and what to write."""


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replace every ${NAME} in capitals; a name without a value is a KeyError that says which."""
    return _NAME.sub(lambda match: values[match[1]], template)


def render(variables: Mapping[str, str]) -> str:
    """The gateway's nginx.conf; what `variables` does not name has the container's default.

    Raises:
        SettingsError: settings.sh refuses a value.
    """
    template = TEMPLATE.read_text()
    return fill(template, _with_defaults(variables, sorted(set(_NAME.findall(template)))))


def _with_defaults(variables: Mapping[str, str], names: list[str]) -> dict[str, str]:
    """The values of `names`, as settings.sh makes them of `variables`."""
    done = subprocess.run(  # noqa: S603 - the script is ours
        ["sh", "-euc", _SCRIPT, str(SETTINGS), *names],  # noqa: S607 - wherever it is installed
        env={"PATH": os.defpath, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    values = done.stdout.splitlines()
    if done.returncode or len(values) != len(names):
        raise SettingsError(done.stderr.strip() or "gateway: a setting has more than one line.")
    return dict(zip(names, values, strict=True))


def main() -> None:
    """Write OUTDIR/nginx.conf from the environment."""
    if len(sys.argv) != 2:
        sys.exit("Usage: python gateway/render.py OUTDIR")
    try:
        text = render(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    outdir = Path(sys.argv[1])
    outdir.mkdir(parents=True, exist_ok=True)
    (outdir / "nginx.conf").write_text(text)


if __name__ == "__main__":
    main()
