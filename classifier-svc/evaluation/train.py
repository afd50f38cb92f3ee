"""`python -m evaluation.train`: train the local model and write its weights.

Needs scikit-learn (requirements-training.txt); the service does not. Held-back
tickets are not used: the calibration comes from cross-validation within the training tickets.
"""

import json
from collections import Counter, defaultdict
from hashlib import sha256
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from classifier.config import TAXONOMIES
from classifier.local_model.features import features_of
from classifier.local_model.model import FOLDER, KIND_WEIGHTS, LocalModel
from classifier.pipeline.redaction import redact
from classifier.pipeline.taxonomy import load_taxonomy
from evaluation.corpus import Ticket, load_problems, load_tickets

TAXONOMY = "support-tickets"
WORST_OF = "priority"
INVERSE_REGULARISATION = 10.0
PROBLEMS_MIN = 2  # A feature of one problem alone is learned by heart and does not generalise.
FOLDS = 5
WEIGHT_RANGE = 127


def train(tickets: list[Ticket]) -> dict[str, Any]:
    """Return a document of weights, not yet calibrated."""
    kept = _kept_features(tickets)
    vectorizer = DictVectorizer()
    matrix = normalize(vectorizer.fit_transform([_weighted(t.text, kept) for t in tickets]))
    taxonomy = load_taxonomy(TAXONOMIES / f"{TAXONOMY}.yaml")
    blocks, dimensions = [], {}
    for dimension in taxonomy.dimensions:
        labels = [ticket.labels[dimension.name] for ticket in tickets]
        fitted = LogisticRegression(
            C=INVERSE_REGULARISATION, max_iter=5000, class_weight="balanced"
        ).fit(matrix, labels)
        order = [list(fitted.classes_).index(choice) for choice in dimension.choice_names]
        blocks.append(fitted.coef_[order])
        bias = [round(float(fitted.intercept_[place]), 4) for place in order]
        dimensions[dimension.name] = {"choices": list(dimension.choice_names), "bias": bias}
    weights = np.vstack(blocks)
    scale = float(np.abs(weights).max()) / WEIGHT_RANGE
    rows = np.rint(weights / scale).astype(int).T.tolist()
    return {
        "version": "",
        "worst_of": WORST_OF,
        "scale": round(scale, 8),
        "confidence": [1.0, 0.0],
        "dimensions": dimensions,
        "weights": dict(zip(vectorizer.get_feature_names_out(), rows, strict=True)),
    }


def _kept_features(tickets: list[Ticket]) -> set[str]:
    seen: dict[str, set[str]] = defaultdict(set)
    for ticket in tickets:
        for feature in features_of(redact(ticket.text).text):
            seen[feature].add(ticket.problem)
    return {feature for feature, problems in seen.items() if len(problems) >= PROBLEMS_MIN}


def _weighted(text: str, kept: set[str]) -> dict[str, float]:
    return {f: KIND_WEIGHTS[f[0]] for f in features_of(redact(text).text) if f in kept}


def training_tickets() -> list[Ticket]:
    """Return the problems as they were written and as they were dressed; no pairs, for these are
    split into their problems before the model sees them."""
    dressed = [t for t in load_tickets() if "+" not in t.problem and not t.held_back]
    return dressed + [problem for problem in load_problems() if not problem.held_back]


def calibrate(tickets: list[Ticket]) -> tuple[float, float]:
    """Return slope and offset that turn the product of probabilities into how often it is right."""
    likely, right = [], []
    for fold in range(FOLDS):
        model = LocalModel(train([t for t in tickets if _fold(t) != fold]))
        for ticket in (t for t in tickets if _fold(t) == fold):
            prediction = model.predict(redact(ticket.text).text)
            likely.append(prediction.confidence)
            right.append(prediction.labels == ticket.labels)
    bounded = np.clip(likely, 1e-6, 1 - 1e-6)
    logits = np.log(bounded / (1 - bounded)).reshape(-1, 1)
    fitted = LogisticRegression(C=1e6).fit(logits, right)
    return round(float(fitted.coef_[0][0]), 4), round(float(fitted.intercept_[0]), 4)


def _fold(ticket: Ticket) -> int:
    """Keep a problem and its translations in one fold."""
    _, heading, number = ticket.problem.split(":")
    return int(sha256(f"{heading}:{number}".encode()).hexdigest(), 16) % FOLDS


def main() -> None:
    """Train, calibrate, write."""
    tickets = training_tickets()
    document = train(tickets)
    document["confidence"] = list(calibrate(tickets))
    digest = sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    document["version"] = digest[:8]
    path = FOLDER / f"{TAXONOMY}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    languages = Counter(ticket.language for ticket in tickets)
    print(f"{len(tickets)} tickets ({dict(languages)}), {len(document['weights'])} features")
    print(f"wrote {path.name}, version {document['version']}, {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
