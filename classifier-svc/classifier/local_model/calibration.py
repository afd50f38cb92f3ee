"""How often labels of a probability are right, and from where on one is shown.

Needs scikit-learn.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

SHOWN_RIGHT_MIN = 0.5
"""A suggestion is shown where one like it was right in cross-validation at least so often."""
THRESHOLD_MIN, THRESHOLD_MAX = 0.4, 0.9
"""With few or only right answers, cross-validation says little about a threshold."""


def calibrated_line(likely: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Return slope and offset that turn a probability into how often it is right, and from where
    on a label is shown."""
    rights = [right for _, right in likely]
    if len(set(rights)) < 2:
        return {"slope": 1.0, "offset": 0.0, "threshold": SHOWN_RIGHT_MIN}
    bounded = np.clip([one for one, _ in likely], 1e-6, 1 - 1e-6)
    logits = np.log(bounded / (1 - bounded)).reshape(-1, 1)
    fitted = LogisticRegression(C=1e6).fit(logits, rights)
    return {
        "slope": round(float(fitted.coef_[0][0]), 4),
        "offset": round(float(fitted.intercept_[0]), 4),
        "threshold": _threshold(fitted.predict_proba(logits)[:, 1], rights),
    }


def _threshold(confidences: Any, rights: Sequence[bool]) -> float:
    """Return the least confidence from which on labels were right at least SHOWN_RIGHT_MIN often.

    The share of right labels is read off the rising step function that is nearest to the answers.
    """
    shares = IsotonicRegression(out_of_bounds="clip").fit(confidences, rights)
    steps = np.arange(THRESHOLD_MIN, THRESHOLD_MAX, 0.01)
    enough = steps[shares.predict(steps) >= SHOWN_RIGHT_MIN]
    return round(float(enough[0]), 2) if len(enough) else THRESHOLD_MAX
