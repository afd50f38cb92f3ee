"""Requesters: one for each address, found or stored with a ticket."""

import unicodedata
from dataclasses import dataclass

from people.models import Requester


def email_key(email: str) -> str:
    """The same text for an address in any case of its letters."""
    return unicodedata.normalize("NFC", email).lower()


@dataclass(frozen=True)
class Person:
    """The name and the address that came with a ticket; at least one of them is there."""

    name: str
    email: str | None

    @property
    def parameters(self) -> dict[str, str | None]:
        """For the statement of `find_or_store`."""
        return {
            "requester_name": self.name,
            "requester_email": self.email,
            "requester_key": self.email and email_key(self.email),
        }


def find_or_store(source: str = "") -> str:
    """SQL that returns the id of the requester with the address, stored now if there is none.

    A stored name is kept. Of two transactions with one new address the second waits for the first.
    `source` is a FROM clause; when it has no row, no requester is stored.
    """
    return f"""
    INSERT INTO {Requester._meta.db_table} AS kept (name, email, email_key)
    SELECT %(requester_name)s, %(requester_email)s, %(requester_key)s {source}
    ON CONFLICT (email_key) DO UPDATE
    SET name = CASE WHEN kept.name = '' THEN excluded.name ELSE kept.name END
    RETURNING id
    """  # noqa: S608 (names of ours)


def requester_store(person: Person) -> int:
    """The id of the requester with this address, stored now if there is none."""
    (requester,) = Requester.objects.raw(find_or_store(), person.parameters)
    return int(requester.pk)
