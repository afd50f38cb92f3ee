"""Labelled tickets written for this project, and what trains on them and scores with them."""
