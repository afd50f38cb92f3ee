"""`python -m evaluation.train`: train the local model and write its weights.

Needs scikit-learn (requirements-training.txt); the service does not. Held-back
tickets are not used: the calibration comes from cross-validation within the training tickets.
"""

from collections import Counter

from classifier.config import TAXONOMIES
from classifier.local_model.artefact import write_artefact
from classifier.local_model.embedding import embedder
from classifier.local_model.model import FOLDER
from classifier.local_model.remembered import Remembered
from classifier.local_model.training import Example, train
from classifier.pipeline.redaction import redact
from classifier.pipeline.taxonomy import load_taxonomy
from evaluation.corpus import Ticket, load_problems, load_tickets

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
    """Return a ticket as training takes it.

    The problems of the first three files of each language are translations of each other, and so
    are some of the files numbered from 20 on.
    """
    return Example(redact(ticket.text).text, ticket.labels, ticket.problem, not ticket.translated)


def main() -> None:
    """Train, calibrate, write."""
    tickets = training_tickets()
    taxonomy = load_taxonomy(TAXONOMIES / f"{TAXONOMY}.yaml")
    found = embedder()
    if found is None:
        raise SystemExit("train: there is no embedder on this machine; the log says why.")
    examples = [example(ticket) for ticket in tickets]
    document = train(examples, taxonomy, Remembered(found), worst_of=WORST_OF)
    path = FOLDER / f"{TAXONOMY}.json"
    write_artefact(document, path)
    languages = Counter(ticket.language for ticket in tickets)
    features = len(document["words"]["weights"])
    print(f"{len(tickets)} tickets ({dict(languages)}), {features} features of words")
    print(f"wrote {path.name}, version {document['version']}, {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
