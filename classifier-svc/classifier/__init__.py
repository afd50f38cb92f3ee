"""The classifier service: a text in, labels of a taxonomy out, whichever model answers."""

__version__ = "0.1.0"
