"""`python -m evaluation.vectors`: keep the vectors of the tickets that CI scores, in `vectors.npz`.

Computing them takes half a minute, so the tests read them; one test computes some of them anew.
"""

from pathlib import Path

from classifier.local_model.embedding import Embedder, embedder
from classifier.local_model.model import segments_of
from classifier.local_model.remembered import Remembered, read_vectors, write_vectors
from classifier.pipeline.redaction import redact
from evaluation.corpus import load_test_tickets

FILE = Path(__file__).with_name("vectors.npz")
SCORED = ("held_back", "third_author")


def stored(found: Embedder) -> Remembered:
    """Return an embedder that knows the kept vectors; empty when they are of another embedder."""
    return Remembered(found, read_vectors(FILE, found.name))


def scored_texts() -> list[str]:
    """Return every part of every ticket that CI scores, as the model embeds them."""
    tickets = [ticket for source in SCORED for ticket in load_test_tickets(source)]
    parts = [part for ticket in tickets for part in segments_of(redact(ticket.text).text)]
    return list(dict.fromkeys(parts))


def main() -> None:
    """Compute and write."""
    found = embedder()
    if found is None:
        raise SystemExit("vectors: there is no embedder on this machine; the log says why.")
    remembered = Remembered(found)
    remembered.compute(scored_texts())
    write_vectors(FILE, found.name, remembered.known)
    print(f"wrote {FILE.name}: {len(remembered.known)} vectors, {FILE.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
