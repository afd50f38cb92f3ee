"""Labelled tickets, and the training and scoring that use them."""
