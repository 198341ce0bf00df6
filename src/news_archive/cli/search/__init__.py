"""Commands that find and show articles."""
