"""Keys and tokens that are recognised by their form, whatever the text says about them."""

import base64
import binascii
import re

from classifier.pipeline.redaction.steps import Step
from classifier.pipeline.redaction.unfolded import WORD

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?"
    r"(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
# What providers begin their tokens with, in the alphabet of their names.
_BEGINNINGS = (
    r"sk[-_]|[prs]k_(?:live|test|prod)_|whsec_|AIza|ya29\.|GOCSPX-|AKIA|ASIA|EAAC?(?=[A-Z])|"
    r"gh[oprsu]_|github_pat_|gl(?:pat|rt|dt|cbt|ptt|soat|ffct|agent)-|npm_|pypi-|dckr_pat_|hf_|"
    r"xox[a-z](?:\.xox[a-z])?-|xapp-|SG\.|key-(?=[0-9a-f]{20})|(?:AC|SK)(?=[0-9a-f]{32})|"
    r"shp(?:at|ca|pa|ss)_|do[opr]_v1_|dapi(?=[0-9a-f]{30})|lin_api_|figd_|ntn_|secret_(?=\w{20})|"
    r"PMAK-|NRAK-|ATATT3|ATCTT3|ATBB|sq0[a-z]{3}-|hv[bs]\.|s\.(?=[A-Za-z0-9]{24})|"
    r"AGE-SECRET-KEY-1|sb[p_]_|sntrys_|sgp_|rubygems_|tfe?_|pul-|tk_|glc_|glsa_|r8_|gsk_|pplx-|"
    r"fly_|EZ[AT]K|[a-z]{2,12}_(?:live|test|prod|sandbox)_|"
    r"(?:pat|rpa|sqp|sqa|squ|oy2|aio|nvapi|csk|re)[-_](?=\w{16})"
)
_KNOWN_TOKENS = re.compile(
    rf"(?<!{WORD})(?<![_-])(?:(?:{_BEGINNINGS})[A-Za-z0-9][A-Za-z0-9_.=+-]{{8,400}}[A-Za-z0-9_=]|"
    r"eyJ[\w-]{8,2000}\.[\w-]{8,4000}(?:\.[\w-]{0,2000})?)",
    re.ASCII,
)
# Beginnings that names of packages, variables and files have too: `npm_config_registry`.
_OF_NAMES_TOO = re.compile(
    r"(?:sk[-_]|npm_|pypi-|hf_|key-|fly_|tk_|re[-_]|tfe?_|pat[-_]|secret_|sb[p_]_|SG\.|s\.|"
    r"[a-z]+_(?:live|test|prod|sandbox)_)"
    r"(?P<body>.*)"
)
_WORDS_ALONE = re.compile(r"(?:[a-z]{1,15}|\d{1,4})(?:[-_.=+](?:[a-z]{1,15}|\d{1,4}))*")


def _end_of_token(text: str, start: int, end: int) -> int | None:
    """Refuse words joined by hyphens after a beginning that names have too."""
    found = text[start:end].rstrip(".")
    named = _OF_NAMES_TOO.match(found)
    if named and _WORDS_ALONE.fullmatch(named["body"]):
        return None
    return start + len(found)


_AUTHORIZATION = re.compile(
    r"authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:(?:basic|bearer|token|digest|apikey|"
    r"negotiate)\s+)?"
    r"(?P<value>[^\s\"'\[\]]{6,4000})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\bbearer[\s:]{1,3}(?P<value>[\w.~+/=-]{12,4000})", re.IGNORECASE)
_BASIC = re.compile(r"\bbasic[\s:]{1,3}(?P<value>[A-Za-z0-9+/_-]{6,500}={0,2})", re.IGNORECASE)


def _end_unless_a_word(text: str, start: int, end: int) -> int | None:
    return None if re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?", text[start:end]) else end


def _end_of_basic(text: str, start: int, end: int) -> int | None:
    """Accept what decodes to a name, a colon and a password."""
    value = text[start:end].rstrip("=")
    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    return end if b":" in decoded[1:] or _is_random(value) else None


_URL_PASSWORD = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,80}:(?P<value>[^\s/]{1,200})(?=@)", re.IGNORECASE
)
_URL_TOKEN = re.compile(r"[a-z][a-z0-9+.-]{1,20}://(?P<value>[^\s:/@]{16,200})(?=@)", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"(?:hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/\d{1,30}/|"
    r"api\.telegram\.org/bot|"
    r"[?&;#](?:[\w-]{0,20}[_-])?(?:key|sig|signature|auth|code|session(?:id)?|sid|otp|pw|ticket|"
    r"jwt|"
    r"token|secret|apikey|credential|state|nonce|hash|invite|pass(?:word)?)=)"
    r"(?P<value>[\w./%+:~=-]{6,2000})",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"(?<=[\w:]/)(?P<value>[A-Za-z0-9_-]{16,500}={0,2})(?![\w.-])", re.ASCII)
