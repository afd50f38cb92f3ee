"""The small model of the provider `local`: features, weights, and how they become an answer."""
