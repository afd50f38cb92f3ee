"""Suggestions: their tokens, the ledger, statistics, the classify view and its commands."""
