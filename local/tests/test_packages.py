"""Environments: made again exactly when their inputs change, from where pip would take packages."""

from pathlib import Path

import pytest

from packages import fingerprint, once, package_sources, uv_environment


def test_a_thing_is_made_again_when_an_input_changes(tmp_path: Path) -> None:
    source, stamp, made = (tmp_path / name for name in ("requirements.txt", "stamp", "made"))
    copied = []

    def make() -> None:
        made.write_text(source.read_text())
        copied.append(made.read_text())

    source.write_text("django==5.2")
    for _ in range(2):
        once(made, stamp, [source], make)
    assert copied == ["django==5.2"]
    source.write_text("django==5.3")
    once(made, stamp, [source], make)
    assert copied == ["django==5.2", "django==5.3"]
    made.unlink()
    once(made, stamp, [source], make)
    assert len(copied) == 3


def test_what_failed_is_made_again(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        once(tmp_path, tmp_path / "stamp", [], lambda: 1 // 0)  # type: ignore[arg-type]
    assert not (tmp_path / "stamp").exists()


def test_a_renamed_source_counts_as_a_change(tmp_path: Path) -> None:
    before, after = tmp_path / "App.jsx", tmp_path / "Main.jsx"
    before.write_text("same")
    digest = fingerprint([before])
    before.rename(after)
    assert fingerprint([after]) != digest


LISTED = """\
:env:.index-url='https://mirror.example/simple'
global.cert='/etc/ssl/own.pem'
global.extra-index-url='\\nhttps://one.example/simple\\nhttps://two.example/simple'
global.find-links='/wheels /more'
global.index-url='https://other.example/simple'
global.progress-bar='off'
install.no-index='true'
freeze.user='true'
"""


def test_uv_takes_packages_from_where_pip_would() -> None:
    assert package_sources(LISTED) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",  # The environment wins.
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_FIND_LINKS": "/wheels,/more",
        "UV_NO_INDEX": "true",
        "SSL_CERT_FILE": "/etc/ssl/own.pem",
    }


def test_pips_variables_reach_uv_and_uvs_variables_win() -> None:
    found = uv_environment({"PIP_INDEX_URL": "https://a.example/simple", "UV_HTTP_TIMEOUT": "7"})
    assert found["UV_DEFAULT_INDEX"] == "https://a.example/simple"
    assert found["UV_HTTP_TIMEOUT"] == "7"
    assert found["UV_PYTHON_DOWNLOADS"] == "never"


def test_another_python_counts_as_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = fingerprint([])
    monkeypatch.setattr("sys.version_info", (3, 9, 1))
    assert fingerprint([]) != digest
