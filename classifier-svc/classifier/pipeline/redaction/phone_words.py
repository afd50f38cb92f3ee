"""Words that call digits a phone number or not, and the likely countries of a text."""

import re
from bisect import bisect_right

from classifier.pipeline.redaction.unfolded import COVERED_PHONE, WORD

_B = rf"(?<!{WORD})"
_E = r"(?![^\W\d_])"  # Digits may follow a word directly.

# Words, or their beginnings, that call digits a phone number.
_PHONE = (
    rf"{COVERED_PHONE}|{_B}(?:tel(?:[eé][fp]\w{{0,12}}|nr|no|nummer)?|t[eé]l|tfno|tlfn?o?|tlf|tph|ph|"
    rf"fon|phone\w{{0,8}}|mob(?:ile?|il\w*)?|"
    r"cell(?:ulare|phone)?|handy\w{0,8}|call(?:s|ed|ing|back)?|ring|rang|dial(?:ed|ing)?|text me|"
    r"sms|fax\w{0,8}|gsm|"
    r"hotline|helpline|landline|voicemail|whatsapp|wa\.me|signal|viber|reach|contact|kontakt|"
    r"anruf\w*|anzurufen|ruf\w*|rufen|rufnummer\w*|rückruf\w*|zurückruf\w*|durchwahl|erreich\w*|"
    r"festnetz\w*|funk|mobilnummer|"
    r"appel\w*|rappel\w*|joign\w*|joindre|portable|numéro de (?:tél|mobile|portable)|standard|fixe|"
    r"m[oó]vil|celular|ll[aá]m\w+|centralita|fijo|marc(?:ar|o|qu)\w*|"
    r"chiam\w+|richiam\w+|recapit\w+|centralino|rispondo|"
    r"bel(?:len|t|de|letje)?|terugbel\w*|teruggebeld|gebeld|mobiel\w*|bereik\w*|doorkies\w*|"
    r"kom(?:órk\w*)?\.|komórk\w*|dzwo\w+|zadzwo\w+|oddzw\w+|infolini\w*|stacjonarn\w*|"
    r"telem[oó]vel|lig(?:ar|ue|uem)|telefon\w*|ring(?:a|er)?|puh(?:elin)?|nås|"
    r"тел|телефон\w*|моб\w*|звон\w*|позвон\w*|перезвон\w*|дзвон\w*|сот|cep|ara(?:yın|"
    rf"yabilir)\w*|gsm){_E}"
    r"|phone|telefon|電話|携帯|連絡先|内線|代表番号|代表|ファックス|お電話|"
    r"电话|電話|手机|手機|致电|联系|聯絡|拨打|来电|热线|座机|微信|传真|"
    r"전화|휴대폰|핸드폰|연락|팩스|هاتف|جوال|اتصل|تلفون|موبايل|טלפון|נייד|โทร|फ़ोन|फोन|मोबाइल"
)
# Words that call digits something else. "Nr." may be the end of either.
_OTHER = (
    rf"{_B}(?:(?:kd|kunden|best|rg|re|art|mitgl|vers)[.-]{{0,2}}nr|orders?|order\w{{0,8}}|po|"
    rf"invoice\w*|ticket\w*|case|ref(?:erence|erenz|érence|erencia|erentie)?|ids?|idx|"
    r"account\w*|customer\w*|serial\w*|s/?n|imei|imsi|iccid|article|sku|item|product\w*|part|"
    r"build|version\w*|revision|"
    r"commit|transaction\w*|booking|tracking|shipment|parcel|contract\w*|policy|licen[cs]e|"
    r"meter|rows?|"
    r"lines?|error|code|status|size|port|pid|epoch|time ?stamp\w*|unix|isbn|issn|ean|gtin|upc|"
    r"vat|ust\w*|tax|"
    r"receipt|batch|lot|quote|job|run|record|request\w*|message|session|process|user|member\w*|"
    r"device|asset|"
    r"iban|bic|bytes?|hash|key|zip|plz|hrb|amount|total|sum|balance|limit|budget|"
    r"bestell\w*|auftrag\w*|rechnung\w*|kunden\w*|vertrag\w*|artikel\w*|serien\w*|vorgang\w*|"
    r"sendung\w*|"
    r"beleg\w*|buchung\w*|konto\w*|steuer\w*|akten\w*|az|fehler\w*|zeile\w*|gerät\w*|paket\w*|"
    r"liefer\w*|"
    r"mitglied\w*|zähler\w*|fall|betrag|summe|"
    r"commande\w*|factur\w*|dossier|contrat|colis|suivi|série|client\w*|siret|siren|tva|montant|"
    r"compte|lot|"
    r"pedido\w*|expediente|contrato|envío|seguimiento|artículo|cuenta|importe|nif|cif|incidencia|"
    r"ordin\w*|fattur\w*|pratica|riferimento|contratto|spedizione|serie|articolo|conto|importo|"
    r"matricola|partita|cliente|"
    r"bestel(?:ling|nummer|nr)\w*|factuur\w*|klant\w*|zaak\w*|zending\w*|serienummer|"
    r"rekening\w*|kvk|btw|bedrag|pakket\w*|"
    r"zamówien\w*|faktur\w*|klien\w*|zgłosz\w*|spraw\w*|umow\w*|przesył\w*|seryjn\w*|artyku\w*|"
    r"kont(?:o|a|em|u|ach)|nip|regon|pesel|krs|kwot\w*|paczk\w*|"
    r"encomenda\w*|fatura\w*|processo|nota|remessa|conta|valor|"
    r"beställning\w*|order\w*|faktura\w*|ordre\w*|ärende\w*|tilaus\w*|lasku\w*|"
    r"заказ\w*|счет\w*|счёт\w*|накладн\w*|договор\w*|инн|огрн|обращен\w*|артикул\w*|сери\w*|"
    rf"sipariş\w*|fatura\w*|kargo\w*|sözleşme\w*|sıra\w*){_E}"
    r"|注文|請求|伝票|管理番号|型番|受付|会員|顧客|契約|製造|お問い合わせ番号|口座|"
    r"订单|訂單|发票|發票|单号|單號|编号|編號|序列|工单|快递|运单|合同|账号|客户|"
    r"주문|송장|운송장|계약|고객|일련|접수|[#№]|n[°º]"
)
_CALLED = re.compile(
    rf"(?P<phone>(?:{_PHONE})(?:[ -]?(?:[#№]|n[°º]|nr|no|number)\.?)?)|(?P<other>{_OTHER})",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"\s?(?:€|\$|£|¥|₽|₺|%|°|円|元|원|(?:eur|usd|gbp|chf|pln|zł|zl|kr|sek|nok|dkk|czk|kč|huf|ft|"
    rf"jpy|cny|try|tl|rub|"
    rf"руб\w*|euros?|dollars?|złot\w*|bytes?|[kmgt]i?b|bit|ms|s|sec\w*|min\w*|h|hours?|kg|g|km|"
    rf"m|cm|mm|px|dpi|hz|[kmg]hz|kwh|"
    rf"rows?|records?|lines?|entries|items?|users?|points?|pieces?|times|x|zeilen|einträge|"
    rf"datens\w+|stück|mal|lignes?|"
    rf"entrées|filas|registros|righe|regels|wierszy|rekord\w*|sztuk|szt|linhas|строк\w*|行|件|个|個|"
    rf"条|張|张|명|개|건)(?!{WORD}))",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:€|\$|£|¥|\b(?:eur|usd|gbp|chf|pln|jpy|cny|rmb))\s?$", re.IGNORECASE)
