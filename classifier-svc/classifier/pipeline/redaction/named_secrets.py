"""Passwords, codes and tokens that a word before them names."""

import re
from pathlib import Path

from classifier.pipeline.redaction.steps import Step, any_of
from classifier.pipeline.redaction.unfolded import UNSPACED, WORD

# Words that name a secret, in the languages that tickets come in.
_NAMES = (
    r"pass(?:word|wd|phrase|code|wort|ord)?|passwörter|pwd?|psw|pin(?:[ -]?code)?|secret|"
    r"(?:access|auth|refresh|bearer|api)?[ _-]?token|credentials?|"
    r"(?:api|access|account|private|secret|shared|storage|master|deploy|webhook|subscription|"
    r"licen[cs]e|recovery|product|activation|encryption|signing)[ _-]?key|"
    r"(?:recovery|backup|access|login|security|activation)[ _-]code|"
    r"kennwort|losungswort|zugangs?(?:code|schlüssel)|(?:lizenz|api-?)schlüssel|(?:lizenz|"
    r"api-?)key|"
    r"contraseña|clave|mot de passe|mdp|code d['’]acc[eè]s|cl[eé] (?:d['’]?api|secr[eè]te|"
    r"d['’]acc[eè]s)|"
    r"senha|palavra[- ]passe|chave|parola(?: d['’]ordine)?|chiave (?:api|segreta|d['’]accesso)|"
    r"codice d['’]accesso|"
    r"wachtwoord|toegangscode|sleutel|has[łl](?:o|a|em)|klucz(?: api)?|kod dostępu|"
    r"şifre(?:m|si)?|l[öo]senord(?:et)?|adgangskode|passord|salasana|heslo|jelszó|парол[ьяею]м?|"
    r"ключ|токен|"
    r"パスワード|パスコード|暗証番号|パスフレーズ|シークレット|トークン|(?:api)?キー|"
    r"密[码碼]|口令|密[钥鑰]|令牌|비밀번호|암호|패스워드|토큰"
)
# Words that name a code of digits alone.
_CODES = (
    r"passcode|pin(?:[ -]?(?:code|nummer|number|kod))?|pincode|puk|otp|totp|m?tan|cvv2?|cvc2?|csc|"
    r"(?:code|c[oó]digo|codice|kod|numer)[ -](?:pin|puk|sms|otp|cvv)|"
    r"(?:one[- ]time|verification|security|sms|access|2fa|mfa|login|unlock|door|"
    r"confirmation) (?:pass)?code|"
    r"(?:einmal|bestätigungs|sicherheits|verifizierungs|freischalt|entsperr|geräte|sms-?|zugangs|tür)code|"
    r"prüfziffer|"
    r"geheimzahl|code (?:de (?:sécurité|vérification|confirmation|validation)|secret|d['’]accès)|"
    r"c[oó]digo de (?:seguridad|verificación|confirmación|acceso|segurança|verificação)|"
    r"codice di (?:sicurezza|verifica|conferma|accesso)|(?:beveiligings|verificatie|toegangs|"
    r"bevestigings)code|"
    r"kod (?:weryfikacyjny|bezpieczeństwa|dostępu|sms|potwierdzający)|"
    r"暗証番号|認証コード|確認コード|セキュリティコード|pinコード|ワンタイムパスワード|"
    r"验证码|驗證碼|校验码|安全码|动态码|인증번호|비밀번호|"
    r"пин(?:-код)?|код подтверждения|doğrulama kodu"
)
_BEGIN = rf"(?<!{WORD})"
_IS = (
    rf"(?:(?<!{WORD})(?:is|was|ist|war|lautet|lautete|heißt|es|era|est|était|è|é|to|auf|brzmi|jest|"
    rf"było|zijn|wordt|är|var|er|on|olarak|это|—)(?!{WORD})|이|은|는|가|は|が|を|に|是|为|為|有|-)"
)
_QUOTES = "\"'`“”„‘’‚«»‹›「」『』"
# A first word that goes on telling about a password instead of saying it.
_PROSE = frozenset(Path(__file__).with_name("prose.txt").read_text(encoding="utf-8").split())
_VALUE = r"(?!\[[A-Za-z ]{3,20}\])(?:[^\s,;\ue000\ue001]|[,;](?=[^\s\"'`]))"
_SEPARATOR = (
    rf"[{_QUOTES}*_]{{0,3}}\s{{0,2}}(?::|=|=>|->|→|:=)[*_]{{0,2}}[ \t]{{0,3}}"
    r"\n?[ \t]{0,8}[*_]{0,2}"
)

