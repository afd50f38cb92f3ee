"""The signed token that says which suggestion a person was shown.

It travels to the browser with the suggestion and comes back with the ticket, so nothing has to be
stored for texts that never become tickets. It is signed and not secret: it holds names, a share,
a digest and a sketch, and nothing of the text (docs/architecture.md, "Suggestions").
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import asdict, dataclass

from django.core import signing

from suggestions.likeness import Sketch, is_a_correction, sketch
from tickets.services.classifier_answer import Suggestion

logger = logging.getLogger(__name__)

VALID_SECONDS = 60 * 60

TOKEN_CHARACTERS = 4096
"""Real tokens have about 700 characters; longer ones are refused unread."""

# Increase the number when the token's format changes; it invalidates all earlier tokens.
_SALT = "tickets.suggestion.2"


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """What a token says: what was suggested, by whom, and for which text."""

    id: str  # 32 hexadecimal digits, drawn for each token: a token counts for one ticket.
    category: str
    priority: str
    confidence: float | None  # 0 to 1; None when the model did not say
    provider: str
    model: str
    prompt_version: str
    description_digest: str
    description_sketch: str

    def is_stale_for(self, description: str) -> bool:
        """Whether `description` is another text, by more than a correction of typing."""
        if self.description_digest == _digest(description):
            return False
        return not is_a_correction(Sketch.decode(self.description_sketch), sketch(description))


def sign(suggestion: Suggestion, *, description: str) -> str:
    """The token for `suggestion`, which was made for `description`."""
    shown = ShownSuggestion(
        id=secrets.token_hex(16),
        category=suggestion.category,
        priority=suggestion.priority,
        confidence=suggestion.confidence,
        provider=suggestion.provider,
        model=suggestion.model,
        prompt_version=suggestion.prompt_version,
        description_digest=_digest(description),
        description_sketch=sketch(description).encode(),
    )
    return signing.dumps(asdict(shown), salt=_SALT, compress=True)


def read(token: object) -> ShownSuggestion | None:
    """What `token` says, or None when it is forged or older than an hour.

    Never raises, whatever a client sends: a ticket does not fail over its token.
    """
    if not isinstance(token, str) or not token.isascii() or len(token) > TOKEN_CHARACTERS:
        _log_ignored("forged")
        return None
    try:
        return ShownSuggestion(**signing.loads(token, salt=_SALT, max_age=VALID_SECONDS))
    except signing.SignatureExpired:
        _log_ignored("expired")
    except signing.BadSignature:
        _log_ignored("forged")
    return None


def _log_ignored(reason: str) -> None:
    logger.warning("suggestion.token_ignored", extra={"reason": reason})


def _digest(description: str) -> str:
    """The same for texts that differ in white space alone, which a form may trim."""
    words = " ".join(description.split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