_COOKIE = re.compile(
    r"(?:session(?:_?id)?|sid|csrf(?:_?token)?|xsrf-token|jsessionid|"
    r"phpsessid)=(?P<value>[^\s;\"']{6,4000})",
    re.IGNORECASE,
)
_RANDOM = re.compile(
    rf"(?<!{WORD})(?<![_/+.-])[A-Za-z0-9_+/-]{{20,500}}={{0,2}}(?!{WORD}|[_/+-])", re.ASCII
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_STAYS = re.compile(
    rf"(?<!{WORD})(?:[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})(?!{WORD})", re.IGNORECASE
)
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{32,}")
# Words that call what follows a digest, a name of a version or of a file.
_DIGEST_WORD = re.compile(
    r"hash|\bmd5|\bsha-?\d*|digest|check ?sum|control ?sum|commit|revision|finger ?print|\betag|"
    r"\bblob|image|"
    r"prüfsumme|streuwert|abdruck|somme|empreinte|\bsuma|\bsumę|huella|somma|impronta|"
    r"controle(?:getal|som)|"
    r"skr[oó]t|kontroln|soma|ハッシュ|チェックサム|要約値|校验|哈希|散列|摘要|校驗|雜湊|해시|체크섬|хеш|хэш|контрольн|özet|"
    r"kontrollsumma|integrity|version|\bgit\b|trace|correlation|request.?id|\bid\b|uuid|guid",
    re.IGNORECASE,
)
_SECRET_WORD = re.compile(
    r"pass|kenn|secret|token|\bkey|api|schlüssel|clave|clé|chiave|sleutel|klucz|mdp|wachtwoord|"
    r"hasł|"
    r"senha|contrase|密码|密碼|パスワード|キー|トークン|密钥|密鑰|秘密|비밀|пароль|ключ",
    re.IGNORECASE,
)
_CONTEXT = 60


_RUNS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")


def _is_random(candidate: str) -> bool:
    """Return whether words and numbers joined by hyphens or capitals would be longer than its runs.

    A run is a word, or neighbouring capitals or digits. In random letters and digits of both
    cases it has some two characters, in those of one case some two and a half.
    """
    runs = len(_RUNS.findall(candidate))
    length = sum(character.isalnum() for character in candidate)
    cases = any(map(str.isupper, candidate)) + any(map(str.islower, candidate))
    digits = any(map(str.isdigit, candidate))
    if cases + digits < 2 or runs < 6:
        return False
    if cases == 2 and digits:
        return runs >= length / 3
    joined = re.search(r"[-_/]", candidate)
    return runs >= length / (2.2 if joined or not digits else 3.2)


def _end_of_random(text: str, start: int, end: int) -> int | None:
    candidate = text[start:end]
    if _UUID.fullmatch(candidate):
        return None
    hexadecimal = bool(_HEXADECIMAL.fullmatch(candidate))
    if not (hexadecimal or _is_random(candidate)):
        return None
    before = text[max(0, start - _CONTEXT) : start]
    digest = _last(_DIGEST_WORD, before)
    lower_hexadecimal = re.fullmatch(r"[0-9a-f]{20,}|[0-9A-F]{20,}", candidate)
    if (hexadecimal or lower_hexadecimal) and digest > _last(_SECRET_WORD, before):
        return None
    if re.search(r"\bsha(?:1|256|384|512)-$", before):
        return None  # The integrity of a package.
    if hexadecimal and re.match(r" [ *]?[\w./-]{1,80}\.\w{1,5}\b", text[end : end + 99]):
        return None  # The line of a file in a list of check sums.
    return end


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last match ends, -1 without one."""
    end = -1
    for match in pattern.finditer(text):
        end = match.end()
    return end


_DASHES = re.compile("-----").search
_LONG_WORD = re.compile(r"\S{12}").search

FIRST = (
    Step("secret", _PRIVATE_KEY, needs=_DASHES),
    Step("secret", _URL_PASSWORD, needs=re.compile("://").search),
    Step("secret", _AUTHORIZATION, _end_unless_a_word, needs=re.compile("authorization").search),
    Step("secret", _BEARER, _end_unless_a_word, needs=re.compile("bearer").search),
    Step("secret", _BASIC, _end_of_basic, needs=re.compile("basic").search),
    Step("secret", _KNOWN_TOKENS, _end_of_token, needs=_LONG_WORD),
    Step("secret", _URL_TOKEN, _end_of_random, needs=re.compile("://").search),
    Step("secret", _IN_ADDRESS, _end_unless_a_word, needs=re.compile("/").search),
    Step("secret", _IN_PATH, _end_of_random, needs=re.compile("/").search),
    Step("secret", _COOKIE, needs=re.compile("=").search),
)
LAST = (Step("secret", _RANDOM, _end_of_random, needs=re.compile(r"\S{20}").search),)
