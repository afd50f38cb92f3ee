"""Which texts show a reader something (contracts/invisible.json, shared with the portal)."""

import re

# Blanks, control and format characters, variation selectors, fillers and tags. Python's and a
# browser's Unicode tables differ in their versions, so the ranges are written out.
_SHOWN = re.compile(
    "[^"
    "\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f-\u1160\u1680\u17b4-\u17b5"
    "\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U00013430-\U0001343f\U00016fe4"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)


def shows_something(text: str) -> bool:
    """Whether a reader sees any character of `text`."""
    return _SHOWN.search(text) is not None
