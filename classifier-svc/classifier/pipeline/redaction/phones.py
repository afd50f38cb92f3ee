"""Phone numbers: by form, by the plans of the likely countries, by words that call them so."""

import re
from functools import cached_property

import phonenumbers

from classifier.pipeline.redaction.phone_words import Surroundings, likely_countries
from classifier.pipeline.redaction.steps import Step
from classifier.pipeline.redaction.unfolded import WORD

_EXTENSION = (
    r"(?:[ ,;/]{0,3}(?:ext(?:ension)?|extn|x|dw|durchwahl|poste|int(?:erno)?|wew|w|toestel|tst|"
    r"ramal|anexo|anknytning|доб|"
    r"内線|分机|转|내선)[.:]?[ ]?\d{1,6}(?!\d))?"
)
_INTERNATIONAL = re.compile(
    rf"(?:\+|(?<!\d)(?<!\d[.,:/-])(?<!{WORD})00)[ ]?\(?[1-9](?:[ ()./\n-]{{0,3}}\d){{6,16}}"
    rf"{_EXTENSION}(?!\d)",
    re.IGNORECASE,
)
_NATIONAL = re.compile(
    rf"(?<!\d)(?<!\d[.,:/])(?<!\d-)\(?\d(?:[ ()./\n-]{{0,3}}\d){{5,14}}{_EXTENSION}"
    rf"(?!\d|[.,]\d|{WORD})",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"\d+")
_ENDS_IN_EXTENSION = re.compile(r"[^\W\d_].*$", re.DOTALL)
# Countries in which numbers are written without a leading 0.
_WITHOUT_TRUNK = frozenset(
    {"US", "CA", "ES", "PL", "IT", "PT", "DK", "NO", "CZ", "GR"}
    | {"MX", "CN", "RU", "IN", "BR", "TR", "SA", "AE", "SE", "UA", "KR"}
)
_DIGITS_MIN, _DIGITS_MAX = 6, 15
# Directly after these a number is a part of a name, unless a word calls it a phone number.
_GLUED = re.compile(rf"(?:{WORD}|_)[-/_=.&]?$|[#_=&]$")


def _plain_part(candidate: str) -> str:
    return _ENDS_IN_EXTENSION.sub("", candidate)


def _prefixes(text: str, start: int, end: int) -> list[int]:
    """Return the ends of the candidate and of the candidate without its last groups."""
    gaps = re.finditer(r"(?<=[\d)])[ \n]+(?=[(\d])", text[start:end])
    return [end, *(start + gap.start() for gap in reversed(list(gaps)))]


