"""Commands that maintain the archive."""
