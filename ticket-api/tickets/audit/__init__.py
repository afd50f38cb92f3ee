"""The audit trail of the tickets; the database writes it (migration 0207)."""
