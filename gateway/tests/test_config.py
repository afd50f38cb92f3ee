"""The configuration as text: what it promises the other parts, and its own rules."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from render import DEFAULTS, TEMPLATE, fill, render

GATEWAY = TEMPLATE.parent
CONTRACTS = GATEWAY.parent / "contracts"
TIMEOUTS = json.loads((CONTRACTS / "timeouts.json").read_text())
LIMITS = json.loads((CONTRACTS / "limits.json").read_text())
SECONDS = dict(TIMEOUTS["order"])
CONFIG = render({})


def directives(name: str) -> list[str]:
    """The values of every directive of that name, comments left out."""
    return re.findall(rf"(?m)^\s*{name}\s+([^;]+);", CONFIG)


def test_the_read_timeout_is_the_contracts_everywhere() -> None:
    assert directives("proxy_read_timeout") == [f"{SECONDS['gateway_proxy_read']}s"]


def test_the_outermost_wait_is_the_longest() -> None:
    waits = [seconds for _, seconds in TIMEOUTS["order"]]
    assert waits == sorted(waits)
    assert TIMEOUTS["order"][-1][0] == "gateway_proxy_read"


def test_ending_leaves_time_for_a_classification_within_the_grace_period() -> None:
    (value,) = directives("worker_shutdown_timeout")
    seconds = int(value.removesuffix("s"))
    assert SECONDS["ticket_api_classify_total"] < seconds < SECONDS["gunicorn_graceful_timeout"]


def test_the_body_limit_is_the_contracts() -> None:
    (value,) = directives("client_max_body_size")
    assert int(value.removesuffix("k")) * 1024 == LIMITS["body_bytes"]


def test_headers_are_added_in_one_place() -> None:
    depths = []
    depth = 0
    for line in CONFIG.splitlines():
        code = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)
        if code.strip().startswith("add_header"):
            depths.append(depth)
        depth += code.count("{") - code.count("}")
    # http is the first brace, server the second; a location would be the third.
    assert depths
    assert set(depths) == {2}


def test_nothing_asks_for_a_repeat_of_what_may_have_arrived() -> None:
    assert directives("proxy_next_upstream") == ["error timeout"]


def test_every_variable_has_a_default_and_an_explanation() -> None:
    text = TEMPLATE.read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)\}", text)) == set(DEFAULTS)
    explained = set(re.findall(r"(?m)^#   ([A-Z_]+) ", text))
    assert explained == set(DEFAULTS)


def test_the_image_has_the_same_defaults() -> None:
    dockerfile = (GATEWAY / "Dockerfile").read_text()
    assert dict(re.findall(r"\b([A-Z_]+)=(\S+)", dockerfile)).items() >= DEFAULTS.items()


def test_a_template_with_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="GATEWAY_TYPO"):
        fill("listen ${GATEWAY_TYPO};", DEFAULTS)


def test_the_command_writes_the_file_from_the_environment(tmp_path: Path) -> None:
    command = [sys.executable, str(GATEWAY / "render.py"), str(tmp_path / "out")]
    subprocess.run(command, env={"GATEWAY_LISTEN": "127.0.0.1:3000"}, check=True)
    text = (tmp_path / "out" / "nginx.conf").read_text()
    assert text == render({"GATEWAY_LISTEN": "127.0.0.1:3000"})
    assert "listen 127.0.0.1:3000 default_server;" in text
