"""The store of examples: what is published, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from classifier.examples import installed as installed_module
from classifier.examples import store as store_module
from classifier.examples.installed import InstalledExamples
from classifier.examples.store import (
    EXAMPLES_MAX,
    TEXT_CHARACTERS_MAX,
    StoreError,
    publish_examples,
    read_store,
)
from classifier.local_model.artefact import digest
from classifier.pipeline.taxonomy import Taxonomy
from tests.examples.conftest import Desk
from tests.examples.topics import Topics, labelled


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def rewrite(path: Path, **changes: Any) -> Path:
    """Change a store as another program would, with the digest of the changed document."""
    document = {**json.loads(path.read_text()), **changes}
    document["version"] = digest(document)
    path.write_text(json.dumps(document))
    return path


def test_store_has_texts_labels_and_clients(desk: Desk) -> None:
    version = desk.publish(
        labelled("The export stopped"), labelled("A wrong invoice", "general", "high")
    )

    store = read_store(only_file(desk.folder), desk.taxonomy, desk.embedder)

    assert only_file(desk.folder).name == f"support-tickets-{version}.examples"
    assert store.version == version
    assert store.clients == {"tests"}
    assert [(one.text, one.labels["category"]) for one in store.examples] == [
        ("The export stopped", "billing"),
        ("A wrong invoice", "general"),
    ]
    assert store.vectors @ desk.embedder.embed(["The export stopped"])[0] == pytest.approx(
        [1, store.vectors[0] @ store.vectors[1]], abs=0.01
    )


def test_texts_are_redacted_shortened_and_kept_once(desk: Desk) -> None:
    long = "export " + "word " * 500
    hostile = "colour \udc80\0 half"
    desk.publish(
        labelled("Write to anna@mail.example about the export", "general"),
        labelled(long),
        labelled("Write to ben@mail.example about the export", "account"),
        labelled("  \n "),
        labelled(hostile),
    )

    store = read_store(only_file(desk.folder), desk.taxonomy, desk.embedder)

    assert "mail.example" not in only_file(desk.folder).read_text()
    first, second, third = store.examples
    assert first.text.startswith("export word")
    assert first.text.endswith("word…")
    assert TEXT_CHARACTERS_MAX - 10 < len(first.text) <= TEXT_CHARACTERS_MAX
    assert (second.text, second.labels["category"]) == (
        "Write to [email] about the export",
        "account",
    )
    assert third.text == "colour ? half"


def test_last_texts_of_many_are_kept(desk: Desk) -> None:
    desk.publish(*(labelled(f"export number {one:05}") for one in range(EXAMPLES_MAX + 5)))

    store = read_store(only_file(desk.folder), desk.taxonomy, desk.embedder)

    assert len(store.examples) == EXAMPLES_MAX
    assert store.examples[0].text == "export number 00005"


def test_former_stores_of_the_taxonomy_are_removed(desk: Desk, taxonomy: Taxonomy) -> None:
    other = desk.folder / "support-tickets-archive-12345678.examples"
    weights = desk.folder / "support-tickets-12345678.json"
    for path in (other, weights):
        path.write_text("{}")
    desk.publish(labelled("The export stopped"))
    newer = desk.publish(labelled("Another export"))

    kept = {other, weights, desk.folder / f"support-tickets-{newer}.examples"}
    assert set(desk.folder.iterdir()) == kept
    for texts, embedder in ([], desk.embedder), ([labelled("An export")], None):
        assert publish_examples(texts, taxonomy, embedder, desk.folder, clients=["a"]) is None
        assert set(desk.folder.iterdir()) == {other, weights}
        desk.publish(labelled("An export"))


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"taxonomy": "it-desk"},
        {"choices": "0" * 16},
        {"embedder": "topics-2"},
        {"examples": []},
        {"examples": [{"text": "x", "labels": {"category": "sales", "priority": "low"}}]},
        {"examples": [{"text": "x", "labels": {"category": "billing"}}]},
        {"examples": [{"text": 7, "labels": {"category": "billing", "priority": "low"}}]},
        {"examples": [{"text": "  ", "labels": {"category": "billing", "priority": "low"}}]},
        {"examples": [{"text": "x"}]},
        {"examples": "many"},
        {"examples": None},
        {"vectors": "AAAA"},
        {"vectors": ""},
        {"vectors": "/" * 53 + "w=="},  # 20 numbers that are none.
        {"vectors": "A" * 54 + "=="},  # 20 zeros.
        {"vectors": 7},
        {"clients": 7},
        {"clients": None},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_store_of_another_form_is_refused(desk: Desk, changes: dict[str, Any]) -> None:
    desk.publish(labelled("The export stopped"))
    path = rewrite(only_file(desk.folder), **changes)

    with pytest.raises(StoreError):
        read_store(path, desk.taxonomy, desk.embedder)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "[" * 100_000, "\udcff", '"text"'])
def test_file_that_is_no_store_is_refused(desk: Desk, content: str) -> None:
    path = desk.folder / "support-tickets-00000000.examples"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(StoreError):
        read_store(path, desk.taxonomy, desk.embedder)


def test_changed_text_is_refused(desk: Desk) -> None:
    desk.publish(labelled("The export stopped"))
    path = only_file(desk.folder)
    path.write_text(path.read_text().replace("stopped", "runs"))

    with pytest.raises(StoreError, match="digest"):
        read_store(path, desk.taxonomy, desk.embedder)


def test_large_file_is_refused_unread(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish(labelled("The export stopped"))
    path = only_file(desk.folder)
    monkeypatch.setattr(store_module, "BYTES_MAX", path.stat().st_size - 1)
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("It was read."))

    with pytest.raises(StoreError, match="larger"):
        read_store(path, desk.taxonomy, desk.embedder)


def test_stores_of_many_taxonomies_have_a_bound_together(
    desk: Desk, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(labelled("The export stopped"))
    bytes_of_one = only_file(desk.folder).stat().st_size
    monkeypatch.setattr(installed_module, "ALL_BYTES_MAX", bytes_of_one - 1)
    too_large = InstalledExamples({taxonomy.name: taxonomy}, desk.folder, desk.embedder)
    monkeypatch.setattr(installed_module, "ALL_BYTES_MAX", bytes_of_one)
    fits = InstalledExamples({taxonomy.name: taxonomy}, desk.folder, desk.embedder)

    assert too_large.of(taxonomy.name, "tests") is None
    assert fits.of(taxonomy.name, "tests") is not None


def test_newer_rules_of_redaction_apply_to_an_older_store(desk: Desk) -> None:
    desk.publish(labelled("The export stopped"))
    path = only_file(desk.folder)
    examples = [
        {
            "text": "I am at anna@mail.example",
            "labels": {"category": "billing", "priority": "low"},
        }
    ]

    store = read_store(rewrite(path, examples=examples), desk.taxonomy, desk.embedder)

    assert store.examples[0].text == "I am at [email]"


def test_texts_in_other_scripts_fit(desk: Desk, embedder: Topics) -> None:
    texts = [labelled("輸出 export " + "漢" * 390 + f"{one:04}") for one in range(EXAMPLES_MAX)]
    desk.publish(*texts)

    path = only_file(desk.folder)
    assert len(read_store(path, desk.taxonomy, embedder).examples) == EXAMPLES_MAX
    assert path.stat().st_size + EXAMPLES_MAX * 384 * 3 < store_module.BYTES_MAX
