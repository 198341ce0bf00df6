"""Rendering of results: for a terminal, for a pipe, as JSON. Text is data, never markup."""
