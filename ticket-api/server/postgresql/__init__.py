"""Django's PostgreSQL backend, with connections that requests hand on to one another."""
