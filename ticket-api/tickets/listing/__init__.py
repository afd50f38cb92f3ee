"""Lists of tickets: filters, cursors, search."""
