"""HTTPS in front of the gateway: plain HTTP at the proxy redirects there, and never in a circle."""

import pytest
import requests
from conftest import StartStack

BEHIND_A_PROXY = {"GATEWAY_TRUSTED_PROXY": "127.0.0.1"}
HTTPS = {"GATEWAY_SCHEME": "https", **BEHIND_A_PROXY}
FROM_THE_PROXY = {"X-Forwarded-For": "203.0.113.7", "Host": "tickets.example.com:3000"}


@pytest.mark.parametrize("scheme", ["http", "HTTP", "http ,https", "http, https"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_plain_http_at_the_proxy_is_sent_to_https(
    start: StartStack, scheme: str, method: str
) -> None:
    url = start(**HTTPS).nginx.url
    headers = {**FROM_THE_PROXY, "X-Forwarded-Proto": scheme}
    for path in ("/", "/?ticket=1&a=%20b", "/api/tickets/?q=1", "/admin/", "/api/healthy/"):
        answer = requests.request(method, url + path, headers=headers, allow_redirects=False)
        assert answer.status_code == 308, path
        assert answer.headers["Location"] == f"https://tickets.example.com{path}"


@pytest.mark.parametrize("scheme", ["https", "https, http", "", "wss"])
def test_what_came_by_https_or_unsaid_is_served(start: StartStack, scheme: str) -> None:
    stack = start(**HTTPS)
    headers = {**FROM_THE_PROXY, "X-Forwarded-Proto": scheme}
    assert requests.get(f"{stack.url}/api/tickets/", headers=headers).status_code == 200
    assert stack.api.received[-1].headers["x-forwarded-proto"] == "https"


def test_health_checks_are_answered_over_plain_http(start: StartStack) -> None:
    url = start(**HTTPS).nginx.url
    headers = {**FROM_THE_PROXY, "X-Forwarded-Proto": "http"}
    for path in ("/api/health/", "/api/health"):
        answer = requests.get(url + path, headers=headers, allow_redirects=False)
        assert answer.status_code == 200, path
    inside = {"X-Forwarded-Proto": "http"}
    assert requests.get(f"{url}/gateway-health", headers=inside).status_code == 200


@pytest.mark.parametrize(
    "variables",
    [
        BEHIND_A_PROXY,
        {"GATEWAY_SCHEME": "https"},
        {"GATEWAY_SCHEME": "https", "GATEWAY_TRUSTED_PROXY": "192.0.2.1"},
    ],
)
def test_the_header_of_a_stranger_redirects_no_request(
    start: StartStack, variables: dict[str, str]
) -> None:
    url = start(**variables).nginx.url
    headers = {**FROM_THE_PROXY, "X-Forwarded-Proto": "http"}
    assert requests.get(f"{url}/", headers=headers, allow_redirects=False).status_code == 200


def test_the_switch_of_django_is_enough(start: StartStack) -> None:
    stack = start(DJANGO_HTTPS="on", **BEHIND_A_PROXY)
    headers = {**FROM_THE_PROXY, "X-Forwarded-Proto": "http"}
    answer = requests.get(f"{stack.url}/", headers=headers, allow_redirects=False)
    assert answer.headers["Location"] == "https://tickets.example.com/"
    # Without a proxy in front, as on one machine, no answer redirects.
    assert requests.get(f"{stack.url}/api/tickets/").status_code == 200
    assert stack.api.received[-1].headers["x-forwarded-proto"] == "https"
