"""The portal of `make demo`: believable tickets, conversations, suggestions and accounts."""
