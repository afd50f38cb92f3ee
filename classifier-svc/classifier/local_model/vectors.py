"""The part of the local model that knows embeddings: layers of weights over a vector."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any


class VectorWeights:
    """Layers that turn vectors into a number for each choice of each dimension.

    Between layers negative values become 0. Needs numpy, which comes with the embedder.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Take `embedder` and `layers` of an artefact; numbers are base64 of floats, "<f4"."""
        self.embedder: str = document["embedder"]
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
        numbers: list[list[float]] = values.tolist()
        return numbers


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
