"""E-mail addresses and IP addresses, and the file names and versions that look like them."""

import ipaddress
import re

from classifier.pipeline.redaction.steps import Step
from classifier.pipeline.redaction.unfolded import WORD

_AT_SIGN = r"(?:@| ?[\[({<](?:at|ät|@|arroba|chiocciola|apenstaartje|małpa|arobase)[\])}>] ?)"
_DOT = r"(?:\.| ?[\[({<](?:dot|punkt|punto|point|ponto|kropka|\.)[\])}>] ?)"


def _email(letter: str) -> re.Pattern[str]:
    """Return the pattern; `letter` is what its words are made of."""
    return re.compile(
        rf"(?:[{letter}.+%'-]{{0,63}}[{letter}+%-]|\"[^\"\n@]{{1,60}}\"){_AT_SIGN}"
        rf"(?:[{letter}-]{{1,63}}{_DOT}){{1,6}}(?![\d_-])[{letter}-]{{1,62}}[{letter}]",
        re.IGNORECASE,
    )


# File names with an @, as of pictures for sharp screens and of units of systemd.
_FILE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|ico|css|m?jsx?|tsx?|map|json|service|timer|socket|target)$", re.I
)


def _end_of_email(text: str, start: int, end: int) -> int | None:
    return None if _FILE.search(text[start:end]) else end


_IPV4 = re.compile(
    rf"(?<!{WORD})(?<![\d.]\.)(?:ip(?:v4)?)?(?P<value>(?:\d{{1,3}}\.){{3}}\d{{1,3}})(?!{WORD}|\.\d)",
    re.I,
)
_IPV6 = re.compile(
    rf"(?<!{WORD})(?<![_:])(?:[0-9a-f]{{0,4}}:){{2,7}}[0-9a-f]{{0,4}}(?!{WORD}|[_:])", re.I
)
_VERSION_WORD = (
    r"versi|verz|verß|wersj|wersy|\bver\b|\bvs?\.|\bv\b|版|バージョン|ヴァージョン|버전|верси|s[uü]r[uü]m|"
    r"releas|\bbuild|"
    r"updat|upgrad|downgrad|aktuali[sz]|mise à jour|mises à jour|aggiornament|bijgewerkt|更新|升级|"
    r"アップデート|업데이트|обновл|firmware|\bdriver|treiber|\bpatch|section|chapter|kapitel|abschnitt|"
    r"chapitre|cap[ií]tulo|sección|sezione|capitolo|rozdzia|paragra|clause|§|\brc\d?\b|"
    r"changelog|sdk|"
    r"\bapps?\b|plug-?in|add-?on|extension|erweiterung|kernel|firefox|chrome|safari|\bedge\b|python|"
    r"\bjava\b|\bnode|\bphp|windows|macos|\bios\b|android|ubuntu|debian|librar|package|paket|software"
)
_ADDRESS_WORD = (
    r"\bips?\b|\bipv4|address|adres|dirección|indirizzo|endereço|host|server|serveur|servidor|"
    r"client|"
    r"router|gateway|proxy|firewall|pare-feu|\bdns\b|\bvpn\b|subnet|netz|network|地址|アドレス|接続|서버|주소|"
    r"адрес|сервер|\bping|\bssh\b|login|log-in|connect|verbind|conexi|connexion"
)
_VERSION_OR_ADDRESS = re.compile(
    rf"(?P<version>{_VERSION_WORD})|(?P<address>{_ADDRESS_WORD})|[.!?]\s|\n\n", re.IGNORECASE
)
_CONTEXT = 90
_BEHIND = 16


def _end_of_ip(text: str, start: int, end: int) -> int | None:
    try:
        address = ipaddress.ip_address(text[start:end])
    except ValueError:
        return None
    if address.is_unspecified:
        return None
    return end


def _end_of_ipv4(text: str, start: int, end: int) -> int | None:
    """Refuse what the words of its sentence call a version; the nearest word before decides."""
    if _end_of_ip(text, start, end) is None:
        return None
    before = text[max(0, start - _CONTEXT) : start]
    nearest = None
    for match in _VERSION_OR_ADDRESS.finditer(before):
        nearest = match.lastgroup
    if nearest is None:
        behind = _VERSION_OR_ADDRESS.search(text, end, end + _BEHIND)
        nearest = behind.lastgroup if behind else None
    if nearest is None and re.search(r"[^\W\d][-_]$", before):
        nearest = "version"  # As in a file name.
    return None if nearest == "version" else end


_AT = re.compile(r"@|[\[({<](?:at|ät|arroba|chiocciola|apenstaartje|małpa|arobase)[\])}>]").search

EMAILS = (
    Step("email", _email("a-z0-9À-ɏ_"), _end_of_email, needs=_AT),
    Step("email", _email(r"\w"), _end_of_email, needs=_AT),
)
IPS = (
    Step("IP address", _IPV4, _end_of_ipv4, needs=re.compile(r"\d\.\d").search),
    Step("IP address", _IPV6, _end_of_ip, needs=re.compile(r":[0-9a-f]{0,4}:").search),
)
