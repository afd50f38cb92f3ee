"""How gunicorn runs ticket-api: listening, processes, request bodies, responses, connections."""
