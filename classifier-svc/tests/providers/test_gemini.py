"""The provider `gemini`: the real SDK against the fake, over real sockets."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from classifier.config import Settings
from fake_gemini.server import FakeServer
from tests.conftest import contract, running_fake, serving

REQUEST = contract("classifier-api/classify-request.json")


async def test_answer_comes_from_the_model(gemini: Settings, fake: FakeServer) -> None:
    async with serving(gemini) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["labels"] == {"category": "account", "priority": "high"}
    assert answer["provider"] == "gemini"
    assert answer["model"] == "gemini-flash-latest"
    assert answer["confidence"] == 0.9
    (call,) = fake.script.calls()["calls"]
    assert call["path"].startswith("/v1beta/models/gemini-flash-latest:generateContent")
    assert call["headers"]["x-goog-api-key"] == "AIza-key-of-the-tests"


async def test_request_asks_for_json_of_the_allowed_choices(
    gemini: Settings, fake: FakeServer
) -> None:
    text = "The printer of room 4 sends parcels."
    async with serving(gemini) as client:
        await client.post("/v1/classify", json={**REQUEST, "description": text})

    body = fake.script.calls()["calls"][0]["body"]
    config = body["generationConfig"]
    assert config["temperature"] == 0
    assert config["responseMimeType"] == "application/json"
    choices = contract("choices.json")
    properties = config["responseSchema"]["properties"]
    assert properties["category"]["enum"] == choices["category"]
    assert properties["priority"]["enum"] == choices["priority"]
    assert text not in body["systemInstruction"]["parts"][0]["text"]
    assert text in body["contents"][0]["parts"][0]["text"]


async def test_dripping_calls_are_bounded_and_end_with_the_drip(
    gemini: Settings, fake: FakeServer
) -> None:
    """Callers get their answer in time; calls that drip hold a bounded number of threads."""
    fake.script.direct({"queue": ["drip:0.01"] * 8})
    async with serving(
        gemini, provider_timeout=0.5, answer_timeout=1.0, provider_concurrency=4, provider_queue=0,
        provider_breaker_failures=100,
    ) as client:  # fmt: skip

        async def ask(number: int) -> str | None:
            text = {**REQUEST, "description": f"Text {number}"}
            return (await client.post("/v1/classify", json=text)).json().get("reason")

        for start in (0, 4):
            reasons = await asyncio.gather(*(ask(start + number) for number in range(4)))
            assert set(reasons) == {"provider_timeout"}
        assert await ask(8) == "overloaded"
        while (reason := await ask(9)) == "overloaded":
            await asyncio.sleep(0.05)

    assert reason == "Sorted 2 words."
    assert fake.script.calls()["count"] == 9


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:port", "http://[::1"])
async def test_endpoint_that_is_no_address_is_reported(gemini: Settings, endpoint: str) -> None:
    wrong = gemini.model_copy(update={"gemini_api_endpoint": endpoint})
    async with serving(wrong) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.json()["reason"] == "provider_misconfigured"
    assert "GEMINI_API_ENDPOINT" in response.json()["detail"]


async def test_calls_go_through_the_proxy_of_the_environment(
    gemini: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server that listens there is not a proxy and answers 404."""
    with running_fake() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.setenv("NO_PROXY", "")
        async with serving(gemini, gemini_api_endpoint="http://gemini.example") as client:
            response = await client.post("/v1/classify", json=REQUEST)

        seen = proxy.script.calls()["count"]

    assert response.json()["reason"] == "provider_bad_reply"
    assert seen == 0


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Make a self-signed certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    no_password = NoEncryption()
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, no_password))
    return certificate_file, key_file


@pytest.mark.parametrize("trusted", [True, False])
async def test_key_is_sent_to_a_server_with_a_trusted_certificate_alone(
    gemini: Settings, trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = _certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with running_fake() as fake:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        # In the threads of the calls, so that a refused handshake does not end the server.
        fake.socket = context.wrap_socket(
            fake.socket, server_side=True, do_handshake_on_connect=False
        )
        endpoint = f"https://127.0.0.1:{fake.server_port}"
        behind_tls = gemini.model_copy(update={"gemini_api_endpoint": endpoint})
        async with serving(behind_tls) as client:
            response = await client.post("/v1/classify", json=REQUEST)
        calls = fake.script.calls()["count"]

    outcome = (response.status_code, response.json().get("reason"), calls)
    assert outcome == (
        (200, "Sorted 10 words.", 1) if trusted else (503, "provider_unreachable", 0)
    )
