"""From a text to validated labels: redaction, prompt, provider, reply."""
