"""Many tickets at once: import and made-up tickets."""
