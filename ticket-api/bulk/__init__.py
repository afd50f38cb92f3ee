"""Many tickets at once: import, export and made-up tickets."""
