"""Live updates: the log of changes in the database, read once and told to every open stream."""
