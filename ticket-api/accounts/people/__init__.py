"""Accounts, invitations and API tokens for admins in the portal (/settings)."""
