"""IBANs and card numbers: by their form and their check digits."""

import re
import string
from functools import cache

from stdnum import iban, luhn, numdb

from classifier.pipeline.redaction.steps import Step
from classifier.pipeline.redaction.unfolded import WORD

# Between two groups: a blank, a dot, a hyphen, a slash, a line end, or a few of them.
_GAP = r"(?:[ \t]{0,2}[-._/\r\n]{0,2}[ \t]{0,2})"
_IBAN = re.compile(
    rf"(?<!{WORD})(?:IBAN)?(?P<value>[A-Z]{{2}}{_GAP}\d{_GAP}\d(?:{_GAP}[A-Z0-9]){{11,30}})", re.I
)
_CARD = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?<!\+)(?:\d{{13,19}}|\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{3}})?|"
    rf"\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}})(?!\d)"
)
# The first digits that networks of cards use, with the lengths of their numbers.
_NETWORKS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|"
    r"35(?:2[89]|[3-8]\d)\d{12}|6\d{15,18}|5[06-8]\d{11,17}|62\d{14,17}|220[0-4]\d{12}|9792\d{12}"
)
_CARD_WORD = re.compile(
    r"card|karte|carte|tarjeta|cart[aã]o|carta|kaart|kart|kort|カード|卡|카드|карт|visa|amex",
    re.IGNORECASE,
)
_CONTEXT = 40


def _end_of_iban(text: str, start: int, end: int) -> int | None:
    places = [place for place in range(start, end) if text[place].isalnum()]
    country = (text[places[0]] + text[places[1]]).upper()
    length = _iban_length(country)
    if not length or len(places) < length:
        return None
    stop = places[length - 1] + 1
    if text[stop : stop + 1].isalnum() and text[stop].isascii():
        return None
    number = "".join(text[place] for place in places[:length]).upper()
    # Checked before the slower library, because a long text may have thousands of candidates.
    in_digits = (number[4:] + number[:4]).translate(_LETTERS_OF_IBANS)
    if int(in_digits) % 97 != 1 or not iban.is_valid(number, check_country=False):
        return None
    return stop


@cache
def _iban_length(country: str) -> int | None:
    """Return the length of the country's IBANs, None when it has none."""
    if not (country.isascii() and country.isalpha()):
        return None
    form = numdb.get("iban").info(country)[0][1].get("bban")
    return 4 + sum(int(count) for count in re.findall(r"(\d+)!", form)) if form else None


_LETTERS_OF_IBANS = {ord(letter): str(int(letter, 36)) for letter in string.ascii_uppercase}


def _end_of_card(text: str, start: int, end: int) -> int | None:
    """Return the end, or that of all but the last group, which may be a date or a code."""
    while True:
        digits = re.sub(r"\D", "", text[start:end])
        if len(digits) < 13:
            return None
        if len(set(digits)) > 1 and luhn.is_valid(digits):
            called = _CARD_WORD.search(text[max(0, start - _CONTEXT) : start])
            return end if called or _NETWORKS.fullmatch(digits) else None
        shorter = re.match(r"(.*\d)\D+\d+$", text[start:end], re.DOTALL)
        if not shorter:
            return None
        end = start + shorter.end(1)


STEPS = (
    Step("IBAN", _IBAN, _end_of_iban, needs=re.compile(r"[a-z]{2}[\W_]{0,3}\d[\W_]{0,3}\d").search),
    Step(
        "card number",
        _CARD,
        _end_of_card,
        needs=re.compile(r"\d{4}[\W_]{0,4}\d{4}[\W_]{0,4}\d").search,
    ),
)
