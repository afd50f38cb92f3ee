"""Shared by all features: errors, JSON, the request id, client addresses. Imports no feature."""
