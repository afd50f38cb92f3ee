"""One account for every spelling of a username: in the database, at sign-in and for the limits."""

import io
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts import throttle
from accounts.models import ApiToken
from accounts.names import account_named, name_key
from accounts.roles import Role
from tests.accounts.test_admin import LOGIN, form_of, list_of, send
from tests.fuzz_budget import budget
from tests.people import PASSWORD, Browser, new_account

pytestmark = pytest.mark.django_db

# The stored username, and another spelling of it.
SPELLINGS = [
    ("anna", "Anna"),
    ("Anna", "anna"),
    ("anna", "ANNA"),
    ("anna", "Ａｎｎａ"),
    ("anna", "  anna\t"),
    ("anna", "an\u200bna"),
    ("anna", "\ufeffanna\u00ad"),
    ("josé", "JOSE\u0301"),
    ("jose\u0301", "José"),
    ("groß", "GROSS"),
    ("groß", "GROẞ"),
    ("ﬁona", "FIONA"),
    ("σίσυφος", "ΣΊΣΥΦΟΣ"),
    ("анна", "АННА"),
    ("ilker", "İLKER"),
    ("İlker", "ilker"),
    ("ırmak", "IRMAK"),
    ("IRMAK", "ırmak"),
    ("Ᾱᾳ", "ᾱᾼ"),
    ("한글", unicodedata.normalize("NFD", "한글")),
    ("ꭰꭱ", "ᎠᎡ"),
]
OTHERS = [("anna", "anne"), ("anna", "an na"), ("bö", "bo"), ("анна", "aннa"), ("e", "é")]


