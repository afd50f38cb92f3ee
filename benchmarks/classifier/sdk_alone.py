"""What Google's SDK takes for a call by itself, as its manual has it: no service around it.

    python sdk_alone.py PORT_OF_THE_FAKE SECONDS     (in classifier-svc)

The model is made once, over REST, without retries, with the instructions and the schema that the
service sends. Prints calls a second from eight threads, and processor time of a call, as JSON.
"""

import json
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from classifier.pipeline.prompt import build_question
from classifier.pipeline.taxonomy import load_taxonomy

warnings.simplefilter("ignore")
import google.generativeai as genai  # noqa: E402

THREADS = 8
KEY = "AIza-key-of-the-benchmark"


def main() -> None:
    """Call as often as the time allows."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    taxonomy = load_taxonomy(Path("taxonomies") / "support-tickets.yaml")
    question = build_question("I was charged twice for one invoice.", taxonomy)
    properties = {
        name: {"type": "STRING", "format": "enum", "enum": list(prop["enum"])}
        if "enum" in prop
        else {"type": prop["type"].upper()}
        for name, prop in question.schema["properties"].items()
    }
    schema = {"type": "OBJECT", "properties": properties, "required": question.schema["required"]}
    endpoint = {"api_endpoint": f"http://127.0.0.1:{port}"}
    genai.configure(api_key=KEY, transport="rest", client_options=endpoint)
    model = genai.GenerativeModel(
        "gemini-flash-latest",
        system_instruction=question.instructions,
        generation_config={
            "temperature": 0.0,
            "response_mime_type": "application/json",
            "response_schema": schema,
        },
    )

    def call(until: float) -> int:
        number = 0
        while time.monotonic() < until:
            options = {"timeout": 10, "retry": None}
            assert model.generate_content(question.fenced, request_options=options).text  # noqa: S101
            number += 1
        return number

    call(time.monotonic() + 0.3)  # So that nothing is measured that happens only once.
    with ThreadPoolExecutor(THREADS) as threads:
        started, used = time.monotonic(), time.process_time()
        calls = sum(threads.map(call, [started + seconds] * THREADS))
        elapsed, used = time.monotonic() - started, time.process_time() - used
    print(json.dumps({"per_second": calls / elapsed, "cpu": used / calls * 1e6}))


if __name__ == "__main__":
    main()