# "Password: x" names a secret whatever x is; a name may be the end of a longer one: client_secret.
_ASSIGNED = re.compile(
    rf"{_BEGIN}(?:{_NAMES}){_SEPARATOR}"
    rf"(?P<value>\"[^\"\n]{{3,200}}\"|'[^'\n]{{3,200}}'|[“„][^“”\n]{{3,80}}[“”]|«[^»\n]{{3,80}}»|"
    rf"「[^」\n]{{3,80}}」|『[^』\n]{{3,80}}』|`[^`\n]{{3,80}}`|{_VALUE}{{3,200}}"
    rf"(?:\s?/\s?[^\s,;/]{{4,200}})?)",
    re.IGNORECASE,
)
# "The passcode is “grey otter”": what is quoted is the secret.
_SAID_QUOTED = re.compile(
    rf"{_BEGIN}(?:{_NAMES})(?:[ ][^\W\d_]{{1,15}}+){{0,4}}?[ ]?{_IS}?[ ]?"
    rf"(?P<value>\"[^\"\n]{{3,80}}\"|[“„][^“”\n]{{3,80}}[“”]|«[^»\n]{{3,80}}»|‚[^‘’\n]{{3,80}}[‘’]|"
    rf"‘[^’\n]{{3,80}}’|「[^」\n]{{3,80}}」|『[^』\n]{{3,80}}』|`[^`\n]{{3,80}}`|"
    rf"(?<=\s)'[^'\n]{{3,80}}')",
    re.IGNORECASE,
)
# "Password is x" only when x is more than a word: "my password is wrong" tells the problem.
_SAID = re.compile(
    rf"{_BEGIN}(?:{_NAMES})(?:[ ][^\W\d_]{{1,15}}+){{0,4}}?\s{{0,2}}{_IS}"
    rf"(?:[ ]?[:=])?\s{{0,2}}(?P<value>[!-~]{{4,200}})",
    re.IGNORECASE,
)
_LITERALLY = re.compile(
    rf"{_BEGIN}(?:{_NAMES})\s(?:lautet|lautete|brzmi)\s(?P<value>[^\s,;]{{3,200}})", re.IGNORECASE
)
# "Password Blau77!" or "login: anna / Blau77!": a word with letters and digits after such a name.
_MIXED = r"(?P<value>(?=[!-~]{0,60}\d)(?=[!-~]{0,60}[A-Za-z])[!-~]{6,200})"
_FOLLOWS = re.compile(
    rf"{_BEGIN}(?:{_NAMES})(?:\s{{1,2}}|(?<={UNSPACED}))[{_QUOTES}]?{_MIXED}", re.IGNORECASE
)
_LOGIN_PAIR = re.compile(
    rf"{_BEGIN}(?:log-?in|user(?:name)?|benutzer(?:name)?|usuario|utilisateur|zugangsdaten|acceso|"
    rf"utente)\b[ :=]{{1,3}}[^\s/]{{2,64}}\s?/\s?{_MIXED}",
    re.IGNORECASE,
)
_OPTION = re.compile(
    r"--?(?:password|passwd|pass|token|secret|api-?key|"
    r"access-?key)[ =](?P<value>[^\s-][^\s]{2,200})",
    re.IGNORECASE,
)
_USER_OPTION = re.compile(r"(?<!\S)(?:-u|--user)[ =]?[\w.@+-]{1,80}:(?P<value>[^\s\"']{3,200})")
_TAG = re.compile(
    r"<(?:\w{0,20})(?:password|passwd|secret|token|apikey|pin)>(?P<value>[^<\s][^<\n]{2,200})</",
    re.IGNORECASE,
)
_CODE = re.compile(
    rf"{_BEGIN}(?:{_CODES})(?:['’]s)?(?:[ ](?:code|number|nummer|kod))?"
    rf"(?:(?:[ ][^\W\d_]{{1,15}}+){{0,4}}?[ ]?{_IS})?[^\w\n+]{{0,3}}\n?"
    rf"(?P<value>\d{{3}}[ -]\d{{3}}|\d{{3,8}}|\d{{2}}[ -]\d{{2}}|\d(?:[ -]\d){{3,7}})(?!{WORD}|"
    rf"[.,/:-]\d)",
    re.IGNORECASE,
)
# On a card: of three digits, which elsewhere are a number of times or of minutes.
_CARD_CODE = re.compile(
    r"cv[vc]|csc|security|sécurité|seguridad|seguran|sicur|sicherh|beveil|bezpiec|prüf|安全|セキ",
    re.I,
)
_TECHNICAL = re.compile(
    r"(?:oauth|sha-?|md|base|utf-?|x\.?|ipv|office|microsoft|m|s|ec|[2m]fa|http/?|rs|hs|es|ed|"
    r"log|web|win|"
    r"windows|tls|v|version|step|part|pkcs|aes-?|rsa-?|argon|bcrypt|"
    r"pbkdf)\d+(?:\.\d+)*(?:[-_/]\w+)?",
    re.IGNORECASE,
)
_DATE_OR_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}:\d{2}")


