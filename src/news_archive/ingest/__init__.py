"""From drafts of articles to lines and index entries."""
