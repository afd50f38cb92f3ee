"""Which training tickets retell one problem in several languages.

The files `1.txt` to `3.txt` of a language retell the German ones heading by heading. Some leave
problems out or have others, so a number under a heading does not say which problem it is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from classifier.local_model.embedding import Embedder
from classifier.pipeline.redaction import redact
from evaluation.corpus import Ticket

RETOLD_FILES = range(1, 4)
RETOLD = "de"


def families(tickets: Sequence[Ticket], embedder: Embedder) -> dict[str, str]:
    """Return by the name of a problem of those files the name of the German one that it retells.

    That is the nearest one of the same file and labels, by their vectors less the mean of each
    language. A problem that retells none is in the family of one that it resembles, which costs
    nothing: a family is what is left out of training together.
    """
    problems = {one.problem: one for one in tickets if one.file in RETOLD_FILES}
    vectors = _by_name(problems, embedder)
    by_heading: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for name, one in problems.items():
        by_heading[one.file, one.category, one.priority].append(name)
    found = {}
    for names in by_heading.values():
        german = [name for name in names if problems[name].language == RETOLD] or names[:1]
        for name in names:
            nearness = [float(vectors[name] @ vectors[other]) for other in german]
            found[name] = german[int(np.argmax(nearness))]
    return found


def _by_name(problems: Mapping[str, Ticket], embedder: Embedder) -> dict[str, Any]:
    """Return the vectors less the mean of their language, of length 1."""
    found: dict[str, Any] = {}
    for language in {one.language for one in problems.values()}:
        own = [one for one in problems.values() if one.language == language]
        rows = np.asarray(embedder.embed([redact(one.text).text for one in own]))
        rows = rows - rows.mean(axis=0)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
        found |= {one.problem: row for one, row in zip(own, rows, strict=True)}
    return found