def _without_mark(text: str, start: int, end: int) -> int:
    """Return the end without the mark that ends the sentence."""
    return start + len(text[start:end].rstrip(".…。")) or end


def _first_word(value: str) -> str:
    words = value.strip(_QUOTES + "*_ ").split(maxsplit=1)
    return words[0].strip("!?.,:;…)(").casefold() if words else ""


def _end_of_assigned(text: str, start: int, end: int) -> int | None:
    """Refuse prose: "Password: how do I change it?"."""
    value = text[start:end]
    bare = value.strip(_QUOTES + " ")
    if (
        not any(map(str.isalnum, bare))
        or _first_word(bare) in _PROSE
        or (bare.startswith("[") and bare.endswith("]"))
    ):
        return None
    if not bare.isascii() and re.match(r"[\u3040-\u9fff\uac00-\ud7af]", bare):
        # A Chinese or Japanese sentence goes on; a secret in it is in plain letters.
        return None
    stop = _without_mark(text, start, end)
    line = re.match(r"(?: [a-z0-9]{2,15}){2,6}(?=[.\n]|\Z)", text[end : end + 120])
    words = line.group().split() if line else []
    if words and bare.islower() and bare.isalpha() and not _PROSE.intersection(words):
        return end + line.end() if line else stop  # A pass phrase.
    return stop


def _end_of_quoted(text: str, start: int, end: int) -> int | None:
    return None if _first_word(text[start:end]) in _PROSE else end


def _end_of_said(text: str, start: int, end: int) -> int | None:
    value = text[start:end].strip("*_~`\"'").rstrip("!?.,:;…)")
    if (
        _first_word(value) in _PROSE
        or _DATE_OR_YEAR.fullmatch(value)
        or _TECHNICAL.fullmatch(value)
    ):
        return None
    if value.isdigit():
        return start + len(text[start:end].rstrip(".,;:!?")) if len(value) >= 6 else None
    if not re.search(r"[\d!#$%&*@^_~?]", value) or len(value) < 4:
        return None
    return start + len(text[start:end].rstrip(".,;:"))


def _end_of_following(text: str, start: int, end: int) -> int | None:
    value = text[start:end].rstrip(".,;:!?)\"'`")
    if (
        _TECHNICAL.fullmatch(value)
        or _DATE_OR_YEAR.search(value)
        or re.match(r"\d{1,3}[a-z]{1,3}$", value)
    ):
        return None
    return start + len(text[start:end].rstrip(".,;:)\"'`"))


def _end_of_code(text: str, start: int, end: int) -> int | None:
    """Accept three digits only of a code on a card."""
    if end - start > 3 or _CARD_CODE.search(text[max(0, start - 40) : start]):
        return end
    return None


_NAMED = any_of(
    "pass pw psw pin secret token credential key code kennwort losungswort zugang schlüssel "
    "contrase clave mdp clé cle senha chave parola chiave codice wachtwoord sleutel hasł hasl "
    "klucz kod şifre lösenord losenord salasana heslo jelszó парол ключ токен "
    "パス 暗証 シークレット トークン キー 密 口令 令牌 비밀번호 암호 패스 토큰"
)
_CODED = any_of(
    "pin passcode puk otp tan cvv cvc csc code código codigo codice kod geheimzahl prüfziffer "
    "暗証 コード ワンタイム 验证码 驗證碼 校验码 "
    "安全码 动态码 번호 пин код numer"
)
_LOGIN = any_of("login log-in user benutzer usuario utilis utent zugang acceso")

STEPS = (
    Step("secret", _TAG, needs=any_of("</")),
    Step("secret", _USER_OPTION, needs=any_of("-u --user")),
    Step("secret", _OPTION, _end_of_assigned, needs=any_of("-pass -token -secret -api -access")),
    Step("secret", _ASSIGNED, _end_of_assigned, needs=_NAMED),
    Step("secret", _SAID_QUOTED, _end_of_quoted, needs=_NAMED),
    Step("secret", _LITERALLY, _end_of_quoted, needs=_NAMED),
    Step("secret", _CODE, _end_of_code, needs=_CODED),
    Step("secret", _SAID, _end_of_said, needs=_NAMED),
    Step("secret", _FOLLOWS, _end_of_following, needs=_NAMED),
    Step("secret", _LOGIN_PAIR, _end_of_following, needs=_LOGIN),
)
