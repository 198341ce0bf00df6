"""Commands that ingest and export articles."""
