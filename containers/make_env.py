"""Makes .env from .env.example with fresh secrets, once; an existing .env is never touched.

    python3 containers/make_env.py [FILE]

Standard library only. The file is readable for its owner alone.
"""

import hashlib
import os
import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Random bytes of each secret; twice as many hexadecimal characters, which need quoting nowhere.
SECRET_BYTES = {"DJANGO_SECRET_KEY": 32, "POSTGRES_PASSWORD": 24, "CLASSIFIER_TOKEN": 24}


def project_name() -> str:
    """One for each folder: a second clone with other secrets must not meet the old data."""
    return f"support-portal-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]}"


def filled_in(example: str) -> str:
    """The example with this installation's name and every secret in its empty line."""
    values = {name: secrets.token_hex(length) for name, length in SECRET_BYTES.items()}
    for name, value in {**values, "COMPOSE_PROJECT_NAME": project_name()}.items():
        example, lines = re.subn(rf"(?m)^{name}=$", f"{name}={value}", example)
        if lines != 1:
            raise SystemExit(f".env.example needs exactly one empty line {name}=")
    return example


def main() -> None:
    """Write the file unless it is there."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".env"
    text = filled_in((ROOT / ".env.example").read_text())
    try:
        # O_EXCL: two at once make one file, and the second one leaves it alone.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    print(f"Made {path.name} with fresh secrets. For suggestions by Gemini set its GEMINI_API_KEY.")


if __name__ == "__main__":
    main()
