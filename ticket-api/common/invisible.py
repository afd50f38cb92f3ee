"""Characters that show a reader nothing (contracts/invisible.json, shared with the portal).

Python's and a browser's Unicode tables differ in their versions, so the ranges are written out, in
the form of a regular expression's set.
"""

import re

# Blanks, control characters, and signs that fonts draw as nothing.
_BLANK = (
    "\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028-\u2029\u202f\u205f\u2800\u3000\ufffc"
    "\U00016fe4\U0001d159"
)
# Unicode's Default_Ignorable_Code_Point: fillers, joiners, variation selectors and tags.
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_FORMAT = "\ufff9-\ufffb\U00013430-\U0001343f"
_SHOWN = re.compile(f"[^{_BLANK}{IGNORABLE}{_FORMAT}]")


def shows_something(text: str) -> bool:
    """Whether a reader sees any character of `text`."""
    return _SHOWN.search(text) is not None
