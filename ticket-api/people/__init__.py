"""Persons: requesters, and the agents who may own tickets."""
