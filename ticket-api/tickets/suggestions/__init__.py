"""What was suggested, what a person made of it, and what can be learnt from that."""
