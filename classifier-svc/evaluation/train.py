"""`python -m evaluation.train`: train the local model and write its weights.

Needs scikit-learn (requirements-training.txt); the service does not. Held-back
tickets are not used: the calibration comes from cross-validation within the training tickets.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from classifier.config import TAXONOMIES
from classifier.local_model.artefact import write_artefact
from classifier.local_model.embedding import Embedder, embedder
from classifier.local_model.model import FOLDER
from classifier.local_model.remembered import Remembered
from classifier.local_model.training import Example, train
from classifier.pipeline.redaction import redact
from classifier.pipeline.taxonomy import load_taxonomy
from evaluation.corpus import Ticket, load_problems, load_tickets
from evaluation.retold import families

TAXONOMY = "support-tickets"
WORST_OF = "priority"


def training_tickets() -> list[Ticket]:
    """Return the problems as they were written and as they were dressed; no pairs, for these are
    split into their problems before the model sees them."""
    dressed = [t for t in load_tickets() if "+" not in t.problem and not t.held_back]
    written = [problem for problem in load_problems() if not problem.held_back]
    known = {ticket.text for ticket in written}
    return written + [ticket for ticket in dressed if ticket.text not in known]


def example(ticket: Ticket) -> Example:
    """Return a ticket as training takes it, one that others retell as one that is not tested."""
    return Example(redact(ticket.text).text, ticket.labels, ticket.problem, not ticket.translated)


def examples(tickets: Sequence[Ticket], embedder: Embedder | None) -> list[Example]:
    """Return tickets as training takes them, tested where their translations can be left out.

    The files from `4.txt` on have mostly difficult tickets, about the borders between choices:
    calibrated by these alone, a label of an easy ticket is right more often than promised. Those
    from `20.txt` on retell others too freely.
    """
    retold = families(tickets, embedder) if embedder else {}
    return [
        replace(one, family=retold[ticket.problem], tested=True)
        if ticket.problem in retold
        else one
        for ticket, one in zip(tickets, map(example, tickets), strict=True)
    ]


def main() -> None:
    """Train, calibrate, write."""
    tickets = training_tickets()
    taxonomy = load_taxonomy(TAXONOMIES / f"{TAXONOMY}.yaml")
    found = embedder()
    if found is None:
        raise SystemExit("train: there is no embedder on this machine; the log says why.")
    remembered = Remembered(found)
    document = train(examples(tickets, remembered), taxonomy, remembered, worst_of=WORST_OF)
    path = FOLDER / f"{TAXONOMY}.json"
    write_artefact(document, path)
    languages = Counter(ticket.language for ticket in tickets)
    features = len(document["words"]["weights"])
    print(f"{len(tickets)} tickets ({dict(languages)}), {features} features of words")
    print(f"wrote {path.name}, version {document['version']}, {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
