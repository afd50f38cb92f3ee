"""Saved views: lists of tickets under a name, of one account or for everybody with a role."""