@pytest.mark.parametrize(("stored", "typed"), SPELLINGS)
def test_every_spelling_is_one_account(stored: str, typed: str) -> None:
    account = User.objects.create(username=stored)
    assert account_named(typed) == account
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username=typed)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username=typed.strip())])
    other = User.objects.create(username="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=other.pk).update(username=typed)


@pytest.mark.parametrize(("stored", "typed"), OTHERS)
def test_other_names_are_other_accounts(stored: str, typed: str) -> None:
    User.objects.create(username=stored)
    assert account_named(typed) is None
    User.objects.create(username=typed)


def test_the_database_and_python_agree_on_every_letter() -> None:
    letters = [
        letter
        for number in range(1, 0x110000)
        if unicodedata.category(letter := chr(number)) not in {"Cn", "Co", "Cs"}
        # Ideographs and syllables are many, have no case, and are alike.
        and not unicodedata.name(letter, "").startswith(
            ("CJK UNIFIED", "HANGUL SYLLABLE", "TANGUT")
        )
    ]
    names = [f"a{letter}b" for letter in letters] + [f"i{letter}" for letter in letters]
    with connection.cursor() as cursor:
        sql = "SELECT name, account_name_key(name) FROM unnest(%s::text[]) AS name"
        cursor.execute(sql, [names])
        differing = [name for name, key in cursor.fetchall() if key != name_key(name)]
    assert differing == []
    assert len(names) > 50_000


@pytest.mark.fuzz
@budget(60)
@given(name=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs", "Cn"])))
def test_the_database_and_python_agree_on_any_name(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_name_key(%s)", [name])
        assert cursor.fetchone() == (name_key(name),)
    assert name_key(name_key(name)) == name_key(name)


# Every way to find an account --------------------------------------------------------------------


@pytest.mark.parametrize(("stored", "typed"), SPELLINGS[:5] + SPELLINGS[-8:])
def test_signing_in_takes_any_spelling(stored: str, typed: str) -> None:
    account = new_account(stored)
    browser = Browser()
    assert browser.sign_in(typed).status_code == 200
    assert browser.open_portal()["account"]["username"] == account.username
    assert authenticate(None, username=typed, password="wrong") is None
    in_admin = send(Client(), LOGIN, username=typed, password=PASSWORD, next="/admin/")
    assert in_admin.status_code == 302


def test_failures_of_every_spelling_count_together() -> None:
    new_account("anna")
    spellings = ["anna", "ANNA", "Ａｎｎａ", "anna ", "an\u200bna"]
    for number in range(throttle.FAILURES_OF_AN_ACCOUNT):
        answer = Browser().sign_in(spellings[number % len(spellings)], "wrong")
        assert answer.status_code == 401
    assert Browser().sign_in("aNNa").status_code == 429


def test_an_address_beyond_its_limit_adds_no_rows() -> None:
    browser = Browser()
    for number in range(throttle.FAILURES_OF_AN_ADDRESS + 5):
        browser.sign_in(f"name-{number}", "wrong")
    # One for the address, and one for each name that counted.
    assert throttle.SignInAttempts.objects.count() == throttle.FAILURES_OF_AN_ADDRESS + 1


# Every way to make one ---------------------------------------------------------------------------


def test_the_command_changes_the_account_in_any_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    new_account("Anna", Role.VIEWER)
    monkeypatch.setattr(sys, "stdin", io.StringIO("another good password\n"))
    written = io.StringIO()
    call_command("account", "ANNA ", "--role", "admin", stdout=written)
    assert written.getvalue() == "The account Anna is changed; its role is admin.\n"
    assert User.objects.get().check_password("another good password")


def test_a_token_is_made_for_any_spelling() -> None:
    new_account("Tool")
    call_command("api_token", "create", "x", "--account", "tool", stdout=io.StringIO())
    assert ApiToken.objects.get().account.username == "Tool"


def test_no_superuser_of_another_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    new_account("anna")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    fields: dict[str, Any] = {"username": "Anna", "email": "a@example.com", "interactive": False}
    with pytest.raises(IntegrityError, match="one_account_for_all_spellings"), transaction.atomic():
        call_command("createsuperuser", **fields)
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_admin_refuses_another_spelling() -> None:
    boss, vera = new_account("boss", Role.ADMIN), new_account("vera", Role.VIEWER)
    browser = Browser()
    browser.sign_in("boss")
    fields = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    for name in ("Vera", "ＶＥＲＡ", "vera"):
        made = send(browser, f"{list_of(User)}add/", username=name, **fields)
        assert made.status_code == 200
        assert "already exists" in made.content.decode()
        renamed = send(browser, form_of(boss), username=name, is_active="on")
        assert renamed.status_code == 200
        assert "already exists" in renamed.content.decode()
    assert User.objects.count() == 2
    assert send(browser, form_of(vera), username="VERA", is_active="on").status_code == 302
    vera.refresh_from_db()
    assert vera.username == "VERA"


# Databases from before ---------------------------------------------------------------------------


@pytest.fixture
def before() -> Iterator[None]:
    """The tables of accounts as they were before usernames had one spelling."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("accounts")
    call_command("migrate", "accounts", "0001", verbosity=0)
    yield
    User.objects.all().delete()
    MigrationExecutor(connection).migrate(newest)


@pytest.mark.django_db(transaction=True)
def test_the_migration_names_collisions_and_changes_nothing(before: None) -> None:
    names = ("anna", "Anna", "ＡＮＮＡ", "o'hara", "O'Hara", "anna-2", "bea")
    ids = {name: User.objects.create(username=name).pk for name in names}
    with pytest.raises(CommandError) as refused:
        call_command("migrate", "accounts", verbosity=0)
    said = str(refused.value)
    for name in names[:5]:
        assert f"{name} (id {ids[name]}, last sign-in: never)" in said
    assert "bea" not in said
    assert set(User.objects.values_list("username", flat=True)) == set(names)
    statements = [line for line in said.splitlines() if line.startswith("  UPDATE")]
    assert len(statements) == 3
    assert "'anna-3'" in said, "anna-2 is taken"
    assert "'o''hara-2'" in said
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    call_command("migrate", "accounts", verbosity=0)
    assert account_named("anna") == User.objects.get(pk=ids["anna"])
    assert User.objects.count() == len(names)


@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_names_as_they_are(before: None) -> None:
    names = {"Anna", "BEA", "Çağla"}
    User.objects.bulk_create(User(username=name) for name in names)
    call_command("migrate", "accounts", verbosity=0)
    assert set(User.objects.values_list("username", flat=True)) == names
    assert account_named("bea")
