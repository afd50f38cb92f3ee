"""The HTTP API: routes, schemas, authentication, quotas, and the OpenAPI description."""
