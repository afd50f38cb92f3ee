"""Redaction: what must not leave, what must stay, and what a provider gets to see."""

import json
import time

import pytest

from classifier.config import Settings
from classifier.pipeline.redaction import redact
from fake_gemini.server import FakeServer
from tests.conftest import serving

# The numbers are the published examples of their kinds, or reserved for documentation.
REPLACED = [
    ("Write to anna.maria+desk@mail.example.co.uk, please.", "Write to [email], please."),
    ("Jürgen: jürgen.groß@büro.example", "Jürgen: [email]"),
    ("Card 4111 1111 1111 1111 12/27 was charged", "Card [card number] 12/27 was charged"),
    ("card 4111-1111-1111-1111.", "card [card number]."),
    ("4111111111111111", "[card number]"),
    ("amex 3782 822463 10005", "amex [card number]"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [IBAN] please"),
    ("de89370400440532013000", "[IBAN]"),
    ("GB82-WEST-1234-5698-7654-32!", "[IBAN]!"),
    ("NO93 8601 1117 947", "[IBAN]"),
    ("from 203.0.113.7.", "from [IP address]."),
    ("host 203.0.113.7:8443 is", "host [IP address]:8443 is"),
    ("over 2001:db8::8a2e:370:7334 only", "over [IP address] only"),
    ("Call +49 (0)30 901820 today", "Call [phone number] today"),
    ("Call 0049 30 901820.", "Call [phone number]."),
    ("tel: 030/901820-17", "tel: [phone number]"),
    ("06 12 34 56 78", "[phone number]"),
    ("(202) 555-0143 or 202-555-0143", "[phone number] or [phone number]"),
    ("+4915112345678", "[phone number]"),
    ("my password is Tr0ub4dor&3 and it fails", "my password is [secret] and it fails"),
    ("Passwort: geheim", "Passwort: [secret]"),
    ("mot de passe = azerty", "mot de passe = [secret]"),
    ("contraseña: abc123, gracias", "contraseña: [secret], gracias"),
    ("api_key=abc123def", "api_key=[secret]"),
    ("I changed my password to Winter2026!", "I changed my password to [secret]"),
    ("Authorization: Bearer abc.def-ghi_jkl123", "Authorization: Bearer [secret]"),
    ("postgres://app:hunter2@db.example/x", "postgres://app:[secret]@db.example/x"),
    ("key AIzaSyA1234567890abcdefghijklmnopqrstuv", "key [secret]"),
    ("sk-proj-abcdefghijklmnop1234", "[secret]"),
    ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[secret]"),
    ("AKIAIOSFODNN7EXAMPLE", "[secret]"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "[secret]"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "[secret]"),
    ("-----BEGIN PRIVATE KEY-----\nMIIE cut off", "[secret]"),
    ("our key 5f4dcc3b5aa765d61d8327deb882cf99", "our key [secret]"),
    ("Tel:030 901820", "Tel:[phone number]"),
    ("mobile-07700900123", "mobile-[phone number]"),
    ("電話は０９０−１２３４−５６７８です", "電話は[phone number]です"),
    ("手机13800138000联系我", "手机[phone number]联系我"),
    ("010-1234-5678로 연락", "[phone number]로 연락"),
    ("My number is 2025550143.", "My number is [phone number]."),
    ("call me:2025550143 or 2025550144", "call me:[phone number] or [phone number]"),
    ("Durchwahl +49 (0) 69 / 90009-123, bitte", "Durchwahl [phone number], bitte"),
    ("\u202a+49\u00a0176\u200b1234567\u202c", "\u202a[phone number]\u202c"),
    ("mi número 612345678 por favor", "mi número [phone number] por favor"),
    ("8-916-123-45-67", "[phone number]"),
    ("Centralita 91 234 01 25 ext. 33, Rosa", "Centralita [phone number], Rosa"),
    ("DE89.3704.0044.0532.0130.00", "[IBAN]"),
    ("DE89\u00a03704\u202f0044 0532\n0130 00 ok", "[IBAN] ok"),
    ("IBANはＤＥ８９３７０４００４４０５３２０１３０００です", "IBANは[IBAN]です"),
    ("4111.1111.1111.1111", "[card number]"),
    ("4111\u00a01111\n1111 1111", "[card number]"),
    ("卡号4111111111111111被扣", "卡号[card number]被扣"),
    ("whsec_abcdefghijklmnop", "[secret]"),
    ("npm_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", "[secret]"),
    ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [secret]"),
    ("Basic YWxhZGRpbjpvcGVuc2VzYW1l", "Basic [secret]"),
    ("PIN 4711", "PIN [secret]"),
    ("Die PIN der Karte ist 4711.", "Die PIN der Karte ist [secret]."),
    ("Verification code: 482 913", "Verification code: [secret]"),
    ("暗証番号は4711です", "暗証番号は[secret]です"),
    ("密码是abc123!，登录不了", "密码是[secret]，登录不了"),
    ("Das Passwort lautet Sommer", "Das Passwort lautet [secret]"),
    ("the passcode is “grey otter”", "the passcode is [secret]"),
    ('{"password": "hunter2"}', '{"password": [secret]}'),
    ("redis://:hunter2@cache:6379", "redis://:[secret]@cache:6379"),
    ("https://app.example/reset/Xk29fLq0PzR7vBn3TgYw81", "https://app.example/reset/[secret]"),
    ("anna [at] example [dot] com", "[email]"),
    ("邮箱是anna@example.com。", "邮箱是[email]。"),
    ("来自203.0.113.7的请求", "来自[IP address]的请求"),
    ("from IP203.0.113.7", "from IP[IP address]"),
    ("cell# 2025550143, contact: 202 555 0143", "cell# [phone number], contact: [phone number]"),
    ("proszę o kontakt pod numerem 600 100 200", "proszę o kontakt pod numerem [phone number]"),
    ("4242_4242_4242_4242", "[card number]"),
    ("curl -u admin:hunter2 https://x", "curl -u admin:[secret] https://x"),
    (
        "PINは4711, passcode 4711, Entsperrcode 4711",
        "PINは[secret], passcode [secret], Entsperrcode [secret]",
    ),
    ("密码4711abc", "密码[secret]"),
    ("token of mine Xk29fLq0PzR7vBn3TgYw81", "token of mine [secret]"),
    ("BE71 0961 2345 6769 is ours", "[IBAN] is ours"),
    ("BE71096123456769 ok", "[IBAN] ok"),
    ("ES91 2100 0418 4502 0005 1332 please refund", "[IBAN] please refund"),
    ("PL61 1090 1014 0000 0712 1981 2874 nasz numer", "[IBAN] nasz numer"),
    ("4111 1111 1111 1111 123 was charged", "[card number] 123 was charged"),
    ("in 2027 4111 1111 1111 1111 expires", "in 2027 [card number] expires"),
    ("cvv 123, CVC: 4567", "cvv [secret], CVC: [secret]"),
    ("client_secret=abc123XYZ", "client_secret=[secret]"),
    ('secret key: "abc def"', "secret key: [secret]"),
    ("password Blau77! does not work", "password [secret] does not work"),
    ("Login: anna / Geheim123!", "Login: anna / [secret]"),
    (
        "https://hooks.slack.com/services/T000/B000/XyZ0aB",
        "https://hooks.slack.com/services/[secret]",
    ),
    ("https://files.example/a?sig=a1b2c3d4e5", "https://files.example/a?sig=[secret]"),
    ("tel. 22 123 45 67", "tel. [phone number]"),
    ("mój telefon to 600 700 800", "mój telefon to [phone number]"),
    ("8 (800) 555-35-35", "[phone number]"),
]

KEPT = [
    "My password is wrong since this morning.",
    "The password was changed yesterday.",
    "Passwort vergessen, Konto gesperrt",
    "Error 500 at 10:30:15 on 2026-11-23",
    "On 03.11.2026 I paid 1.234.567,89 EUR for order 12345678.",
    "Version 5.2.19 of the app, build 20261123",
    "Invoice 2026-004711 over 49.00 from 11/2026",
    "Order 4111111111111112 has not arrived",  # Fails the check digit of a card.
    "Ticket DE12 3456 7890 1234 5678 90",  # Fails the check digits of an IBAN.
    "std::vector<int> and 12:30 and ::",
    "The version is 300.300.300.300",
    "https://example.com/help/articles/how-do-i-change-the-plan-of-my-team?lang=en",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "request 3f1c9a52-b7d6-4e0f-8a1d-2c3b4e5f6071",
    "100 000 000 rows in 15 minutes",
    "Password reset mails, and the token expired",
    "https://example.com/search?code=de&page=2",
    "We call 3 times a day, in 2025 and 2026",
    "a_very_long_snake_case_name_of_a_python_function",
    "We met on 05/11/2026 or 05-11-2026 or 5/11/26",
    "Offen vom 05.11.–07.11.2026, 8.30-17.00 Uhr, Sat 08:00-12:00",
    "営業時間は10:00～19:00です",
    "After the update from 2.4.6.8 to version 2.5.0.1",
    "版本1.2.3.4无法打开",
    "see section 4.2.1.3 and app-4.18.2.1.zip",
    "hash 5f4dcc3b5aa765d61d8327deb882cf99",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "Order number: 4471209983, Kundennummer 0012345678",
    "订单号13800138000",
    "IMEI 490154203237518",
    "12 345 678 zł, 10 000 000 users, 734003200 bytes",
    "Bericht_2026-10_final_v12.docx",
    "CamelCaseClassNameWith2Numbers",
    "Password: how do I change it?",
    "My password is wrong!",
    "password: ********, Password: (empty), token=null",
    "from 05/11/2026-12/11/2026",
    "Firefox 128.0.3.1, Plugin 1.0.0.12 und 1.0.0.13",
    "5f4dcc3b5aa765d61d8327deb882cf99  setup.exe",
    "Basic subscription, basic authentication, bearer authentication",
    "PIN was rejected 100 times",
    "OAuth2 token refresh, password SHA256",
    "密码是错的",
    "react@18.2.0 and icon@2x.png",
    "[email], password: [secret], [phone number]",
]


@pytest.mark.parametrize(("text", "expected"), REPLACED)
def test_details_and_secrets_become_placeholders(text: str, expected: str) -> None:
    assert redact(text).text == expected


@pytest.mark.parametrize("text", KEPT)
def test_other_text_is_kept(text: str) -> None:
    assert redact(text).text == text


def test_kinds_are_counted() -> None:
    counts = redact("a@b.example, c@d.example and 203.0.113.7").counts

    assert counts == {"email": 2, "IP address": 1}


AWKWARD = """a@|a.|1 |0 |+1|1111 |DE89|DE89 |aaaa:|:|password|pin: |eyJ|x|A1a|é|00|(0|12.|06 |
-----BEGIN PRIVATE KEY|://a:|token is |bearer |sk-|a@b.|1.1.1.1|1112 |GB82 |password a1|
login a / a1|tel 1|cvv 1|?sig=a|600 100 278 |00 1|密码|kennwort für das |password “a |a.(dot)|
030/901820 |05/11/2026 |https://a/|session=|sk-a_|<password>|１２""".replace("\n", "").split("|")


def seconds(text: str) -> float:
    """Return the processor time of the fastest of three redactions."""
    times = []
    for _ in range(3):
        started = time.process_time()
        redact(text)
        times.append(time.process_time() - started)
    return min(times)


@pytest.mark.parametrize("piece", AWKWARD)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    """A text made to be awkward costs four times as much when it is four times as long.

    With a pattern that goes back over the text it would cost sixteen times as much, or more.
    """
    long = (piece * 20_000)[:20_000]

    assert seconds(long) < 8 * max(seconds(long[:5_000]), 0.001)


async def test_provider_never_sees_what_was_replaced(gemini: Settings, fake: FakeServer) -> None:
    text = "I was charged twice on 4111 1111 1111 1111, write to anna@mail.example"
    body = {"description": text, "taxonomy": "support-tickets"}
    async with serving(gemini) as client:
        answer = (await client.post("/v1/classify", json=body)).json()
    sent = json.dumps(fake.script.calls()["calls"][0]["body"])

    assert answer["labels"] == {"category": "billing", "priority": "high"}
    assert "charged twice on [card number], write to [email]" in sent
    assert "4111" not in sent
    assert "anna@" not in sent


async def test_redaction_can_be_turned_off(gemini: Settings, fake: FakeServer) -> None:
    body = {"description": "Write to anna@mail.example", "taxonomy": "support-tickets"}
    async with serving(gemini.model_copy(update={"redact": "off"})) as client:
        await client.post("/v1/classify", json=body)

    assert "anna@mail.example" in json.dumps(fake.script.calls()["calls"][0]["body"])
