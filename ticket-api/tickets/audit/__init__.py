"""The audit trail of the tickets; the database writes it (tickets/sql/audit.sql)."""
