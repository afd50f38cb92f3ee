"""What was installed or built is made again exactly when its inputs have changed."""

from pathlib import Path

from stamps import Stamp, sources


def test_a_stamp_is_current_until_an_input_or_a_fact_changes(tmp_path: Path) -> None:
    source = tmp_path / "requirements.txt"
    source.write_text("django==5.2")
    mark = tmp_path / "mark"
    assert not Stamp(mark, [source], "Python 3.11").is_current()

    Stamp(mark, [source], "Python 3.11").write()
    assert Stamp(mark, [source], "Python 3.11").is_current()
    assert not Stamp(mark, [source], "Python 3.12").is_current()

    source.write_text("django==5.3")
    assert not Stamp(mark, [source], "Python 3.11").is_current()


def test_a_renamed_source_counts_as_a_change(tmp_path: Path) -> None:
    before, after = tmp_path / "App.jsx", tmp_path / "Main.jsx"
    before.write_text("same")
    Stamp(tmp_path / "mark", [before]).write()
    before.rename(after)
    assert not Stamp(tmp_path / "mark", [after]).is_current()


def test_sources_leave_out_what_tools_make(tmp_path: Path) -> None:
    for name in ("src/App.jsx", "node_modules/react/index.js", "dist/index.html", ".npmrc"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    found = {str(file.relative_to(tmp_path)) for file in sources(tmp_path)}
    assert found == {"src/App.jsx", ".npmrc"}
