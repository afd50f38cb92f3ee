"""Folded text is the same in Python, in the database and in contracts/folding.json."""

import unicodedata
from collections.abc import Iterator
from itertools import chain

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.addresses import database_address
from tests.fuzz_budget import budget
from tests.samples import contract
from tickets.listing.fold_text import fold_text_sql
from tickets.listing.folding import LETTERS, fold, is_empty, search_words, ticket_number

CONTRACT = contract("folding.json")
# Everything that this Python knows and PostgreSQL can store.
ASSIGNED = [
    letter
    for letter in map(chr, range(1, 0x110000))
    if unicodedata.category(letter) not in {"Cn", "Cs", "Co"}
]
# As one cluster may be made and as another: none of them may change the folded text.
CHARACTER_TYPES = ["C", "C.UTF-8"]


def fold_in_database(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(fold_text(text) ORDER BY number) "
            "FROM unnest(%s::text[]) WITH ORDINALITY AS texts (text, number)",
            [texts],
        )
        (folded,) = cursor.fetchone()
    return list(folded)


def test_the_short_table_is_the_contract() -> None:
    assert CONTRACT["letters"] == LETTERS


@pytest.mark.parametrize(("text", "folded"), CONTRACT["texts"])
def test_python_folds_as_the_contract_says(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.django_db
def test_the_database_folds_as_the_contract_says() -> None:
    texts = [text for text, _ in CONTRACT["texts"]]
    assert fold_in_database(texts) == [folded for _, folded in CONTRACT["texts"]]


@pytest.mark.parametrize(("search", "words"), CONTRACT["searches"])
def test_words_and_phrases(search: str, words: list[str]) -> None:
    assert search_words(search) == words


@pytest.mark.parametrize(("search", "number"), CONTRACT["numbers"])
def test_numbers(search: str, number: int | None) -> None:
    assert ticket_number(search) == number


@pytest.mark.parametrize(
    ("search", "empty"),
    [("", True), (' \u00a0"', True), ("„“", True), ("\u200b", False), ("a", False)],
)
def test_what_asks_for_nothing(search: str, empty: bool) -> None:
    assert is_empty(search) is empty


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", ["{}", "a{}b", "É {}", "{0}Σ{0} Σ"])
def test_python_and_the_database_fold_every_letter_alike(pattern: str) -> None:
    texts = [pattern.format(letter) for letter in ASSIGNED]
    in_python = [fold(text) for text in texts]
    differing = [
        (text.encode("unicode_escape"), ours, theirs)
        for text, ours, theirs in zip(texts, in_python, fold_in_database(texts), strict=True)
        if ours != theirs
    ]
    assert differing == []


@pytest.mark.django_db
@pytest.mark.fuzz
@budget(100)
@given(st.lists(st.text(st.sampled_from(ASSIGNED), max_size=30), min_size=1, max_size=50))
def test_python_and_the_database_fold_every_text_alike(texts: list[str]) -> None:
    folded = [fold(text) for text in texts]
    assert fold_in_database(texts) == folded
    # Folding a folded text changes nothing, so a word is compared as it was asked for.
    assert [fold(text) for text in folded] == folded


@pytest.fixture(params=CHARACTER_TYPES)
def cluster(request: pytest.FixtureRequest, database_url: str) -> Iterator[psycopg.Connection]:
    """A database of another character type, with the function."""
    name = f"{connection.settings_dict['NAME']}_folding"
    with psycopg.connect(database_url, autocommit=True) as admin:
        try:
            admin.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc "
                f"LC_COLLATE 'C' LC_CTYPE '{request.param}'"
            )
        except psycopg.errors.WrongObjectType:
            pytest.skip(f"this machine has no character type {request.param}")
        try:
            with psycopg.connect(database_address(name), autocommit=True) as made:
                made.execute(fold_text_sql("public"))
                yield made
        finally:
            admin.execute(f"DROP DATABASE {name}")


@pytest.mark.django_db(transaction=True)
def test_every_cluster_folds_alike(cluster: psycopg.Connection) -> None:
    texts = ["".join(ASSIGNED[at::997]) for at in range(997)]
    rows = cluster.execute(
        "SELECT fold_text(text) FROM unnest(%s::text[]) WITH ORDINALITY AS texts (text, number) "
        "ORDER BY number",
        [texts],
    )
    assert [folded for (folded,) in rows] == [fold(text) for text in texts]


@pytest.mark.django_db
def test_the_function_is_immutable_and_calls_nothing_of_ours() -> None:
    """Else a restore, or an upgrade of ICU, could leave tickets that no search finds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT provolatile, proisstrict, prosrc FROM pg_proc WHERE proname = 'fold_text'"
        )
        ((volatile, strict, source),) = cursor.fetchall()
        cursor.execute("SELECT public.fold_text(NULL), current_setting('server_encoding')")
        assert cursor.fetchone() == (None, "UTF8")
    assert (volatile, strict) == ("i", True)
    assert "unaccent" not in source


def test_what_shows_nothing_is_folded_away() -> None:
    for first, last in chain(*contract("invisible.json").values()):
        for code in range(int(first, 16) or 1, int(last, 16) + 1):
            assert fold(chr(code)) == "", hex(code)
