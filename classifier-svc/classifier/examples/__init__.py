"""Examples for the prompt: labelled texts of this installation, the nearest ones for a question."""
