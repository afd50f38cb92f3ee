"""Tests of the package conversations."""
