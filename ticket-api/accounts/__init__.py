"""Who is asking, and what they may do: accounts, roles, sessions, tokens and private links."""
