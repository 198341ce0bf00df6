"""Analyses of many articles together: over time, in context, by similarity."""
