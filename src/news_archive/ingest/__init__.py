"""Ingest: turns drafts of articles into lines and index entries."""
