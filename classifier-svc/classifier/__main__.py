"""`python -m classifier`: serve until SIGTERM or SIGINT, finish the requests under way, exit 0."""

import gc
import os
import signal
import sys
from types import FrameType

import uvicorn

from classifier.api.app import create_app
from classifier.config import SettingsError, load_settings
from classifier.logs import configure_logging
from classifier.pipeline.taxonomy import TaxonomyError


def _end_quietly(signal_number: int, frame: FrameType | None) -> None:
    """Do nothing: uvicorn raises the signal again after its shutdown, so the exit code is 0."""


def main() -> None:
    """Start the server, or print why it cannot start in one sentence and exit with 2."""
    gc.disable()  # Imports produce hardly any garbage; skip the collector's runs.
    try:
        settings = load_settings()
        if settings.requests_ca_bundle:
            # `requests` reads REQUESTS_CA_BUNDLE; httpx, which two SDKs use, reads SSL_CERT_FILE.
            os.environ.setdefault("SSL_CERT_FILE", str(settings.requests_ca_bundle))
        configure_logging(settings.log_level)
        app = create_app(settings)
    except (SettingsError, TaxonomyError) as error:
        print(f"classifier: {error}", file=sys.stderr)
        sys.exit(2)
    # Exclude the loaded modules from later collections, which delay answers.
    gc.freeze()
    gc.enable()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end_quietly)
    uvicorn.run(
        app,
        host=settings.bind.host,
        port=settings.bind.port,
        log_config=None,
        access_log=False,
        server_header=False,
        # Longer than callers keep idle connections, so that none is closed while one is reused.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=settings.graceful_timeout,
    )


if __name__ == "__main__":
    main()