_BEFORE = 48
_BEHIND = 28


class Surroundings:
    """The words of one text that say what digits are."""

    def __init__(self, text: str) -> None:
        """Find the words."""
        self._text = text
        self._words = [
            (match.start(), match.end(), match.lastgroup) for match in _CALLED.finditer(text)
        ]
        self._ends = [end for _, end, _ in self._words]

    def called(self, start: int, end: int) -> str | None:
        """Return "phone" or "other" when they call these digits so; the nearest before counts."""
        text = self._text
        if _UNIT.match(text, end) or _MONEY_BEFORE.search(text[max(0, start - 4) : start]):
            return "other"
        place = bisect_right(self._ends, start)
        if place:
            _, word_end, kind = self._words[place - 1]
            between = text[word_end:start] if start - word_end <= _BEFORE else None
            if between is not None and not _ENDED.search(between):
                return kind
        if place < len(self._words):
            word_start, _, kind = self._words[place]
            if kind == "phone" and end <= word_start <= end + _BEHIND:
                return None if re.search(r"[.!?]\s|\n", text[end:word_start]) else kind
        return None


# Another sentence or paragraph, or too many words, between a word and the digits.
_ENDED = re.compile(r"[.!?] \w|\n\n|(?:\w++\W++){6}")
# The countries that people who write a language call from, by frequent words or by script.
_COUNTRIES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), countries)
    for pattern, countries in (
        (
            r"\b(?:the|and|is|my|to|of|on|at|please|call|number|it)\b",
            ("US", "GB", "IE", "AU", "IN"),
        ),
        (r"\b(?:der|die|das|und|ist|bitte|ich|nicht|unter|meine?|wir)\b", ("DE", "AT", "CH")),
        (r"\b(?:le|la|les|est|et|je|mon|ma|au|du|vous|pour|pas)\b", ("FR", "BE", "CH")),
        (r"\b(?:el|la|los|es|y|mi|por|que|para|en|del|con)\b|[ñ¿¡]", ("ES", "MX")),
        (r"\b(?:il|la|è|e|mio|per|che|non|di|sono|al|del)\b", ("IT", "CH")),
        (r"\b(?:de|het|een|is|en|mijn|niet|op|ik|van|graag)\b", ("NL", "BE")),
        (r"\b(?:w|i|na|nie|się|jest|mój|proszę|do|pod|to|z)\b|[łżźćńśąę]", ("PL",)),
        (r"\b(?:o|a|os|é|e|meu|minha|por|não|para|do|da)\b|[ãõ]", ("PT", "BR")),
        (r"\b(?:och|är|jag|det|på|mitt|inte|og|jeg|ikke|på)\b|[åø]", ("SE", "DK", "NO")),
        (r"[\u3041-\u30ff]", ("JP",)),
        (r"[\u4e00-\u9fff]", ("CN", "TW")),
        (r"[\uac00-\ud7af]", ("KR",)),
        (r"[\u0400-\u04ff]", ("RU", "UA")),
        (r"\b(?:ve|bir|bu|için|lütfen|numara\w*)\b|[ğş]", ("TR",)),
        (r"[\u0600-\u06ff]", ("SA", "AE", "EG")),
        (r"[ěřů]", ("CZ",)),
    )
)
_LANGUAGE_READ = 1500


def likely_countries(text: str) -> tuple[str, ...]:
    """Return the countries of the language that most frequent words are of, and of close ones."""
    begin = text[:_LANGUAGE_READ]
    counts = [(len(pattern.findall(begin)), countries) for pattern, countries in _COUNTRIES]
    most = max(count for count, _ in counts)
    if not most:
        return ("US",)
    return tuple(
        dict.fromkeys(
            country for count, countries in counts if count * 2 > most for country in countries
        )
    )
