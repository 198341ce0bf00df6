"""From a request to hits, lists and records."""
