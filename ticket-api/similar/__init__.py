"""Tickets that may report the same problem, and the verdicts of agents on each pair."""
