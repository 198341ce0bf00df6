"""Export of articles to files."""
