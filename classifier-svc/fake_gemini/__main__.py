"""`python -m fake_gemini --port 9000 [--host H] [--scenario NAME[:NUMBER]]`."""

import argparse
import signal
import threading

from fake_gemini.scenarios import SCENARIOS, parse_scenario
from fake_gemini.server import FakeServer


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    scenarios = "\n".join(f"  {name:15} {what}" for name, (what, _) in SCENARIOS.items())
    parser = argparse.ArgumentParser(
        prog="python -m fake_gemini",
        description="Answers like Gemini's generateContent, or fails as its script says.",
        epilog=f"Scenarios:\n{scenarios}\n\nPOST /_script sets them, GET /_calls lists calls.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000, help="0 takes a free one")
    parser.add_argument("--scenario", default="good", help="the default scenario")
    options = parser.parse_args()
    try:
        scenario = parse_scenario(options.scenario)
    except ValueError as error:
        parser.error(str(error))
    server = FakeServer(options.host, options.port, scenario)
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the serving thread, which is the one that handles the signal.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"fake Gemini on http://{options.host}:{server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
