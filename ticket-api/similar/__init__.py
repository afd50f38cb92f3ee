"""Tickets that may report the same problem, and what agents say of each pair."""