class _Judges:
    """The judges of one text; what they learn about it is gone with them."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self._text)

    @cached_property
    def _countries(self) -> tuple[str, ...]:
        return likely_countries(self._text)

    def international(self, text: str, start: int, end: int) -> int | None:
        """Judge a number that begins with + or 00."""
        said = self._surroundings.called(start, end)
        if said == "other" and text[start] == "0":
            return None
        possible = (
            stop
            for stop in _prefixes(text, start, end)
            if _is_possible(re.sub(r"^00", "+", _plain_part(text[start:stop])))
        )
        return next(possible, end if said == "phone" else None)

    def national(self, text: str, start: int, end: int) -> int | None:
        """Judge a number without the prefix of a country."""
        glued = _GLUED.search(text[max(0, start - 2) : start])
        for stop in _prefixes(text, start, end):
            number = _plain_part(text[start:stop])
            digits = "".join(_GROUPS.findall(number))
            if not _DIGITS_MIN <= len(digits) <= _DIGITS_MAX or len(set(digits)) == 1:
                continue
            said = self._surroundings.called(start, stop)
            if said == "phone" and _is_grouped(number):
                return stop
            if said == "other" or glued or "\n" in number:
                continue
            if _has_form(number, digits, self._countries):
                return stop
        return None


def _is_possible(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number.replace("\n", " "))
    except phonenumbers.NumberParseException:
        return False
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)


def _is_valid(digits: str, countries: tuple[str, ...]) -> bool:
    return any(
        _is_valid_in(digits, country)
        for country in countries
        if digits.startswith("0") or country in _WITHOUT_TRUNK
    )


def _is_valid_in(digits: str, country: str) -> bool:
    try:
        parsed = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number_for_region(parsed, country))


def _is_grouped(number: str) -> bool:
    """Refuse single digits, as of a list, unless they are few."""
    groups = _GROUPS.findall(number)
    return sum(len(group) == 1 for group in groups) <= max(2, len(groups) // 2)


_NORTH_AMERICAN = re.compile(
    r"(?:1[ .-])?(?:\([2-9]\d{2}\)|[2-9]\d{2})[ .-]{0,2}\d{3}[.-]\d{4}|\([2-9]\d{2}\) ?\d{3} \d{4}"
)
_RUSSIAN = re.compile(r"8[ -]?\(\d{3}\)[ -]?\d{3}(?:[ -]?\d{2}){2}|8[ -]\d{3}[ -]\d{3}-\d{2}-\d{2}")


def _has_form(number: str, digits: str, countries: tuple[str, ...]) -> bool:
    """Return whether a number that no word calls one has the form of a phone number."""
    if _NORTH_AMERICAN.fullmatch(number) or _RUSSIAN.fullmatch(number):
        return True
    groups = _GROUPS.findall(number)
    if not _is_grouped(number) or len(groups) > 6 or not 8 <= len(digits) <= 12:
        return False
    if digits.startswith("0") and not digits.startswith("00"):
        if len(groups) > 1:
            return len(groups[0]) <= 6 and (len(digits) >= 9 or bool(re.search(r"[/()-]", number)))
        return len(digits) >= 9 and (len(digits) <= 11 or _is_valid(digits, countries))
    return len(digits) >= 9 - (len(groups) > 1) and _is_valid(digits, countries)


_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)\d\d|\d\d)"
_TIME = r"(?:[01]?\d|2[0-4])[.:hH][0-5]\d(?:[:.][0-5]\d)?"
# What looks like a phone number and is none: dates, times, and spans of them.
_DATES = re.compile(
    rf"(?=\d)(?<!\d)(?<!\d[./])(?:(?<!\d-)|(?<=(?:19|20)\d\d-))(?:(?:19|20)\d\d(?P<a>[./-]){_MONTH}(?P=a){_DAY}|"
    rf"(?:{_DAY}\.?(?:{_MONTH}\.?)? ?- ?)?(?:{_DAY}(?P<b>[./-]){_MONTH}|"
    rf"{_MONTH}(?P<c>[./-]){_DAY})(?:(?P=b)|(?P=c)){_YEAR}|"
    rf"{_DAY} {_MONTH} (?:19|20)\d\d|{_MONTH}/(?:19|20)\d\d|(?:19|20)\d\d ?- ?(?:19|20)\d\d|"
    rf"{_TIME}(?: ?(?:uhr|h|am|pm))? ?(?:-|–|to|bis|a|à|do|tot|e|y|~) ?{_TIME}|"
    r"(?:[01]\d|2[0-4])[0-5]\d ?- ?(?:[01]\d|2[0-4])[0-5]\d(?=\D*(?:uhr|h\b|$|[.,)]))"
    r")(?:[T ]\d{1,2}[:.]\d{2}(?::\d{2})?)?(?!\d|[./]\d|(?<!19\d\d)(?<!20\d\d)-\d)",
    re.IGNORECASE,
)
_SIX_DIGITS = re.compile(r"(?:\d\D*+){6}").search

STEPS = (
    Step(
        "phone number",
        _INTERNATIONAL,
        needs=re.compile(r"[+0]").search,
        judge_of=lambda text: _Judges(text).international,
    ),
    Step(None, _DATES, needs=re.compile(r"\d").search),
    Step(
        "phone number", _NATIONAL, needs=_SIX_DIGITS, judge_of=lambda text: _Judges(text).national
    ),
)
