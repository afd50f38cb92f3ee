"""The settings of this part beside contracts/*.json, which the other parts read as well."""

import importlib.util
import os
from types import ModuleType

import pytest
from django.conf import settings

from accounts.names import name_key
from appearance import models as appearance
from appearance.marks import MARK_BYTES
from common.invisible import shows_something
from config.settings import base
from conversations import models
from live.hub import PING_SECONDS
from people import models as people
from saved_views import models as saved_views
from similar import serializers as similar
from tests.gunicorn_server import FOLDER
from tests.samples import contract
from tickets import serializers
from tickets.listing import filters


@pytest.fixture
def gunicorn_conf(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("GUNICORN_WORKERS", "GUNICORN_MAX_REQUESTS", "BIND"):
        monkeypatch.delenv(name, raising=False)
    return load_gunicorn_conf()


def load_gunicorn_conf() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gunicorn_conf", FOLDER / "gunicorn.conf.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_limits() -> None:
    limits = contract("limits.json")
    assert limits["title_characters"] == serializers.TITLE_CHARACTERS
    assert limits["description_characters"] == serializers.DESCRIPTION_CHARACTERS
    assert limits["name_characters"] == people.NAME_CHARACTERS
    assert limits["email_characters"] == people.EMAIL_CHARACTERS
    assert limits["message_characters"] == models.BODY_CHARACTERS
    assert limits["macro_title_characters"] == models.TITLE_CHARACTERS
    assert limits["view_name_characters"] == saved_views.NAME_CHARACTERS
    assert limits["view_query_characters"] == saved_views.QUERY_CHARACTERS
    assert limits["views_per_account"] == saved_views.VIEWS_PER_ACCOUNT
    assert limits["similar_links_max"] == similar.LINKS_MAX
    assert limits["appearance_name_characters"] == appearance.NAME_CHARACTERS
    assert limits["appearance_mark_bytes"] == MARK_BYTES
    assert limits["body_bytes"] == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert limits["page_size_default"] == filters.PAGE_SIZE_DEFAULT
    assert limits["page_size_max"] == filters.PAGE_SIZE_MAX


def characters(*kinds: str) -> set[int]:
    """The code points of these kinds in contracts/invisible.json."""
    ranges = [pair for kind in kinds for pair in contract("invisible.json")[kind]]
    return {code for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)}


def test_characters_that_show_nothing() -> None:
    hidden = characters(*contract("invisible.json"))
    assert hidden == {code for code in range(0x110000) if not shows_something(chr(code))}


def test_characters_that_no_username_has() -> None:
    names = {code: name_key(f"a{chr(code)}b") for code in range(0x110000)}
    assert characters("ignorable") == {code for code, name in names.items() if name == "ab"}


def test_gunicorn_has_the_values_of_the_requirements(gunicorn_conf: ModuleType) -> None:
    """Requirements §7.2."""
    wanted = {
        "workers": (os.cpu_count() or 1) * 2 + 1,
        "worker_class": "gthread",
        "threads": 4,
        "graceful_timeout": 30,
        "timeout": 120,
        "max_requests": 1000,
        "max_requests_jitter": 50,
        "preload_app": True,
    }
    assert {name: getattr(gunicorn_conf, name) for name in wanted} == wanted


def test_the_number_of_workers_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUNICORN_WORKERS", "7")
    assert load_gunicorn_conf().workers == 7


def test_the_requests_of_a_worker_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUNICORN_MAX_REQUESTS", "50000")
    gunicorn_conf = load_gunicorn_conf()
    assert (gunicorn_conf.max_requests, gunicorn_conf.max_requests_jitter) == (50_000, 2_500)
    monkeypatch.setenv("GUNICORN_MAX_REQUESTS", "0")
    with pytest.raises(SystemExit, match="GUNICORN_MAX_REQUESTS is '0'"):
        load_gunicorn_conf()


def test_the_inner_wait_ends_before_the_outer(gunicorn_conf: ModuleType) -> None:
    timeouts = contract("timeouts.json")
    promised = dict(timeouts["order"])
    assert list(promised.values()) == sorted(set(promised.values()))
    ours = {
        "ticket_api_read": base.CLASSIFIER_READ_TIMEOUT,
        "ticket_api_classify_total": base.CLASSIFIER_TOTAL_TIMEOUT,
        "gunicorn_graceful_timeout": gunicorn_conf.graceful_timeout,
        "gunicorn_timeout": gunicorn_conf.timeout,
    }
    assert ours == {name: promised[name] for name in ours}
    assert timeouts["ticket_api_connect"] == base.CLASSIFIER_CONNECT_TIMEOUT
    assert timeouts["stream_ping"] == PING_SECONDS


def test_a_request_waits_a_few_seconds_for_the_database_at_most() -> None:
    options = settings.DATABASES["default"]["OPTIONS"]
    assert 0 < options["connect_timeout"] <= 3
