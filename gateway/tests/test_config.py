"""The configuration as text: what it promises the other parts, and its own rules."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from render import TEMPLATE, SettingsError, fill, render

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


def declared() -> dict[str, Any]:
    """The gateway's settings in contracts/settings.toml, by name."""
    text = (GATEWAY.parent / "contracts" / "settings.toml").read_text()
    settings = (one for group in tomllib.loads(text)["group"] for one in group["setting"])
    return {one["name"]: one for one in settings if "gateway" in one["read_by"]}


def test_defaults_are_those_of_the_declaration() -> None:
    settings = (GATEWAY / "settings.sh").read_text()
    given = {**dict(re.findall(r"\$\{([A-Z_]+):[-=]([^}]+)\}", settings)), "GATEWAY_SCHEME": ""}
    assert given == {name: one.get("default", "") for name, one in declared().items()}


ANOTHER_VALUE = {"switch": "off", "rate": "3r/s", "address": "192.0.2.7", "text": "127.0.0.1:9"}


@pytest.mark.parametrize("name", declared())
def test_another_value_of_each_setting_changes_the_configuration(name: str) -> None:
    one = declared()[name]
    other = {"GATEWAY_SCHEME": "https", "DJANGO_HTTPS": "on"}.get(name)
    other = other or ANOTHER_VALUE.get(one["type"], "/elsewhere")
    assert render({name: other}) != CONFIG


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"RATE_LIMIT_CREATE": "ten"}, "RATE_LIMIT_CREATE must be a number of requests"),
        ({"RATE_LIMIT_CREATE": "0r/s"}, "RATE_LIMIT_CREATE must be a number of requests"),
        ({"RATE_LIMIT_CLASSIFY": "10"}, "RATE_LIMIT_CLASSIFY must be a number of requests"),
        ({"RATE_LIMIT_ACCOUNT": "10r/h"}, "RATE_LIMIT_ACCOUNT must be a number of requests"),
        ({"RATE_LIMITS": "maybe"}, "RATE_LIMITS must be on or off"),
        ({"DJANGO_HTTPS": "maybe"}, "DJANGO_HTTPS must be on or off"),
        ({"GATEWAY_SCHEME": "ftp"}, "GATEWAY_SCHEME must be http or https"),
        ({"GATEWAY_SCHEME": "http", "DJANGO_HTTPS": "on"}, "Set GATEWAY_SCHEME=https"),
        ({"GATEWAY_TRUSTED_PROXY": "10.0.0.1;deny all"}, "GATEWAY_TRUSTED_PROXY has a character"),
        ({"GATEWAY_TRUSTED_PROXY": "10.0.0.1 10.0.0.2"}, "must be one address or network"),
        ({"GATEWAY_LISTEN": "80;}"}, "GATEWAY_LISTEN has a character"),
        ({"GATEWAY_LISTEN": "80\n81"}, "GATEWAY_LISTEN has a character"),
    ],
)
def test_a_value_that_nginx_could_not_use_is_refused(
    variables: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        render(variables)


def test_the_image_refuses_it_too_before_nginx_starts() -> None:
    done = subprocess.run(
        ["sh", str(GATEWAY / "entrypoint.sh"), "echo", "started"],
        env={"PATH": os.defpath, "RATE_LIMIT_CREATE": "ten"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gateway: RATE_LIMIT_CREATE must be a number")


def test_the_image_raises_the_soft_limit_of_descriptors() -> None:
    limited = 'ulimit -S -n 256; ulimit -H -n 1024; exec sh "$0" sh -c "ulimit -S -n"'
    done = subprocess.run(
        ["sh", "-c", limited, str(GATEWAY / "entrypoint.sh")], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "1024\n")


def test_the_image_has_what_its_entrypoint_sources() -> None:
    dockerfile = (GATEWAY / "Dockerfile").read_text()
    assert "COPY entrypoint.sh settings.sh /" in dockerfile


def test_an_empty_value_is_none() -> None:
    assert render(dict.fromkeys(declared(), "")) == render({})


def test_the_scheme_follows_the_switch_of_django() -> None:
    for word in ("on", "On", "1", "true", "yes"):
        assert "X-Forwarded-Proto https;" in render({"DJANGO_HTTPS": word})
    for word in ("off", "0", "false", "no", ""):
        assert "X-Forwarded-Proto http;" in render({"DJANGO_HTTPS": word})
    assert "X-Forwarded-Proto https;" in render({"GATEWAY_SCHEME": "https"})


def test_a_template_with_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="GATEWAY_TYPO"):
        fill("listen ${GATEWAY_TYPO};", {})


def test_the_command_writes_the_file_from_the_environment(tmp_path: Path) -> None:
    command = [sys.executable, str(GATEWAY / "render.py"), str(tmp_path / "out")]
    subprocess.run(command, env={"GATEWAY_LISTEN": "127.0.0.1:3000"}, check=True)
    text = (tmp_path / "out" / "nginx.conf").read_text()
    assert text == render({"GATEWAY_LISTEN": "127.0.0.1:3000"})
    assert "listen 127.0.0.1:3000 default_server;" in text
