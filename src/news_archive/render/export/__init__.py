"""Articles written out to files."""
