"""Replace personal details and secrets by placeholders before a text goes to a provider.

Replaced are e-mail addresses, phone numbers, card numbers (Luhn), IBANs (ISO 7064), IP
addresses, and what looks like a password, a token or a key. The placeholder names the kind, so that
"my card [card number] was charged" remains classifiable.
"""

import ipaddress
import re
import string
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stdnum import iban, luhn

# Words that name a secret, in the languages that tickets come in.
_NAMES = (
    r"pass(?:word|wd|phrase|code)?|pwd|pin|secret|token|credentials?|"
    r"(?:api|access|private|secret|license)[ _-]?key|"
    r"passwort|kennwort|contraseña|clave|mot de passe|mdp|senha|palavra-passe|wachtwoord|hasło|"
    r"parola|şifre|lösenord|пароль"
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
_KNOWN_TOKENS = re.compile(
    r"\b(?:sk[-_][\w-]{16,}|pk_(?:live|test)_\w{16,}|AIza[\w-]{20,}|gh[opsur]_\w{20,}|"
    r"github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|"
    r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?)"
)
_BEARER = re.compile(r"(\bbearer\s+)[\w.~+/=-]{12,}", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,80}:)[^\s/@]{1,200}(?=@)", re.I)
# "Password: x" names a secret whatever x is; "password is x" only when x is more than a word,
# because "my password is wrong" tells what the ticket is about.
# A name may be the end of a longer one, as in client_secret.
_ASSIGNED = re.compile(
    rf"((?<![^\W_])(?:{_NAMES})\s{{0,3}}[:=]\s{{0,3}})"
    r"(?:\"[^\"\n]{3,200}\"|'[^'\n]{3,200}'|[^\s\[\],;]{3,200}(?:\s?/\s?[^\s,;/]{4,200})?)",
    re.I,
)
# "Password Blau77!" or "login: anna / Blau77!": a word with letters and digits after such a name.
_FOLLOWS = re.compile(
    rf"(\b(?:(?:{_NAMES})\s+[\"'`]?|(?:login|log-in|user(?:name)?|zugangsdaten)\b[ :=]{{1,3}}"
    r"[^\s/]{2,64}\s?/\s?))(?=[^\s]*\d)(?=[^\s]*[^\W\d_])[^\s\"'`\[\],;/]{6,200}",
    re.IGNORECASE,
)
_CARD_CODE = re.compile(r"(\b(?:cvv2?|cvc2?)\W{1,3})\d{3,4}(?!\d)", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"(hooks\.slack\.com/services/|[?&](?:key|sig|signature|auth|code|session(?:id)?)=)[\w./%+-]{6,300}",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"(\b(?:{_NAMES})\s+(?:is|was|ist|lautet|war|es|est|è|é|to|auf)\s+[\"'`]?)"
    r"(?=[^\s\"'`]*[\d!#$%&*@^_~])[^\s\"'`,;]{4,200}",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"(?<![\w/+.-])[A-Za-z0-9_+/-]{20,500}={0,2}(?![\w/+-])")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{32,}")

_EMAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,6}[\w-]{2,63}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b", re.I)
_CARD = re.compile(
    r"(?<![\d.,+])(?:\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{3})?|"
    r"\d{4}[ -]?\d{6}[ -]?\d{4,5}|\d{13,19})(?!\d)"
)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,:/-])(?:"
    r"(?:\+|00)[1-9](?:[ ()./-]{0,2}\d){6,13}"  # International.
    r"|\(?0\d{1,5}\)?(?:[ ()/-]{1,2}\d+){1,4}"  # National, with a trunk prefix and separators.
    r"|0\d{8,11}"  # National, in one piece.
    r"|\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}"  # North American.
    r"|\d{2}(?:[ .]\d{2}){4}"  # Five pairs, as in France.
    r"|8[ -]?\(\d{3}\)[ -]?\d{3}(?:[ -]?\d{2}){2}"  # Russian.
    r")(?![\w])"
)
# Other groups of digits are a phone number when a word says so: "600 700 800" may be an amount.
_CALLED_PHONE = re.compile(
    r"(\b(?:tel(?:[eé]f\w{0,8})?|phone|mobile|cell|call|handy|m[oó]vil|t[eé]l[eé]phone|komórka|"
    r"whatsapp)\b[.:]?[ ](?:[^\W\d]\w{0,9}[.:]?[ ]){0,2})\d[\d ()./-]{5,18}\d(?![\w])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Redaction:
    """The redacted text, and the number of replacements by kind."""

    text: str
    counts: Mapping[str, int]


def redact(text: str) -> Redaction:
    """Replace personal details and secrets.

    A usual ticket takes well under a millisecond, the worst one of 20,000 characters half a second.
    """
    counts: Counter[str] = Counter()
    folded = _folded(text)
    lacks = {needed for needed in _NEEDED if not needed.search(folded)}
    for step in _STEPS:
        if step.needs not in lacks:
            text = _replaced(text, step, counts)
    return Redaction(text, dict(counts))


def _folded(text: str) -> str:
    """Return the text without capitals, as `re.IGNORECASE` sees it: both Turkish i are an i."""
    return text.casefold().replace("i\u0307", "i").replace("\u0131", "i")


def _replaced(text: str, step: "_Step", counts: Counter[str]) -> str:
    """Replace the valid matches of a step; search an invalid one again from its next part.

    Other digits often surround a number and look like a part of it.
    """
    pieces: list[str] = []
    done = position = 0
    while match := step.pattern.search(text, position):
        start = match.end(1) if step.pattern.groups else match.start()
        held = _valid_start(text[start : match.end()], step.is_valid)
        if held is None:
            part = _PART.match(text, start)
            position = max(part.end() if part else 0, match.start() + 1)
            continue
        counts[step.kind] += 1
        pieces += [text[done:start], f"[{step.kind}]"]
        done = position = start + len(held)
    return "".join([*pieces, text[done:]]) if pieces else text


def _valid_start(candidate: str, is_valid: Callable[[str], bool]) -> str | None:
    """Return the longest valid prefix that ends where a part ends, or None."""
    while not is_valid(candidate):
        cut = max(candidate.rfind(" "), candidate.rfind("-"))
        if cut <= 0:
            return None
        candidate = candidate[:cut]
    return candidate


_PART = re.compile(r"[^ -]*[ -]?")


def _always(_: str) -> bool:
    return True


def _is_random(candidate: str) -> bool:
    """Return whether it is hexadecimal, or mixes capitals, small letters and digits, as keys do."""
    if _HEXADECIMAL.fullmatch(candidate):
        return True
    return (
        any(character.isdigit() for character in candidate)
        and any(character.isupper() for character in candidate)
        and any(character.islower() for character in candidate)
        and "/" not in candidate[:1]
    )


def _is_iban(candidate: str) -> bool:
    number = candidate.replace(" ", "").replace("-", "").upper()
    if not (number.isascii() and 15 <= len(number) <= 34):
        return False
    # Checked before the slower library, because a long text may have thousands of candidates.
    in_digits = (number[4:] + number[:4]).translate(_LETTERS_OF_IBANS)
    return int(in_digits) % 97 == 1 and bool(iban.is_valid(number, check_country=False))


_LETTERS_OF_IBANS = {ord(letter): str(int(letter, 36)) for letter in string.ascii_uppercase}


def _is_card(candidate: str) -> bool:
    digits = re.sub(r"\D", "", candidate)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and bool(luhn.is_valid(digits))


def _is_ip(candidate: str) -> bool:
    try:
        address = ipaddress.ip_address(candidate)
    except ValueError:
        return False
    return not address.is_unspecified


def _is_phone(candidate: str) -> bool:
    return 8 <= sum(character.isdigit() for character in candidate) <= 15


@dataclass(frozen=True)
class _Step:
    """Replaces the matches of a pattern that are valid.

    A text without `needs`, a cheaper pattern on the case-folded text, is not searched.
    """

    kind: str
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool] = _always
    needs: re.Pattern[str] | None = None


_DASHES = re.compile("-----")
_LONG_WORD = re.compile(r"\S{15}")
_AT = re.compile("@")
_BEARING = re.compile("bearer")
_NAMED = re.compile(rf"{_NAMES}|log-?in|user|zugangsdaten")
_CODE = re.compile(r"cv[vc]")
_SLASH = re.compile("/")
_LETTERS_AND_DIGITS = re.compile(r"[a-z]{2}\d{2}")
_EIGHT_DIGITS = re.compile(r"(?:\d\D*+){8}")
_DOT_IN_DIGITS = re.compile(r"\d\.\d")
_TWO_COLONS = re.compile(r":[0-9a-f]{0,4}:")

_STEPS = (
    _Step("secret", _PRIVATE_KEY, needs=_DASHES),
    _Step("secret", _KNOWN_TOKENS, needs=_LONG_WORD),
    _Step("secret", _URL_PASSWORD, needs=_AT),
    _Step("secret", _BEARER, needs=_BEARING),
    _Step("secret", _ASSIGNED, needs=_NAMED),
    _Step("secret", _SAID, needs=_NAMED),
    _Step("secret", _FOLLOWS, needs=_NAMED),
    _Step("secret", _CARD_CODE, needs=_CODE),
    _Step("secret", _IN_ADDRESS, needs=_SLASH),
    _Step("email", _EMAIL, needs=_AT),
    _Step("IBAN", _IBAN, _is_iban, needs=_LETTERS_AND_DIGITS),
    _Step("card number", _CARD, _is_card, needs=_EIGHT_DIGITS),
    _Step("IP address", _IPV4, _is_ip, needs=_DOT_IN_DIGITS),
    _Step("IP address", _IPV6, _is_ip, needs=_TWO_COLONS),
    _Step("phone number", _PHONE, _is_phone, needs=_EIGHT_DIGITS),
    _Step("phone number", _CALLED_PHONE, _is_phone, needs=_EIGHT_DIGITS),
    _Step("secret", _RANDOM, _is_random, needs=_LONG_WORD),
)
_NEEDED = {step.needs for step in _STEPS if step.needs}
