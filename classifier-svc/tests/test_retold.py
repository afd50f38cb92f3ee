"""Which training tickets are tested in cross-validation, and what is left out with them."""

from typing import Any

import numpy as np

from evaluation.corpus import Ticket
from evaluation.retold import families
from evaluation.train import examples

MATTERS = ("refund", "invoice", "plan")


class Matters:
    """An embedder: a direction for each matter, and one for each language."""

    name, dimensions = "matters", 5

    def embed(self, texts: Any) -> Any:
        """Return the directions of texts such as `de refund`."""
        rows = np.zeros((len(texts), 5), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            language, matter = text.split()
            row[MATTERS.index(matter)] = 1
            row[3 + ("de", "fr").index(language)] = 5
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def ticket(source: str, number: int, matter: str) -> Ticket:
    language = source.partition("-")[0]
    name = f"{source}:billing high:{number}"
    return Ticket(f"{language} {matter}", language, "billing", "high", name, held_back=False)


GERMAN = [ticket("de", number, matter) for number, matter in enumerate(MATTERS)]
FRENCH = [ticket("fr", 0, "invoice"), ticket("fr", 1, "plan"), ticket("fr", 2, "refund")]


def test_translation_is_found_by_what_it_is_about_and_not_by_its_number() -> None:
    found = families([*GERMAN, *FRENCH], Matters())

    assert [found[one.problem] for one in GERMAN] == [one.problem for one in GERMAN]
    assert [found[one.problem] for one in FRENCH] == [
        "de:billing high:1",
        "de:billing high:2",
        "de:billing high:0",
    ]


def test_easy_tickets_are_tested_too_and_never_beside_their_translations() -> None:
    border, freely = ticket("fr-5", 0, "plan"), ticket("fr-20", 0, "plan")
    tickets = [*GERMAN, *FRENCH, border, freely]

    taken = examples(tickets, Matters())

    assert [one.tested for one in taken] == [*[True] * 7, False]
    assert taken[0].family == taken[5].family == GERMAN[0].problem
    assert taken[6].family == taken[7].family == ""


def test_without_vectors_no_translation_is_tested() -> None:
    taken = examples([*GERMAN, ticket("fr-5", 0, "plan")], None)

    assert [one.tested for one in taken] == [False, False, False, True]
