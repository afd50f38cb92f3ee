"""Many tickets at once: import files."""
