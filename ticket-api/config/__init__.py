"""The Django project behind ticket-api: settings, routes, middleware, error bodies."""

__version__ = "0.1.0"
