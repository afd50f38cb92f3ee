"""What somebody without an account sees of the ticket that they sent."""
