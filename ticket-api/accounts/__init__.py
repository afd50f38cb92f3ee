"""Authentication and permissions: accounts, roles, sessions, API tokens and sign-in providers."""
