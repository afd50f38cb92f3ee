"""The labelled tickets: hand-written problems, varied as people write, after the split.

`tickets/` has a folder for each language. Each file holds problems under headings
`# category priority`; those of `2.txt`, `3.txt` and their like were written later. A line that
begins with `*` is held back from training, in every language in which that problem occurs, so that
a score on them is a score on problems that the model has never seen.

`second_author/` has tickets of an author who had not seen these: neither trained on nor varied.
"""

import random
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
PRIORITIES = ("low", "medium", "high", "critical")
SETS = ("held_back", "second_author", "third_author", "fourth_author", "fifth_author")
PAIRS_OF_TRAINING, PAIRS_HELD_BACK = 40, 10  # Tickets with two problems, for each language.


@dataclass(frozen=True)
class Ticket:
    """A labelled text. `problem` names where it came from, such as `de:billing high:3`."""

    text: str
    language: str
    category: str
    priority: str
    problem: str
    held_back: bool

    @property
    def file(self) -> int:
        """The number of its file."""
        return int(self.problem.partition(":")[0].partition("-")[2] or 1)

    @property
    def translated(self) -> bool:
        """Whether files of other languages retell it: those before `4.txt` and from `20.txt` on."""
        return not 4 <= self.file < 20

    @property
    def labels(self) -> dict[str, str]:
        """The labels as a provider gives them."""
        return {"category": self.category, "priority": self.priority}


def load_problems(folder: str = "tickets") -> list[Ticket]:
    """Read the hand-written problems from the files, in the order of the names of problems."""
    files = sorted((FOLDER / folder).rglob("*.txt"), key=lambda path: f"{_source(path)}.txt")
    return [problem for path in files for problem in _read(path)]


def load_test_tickets(source: str) -> list[Ticket]:
    """Return tickets that no training sees: one of SETS."""
    if source == "held_back":
        return [ticket for ticket in load_tickets() if ticket.held_back]
    return load_problems(source)


def load_tickets() -> list[Ticket]:
    """Return all tickets, the same at every call: each problem once, and pairs of problems."""
    wrapping = yaml.safe_load((FOLDER / "wrapping.yaml").read_text(encoding="utf-8"))
    problems = load_problems()
    tickets = [_varied(problem, wrapping.get(problem.language)) for problem in problems]
    for language, words in wrapping.items():
        for held_back, count in ((False, PAIRS_OF_TRAINING), (True, PAIRS_HELD_BACK)):
            own = [p for p in problems if (p.language, p.held_back) == (language, held_back)]
            tickets += _pairs(own, words, count)
    return tickets


def _source(path: Path) -> str:
    """Return `de` for `de.txt` and `de/1.txt`, `de-2` for `de/2.txt`: the seed of a problem."""
    if not path.stem.isdigit():
        return path.stem
    return path.parent.name if path.stem == "1" else f"{path.parent.name}-{path.stem}"


def _read(path: Path) -> list[Ticket]:
    problems: list[Ticket] = []
    source = _source(path)
    language = source.partition("-")[0]
    heading, number = "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading, number = line[2:], 0
            continue
        if not line.strip():
            continue
        category, priority = heading.split()
        name = f"{source}:{heading}:{number}"
        text = line.removeprefix("* ")
        problems.append(Ticket(text, language, category, priority, name, line.startswith("* ")))
        number += 1
    return problems


def _varied(problem: Ticket, words: dict[str, Any] | None) -> Ticket:
    """Vary a problem, seeded by name: a third unchanged, others polite, angry, long, mistyped.

    A problem in a language without words to put around it stays as it was written.
    """
    if words is None:
        return problem
    draw = random.Random(problem.problem)  # noqa: S311 - for variety, not for secrets.
    text = problem.text
    match draw.randrange(6):
        case 0:
            text = f"{draw.choice(words['openers'])} {text} {draw.choice(words['closers'])}"
        case 1:
            text = f"{text} {draw.choice(words['angry'])}"
        case 2:
            opener, context = draw.choice(words["openers"]), draw.choice(words["contexts"])
            text = f"{opener}\n\n{context} {text}\n\n{draw.choice(words['closers'])}"
        case 3:
            text = mistype(text, draw)
    return replace(problem, text=text)


def _pairs(problems: list[Ticket], words: dict[str, Any], count: int) -> list[Ticket]:
    """Put two problems into one ticket: the worse one gives both labels (taxonomy, rules)."""
    draw = random.Random(sha256(problems[0].problem.encode()).hexdigest())  # noqa: S311
    pairs: list[Ticket] = []
    while len(pairs) < count:
        first, second = draw.sample(problems, 2)
        if first.priority == second.priority:
            continue
        worse = max(first, second, key=lambda problem: PRIORITIES.index(problem.priority))
        text = f"{first.text} {draw.choice(words['joiners'])} {second.text}"
        if draw.random() < 0.5:
            text = f"{draw.choice(words['openers'])} {text}"
        pairs.append(replace(worse, text=text, problem=f"{first.problem}+{second.problem}"))
    return pairs


def mistype(text: str, draw: random.Random) -> str:
    """Swap, drop or double a letter in about every eighth longer word."""
    words = text.split(" ")
    for position, word in enumerate(words):
        if len(word) > 4 and draw.random() < 0.125:
            at = draw.randrange(1, len(word) - 2)
            words[position] = draw.choice(
                [
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                    word[:at] + word[at + 1 :],
                    word[:at] + word[at] + word[at:],
                ]
            )
    return " ".join(words)
