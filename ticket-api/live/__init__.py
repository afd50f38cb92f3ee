"""Live updates: the ASGI application, the hub that reads the change log, limits of streams."""
