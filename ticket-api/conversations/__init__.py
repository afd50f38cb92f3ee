"""Conversations: requesters, messages, macros, and the times that the answers took."""
