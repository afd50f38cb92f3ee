"""The part of the local model that knows embeddings: layers of weights over a vector."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

_ABSENT = -10.0  # The least number, and that of a choice that no combination has.


class VectorWeights:
    """Layers that turn vectors into a number for each choice of each dimension.

    Between layers negative values become 0. With combinations of choices, such as an account's
    problem of high priority, the last layer has a number for each combination; a choice gets the
    logarithm of how likely its combinations are together. Needs numpy, which comes with the
    embedder.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Take `embedder`, `layers` and `combinations` of an artefact.

        Numbers are base64 of floats, "<f4". `combinations` has for each choice the places of its
        combinations in the last layer, or is null.
        """
        self.embedder: str = document["embedder"]
        self._combinations: Sequence[Sequence[int]] | None = document["combinations"]
        self._layers = [
            (_array(layer["weights"], layer["inputs"]), _array(layer["bias"], 1))
            for layer in document["layers"]
        ]

    def logits(self, vectors: Sequence[Sequence[float]]) -> list[list[float]]:
        """Return for each vector a number for each choice; the higher, the likelier."""
        import numpy

        values = numpy.asarray(vectors, dtype=numpy.float32)
        for number, (weights, bias) in enumerate(self._layers):
            values = (numpy.maximum(values, 0) if number else values) @ weights + bias
        if self._combinations:
            values = _summed(values, self._combinations)
        numbers: list[list[float]] = values.tolist()
        return numbers


def _summed(values: Any, combinations: Sequence[Sequence[int]]) -> Any:
    """Return for each choice the logarithm of how likely one of its combinations is."""
    import numpy

    likely = numpy.exp(values - values.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    floor = numpy.exp(_ABSENT)
    sums = [numpy.maximum(likely[:, places].sum(axis=1), floor) for places in combinations]
    return numpy.log(numpy.stack(sums, axis=1))


def _array(packed: str, inputs: int) -> Any:
    import numpy

    return numpy.frombuffer(b64decode(packed), dtype="<f4").reshape(inputs, -1)


def packed_layer(weights: Any, bias: Any) -> dict[str, Any]:
    """Return a layer as the artefact has it, of numpy arrays."""
    return {
        "inputs": weights.shape[0],
        "weights": b64encode(weights.astype("<f4").tobytes()).decode(),
        "bias": b64encode(bias.astype("<f4").tobytes()).decode(),
    }
