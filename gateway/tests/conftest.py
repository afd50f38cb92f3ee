"""A gateway with three upstreams behind it, all real processes or sockets on this machine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from render import render
from running import Nginx, free_port
from upstream import Upstream


@dataclass(frozen=True)
class Stack:
    """The gateway and its upstreams."""

    nginx: Nginx
    api: Upstream
    events: Upstream
    portal: Upstream

    @property
    def url(self) -> str:
        return self.nginx.url

    @property
    def access_log(self) -> Path:
        return self.nginx.directory / "access.log"


StartStack = Callable[..., Stack]


def _unchanged(config: str) -> str:
    return config


@pytest.fixture
def start(tmp_path: Path) -> Iterator[StartStack]:
    """Starts a gateway with the given variables; `change` may edit the rendered configuration."""
    with ExitStack() as running:

        def start_stack(change: Callable[[str], str] = _unchanged, **variables: str) -> Stack:
            api, events, portal = (
                running.enter_context(Upstream(name)) for name in ("api", "events", "portal")
            )
            port = free_port()
            config = render(
                {
                    "GATEWAY_LISTEN": f"127.0.0.1:{port}",
                    "TICKET_API_UPSTREAM": api.address,
                    "TICKET_EVENTS_UPSTREAM": events.address,
                    "FRONTEND_UPSTREAM": portal.address,
                    "GATEWAY_RESOLVER": "127.0.0.1",
                    "GATEWAY_TEMP_DIR": str(tmp_path),
                    "GATEWAY_ACCESS_LOG": str(tmp_path / "access.log"),
                    **variables,
                }
            )
            nginx = Nginx(change(config), port, tmp_path)
            running.callback(nginx.stop)
            nginx.wait_until_up()
            return Stack(nginx, api, events, portal)

        yield start_stack


@pytest.fixture
def stack(start: StartStack) -> Stack:
    """A gateway as it is shipped."""
    return start()
